package io.gradus.kernel;

import io.gradus.api.Noise;
import io.gradus.api.Op;
import io.gradus.api.Precision;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Compiles a pass to one loop over heap arrays, as a hidden class: all inputs are read, all
 * operations computed in local variables, all outputs stored, element by element. C2 makes vector
 * code of it.
 *
 * <p>Passes of one structure share one class, whatever their numbers are.
 */
final class FusedLoop {

  private static final int MOST_CLASSES = 256;

  /** C2 compiles no method of more than 8,000 bytes; an operation takes up to sixteen. */
  private static final int MOST_OPERATIONS = 400;

  /**
   * C2 inlines no hot method longer than 325 bytes. Inlined into the copying around it, the loop
   * would find too few registers left for its constants.
   */
  private static final int NEVER_INLINED = 340;

  private static final Map<String, ChunkLoop> CLASSES =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ChunkLoop> eldest) {
          return size() > MOST_CLASSES;
        }
      };

  // The parameters of ChunkLoop.run, and the loop's counter.
  private static final int INPUTS = 1;
  private static final int OUTPUTS = 2;
  private static final int SCALARS = 3;
  private static final int INDEX = 4;
  private static final int COUNT = 6;
  private static final int I = 7;
  private static final int FIRST_FREE = 8;

  private final Plan.Pass pass;
  private final boolean isFloat;
  private final Type type;
  private final Type array;
  private final Map<Plan.Node, Integer> values = new HashMap<>();
  private final Map<Plan.Node, Integer> uses = new HashMap<>();
  private MethodVisitor code;
  private int next = FIRST_FREE;

  private FusedLoop(Plan.Pass pass, Precision precision) {
    this.pass = pass;
    this.isFloat = precision == Precision.FLOAT;
    this.type = isFloat ? Type.FLOAT_TYPE : Type.DOUBLE_TYPE;
    this.array = Type.getType("[" + type.getDescriptor());
    for (Plan.Node node : pass.operations()) {
      node.operands().forEach(operand -> uses.merge(operand, 1, Integer::sum));
    }
    pass.outputs().forEach(output -> uses.merge(output, 1, Integer::sum));
  }

  /**
   * The loop of a pass.
   *
   * @param name what profilers shall call it
   * @throws IllegalStateException if the pass is too long for C2, or this JVM makes no hidden classes
   */
  static ChunkLoop compile(String name, Plan.Pass pass, Precision precision) {
    if (pass.operations().size() > MOST_OPERATIONS) {
      throw new IllegalStateException(
          "The rule %s has %d operations in one pass, and C2 would not compile them as one loop."
              .formatted(name, pass.operations().size()));
    }
    String structure = precision + structure(pass);
    synchronized (CLASSES) {
      ChunkLoop known = CLASSES.get(structure);
      if (known == null) {
        known = new FusedLoop(pass, precision).define(name);
        CLASSES.put(structure, known);
      }
      return known;
    }
  }

  /** All that the code depends on; numbers are read at run time. */
  private static String structure(Plan.Pass pass) {
    Map<Plan.Node, Integer> numbers = new HashMap<>();
    StringBuilder text = new StringBuilder();
    for (List<Plan.Node> part : List.of(pass.inputs(), pass.scalars(), pass.operations())) {
      for (Plan.Node node : part) {
        numbers.put(node, numbers.size());
      }
      text.append('|').append(part.size());
    }
    for (Plan.Node node : pass.operations()) {
      text.append('|').append(node.op());
      node.operands().forEach(operand -> text.append(' ').append(numbers.get(operand)));
    }
    pass.outputs().forEach(output -> text.append('>').append(numbers.get(output)));
    return text.toString();
  }

  private ChunkLoop define(String name) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    writer.visit(
        Opcodes.V17,
        Opcodes.ACC_FINAL | Opcodes.ACC_SUPER,
        FusedLoop.class.getPackageName().replace('.', '/') + "/" + name,
        null,
        "java/lang/Object",
        new String[] {Type.getInternalName(ChunkLoop.class)});
    writer.visitSource(name + " (generated)", null);
    code = writer.visitMethod(0, "<init>", "()V", null, null);
    code.visitCode();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
    String run = "([Ljava/lang/Object;[Ljava/lang/Object;[DJI)V";
    code = writer.visitMethod(Opcodes.ACC_PUBLIC, "run", run, null, null);
    code.visitCode();
    run();
    code.visitMaxs(0, 0);
    code.visitEnd();
    writer.visitEnd();
    try {
      return (ChunkLoop)
          MethodHandles.lookup()
              .defineHiddenClass(writer.toByteArray(), true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalStateException("This JVM makes no hidden classes: " + e, e);
    }
  }

  private void run() {
    int[] inputs = arrays(INPUTS, pass.inputs().size());
    int[] outputs = arrays(OUTPUTS, pass.outputs().size());
    for (int i = 0; i < pass.scalars().size(); i++) {
      code.visitVarInsn(Opcodes.ALOAD, SCALARS);
      push(i);
      code.visitInsn(Opcodes.DALOAD);
      if (isFloat && !isKey(i)) {
        code.visitInsn(Opcodes.D2F);
      }
      store(pass.scalars().get(i), isKey(i) ? Type.DOUBLE_TYPE : type);
    }
    Label loop = new Label();
    Label end = new Label();
    code.visitInsn(Opcodes.ICONST_0);
    code.visitVarInsn(Opcodes.ISTORE, I);
    code.visitLabel(loop);
    code.visitVarInsn(Opcodes.ILOAD, I);
    code.visitVarInsn(Opcodes.ILOAD, COUNT);
    code.visitJumpInsn(Opcodes.IF_ICMPGE, end);
    for (int i = 0; i < inputs.length; i++) {
      code.visitVarInsn(Opcodes.ALOAD, inputs[i]);
      code.visitVarInsn(Opcodes.ILOAD, I);
      code.visitInsn(type.getOpcode(Opcodes.IALOAD));
      store(pass.inputs().get(i), type);
    }
    for (Plan.Node node : pass.operations()) {
      if (!isFusedCondition(node)) {
        operation(node);
        store(node, type);
      }
    }
    for (int i = 0; i < outputs.length; i++) {
      code.visitVarInsn(Opcodes.ALOAD, outputs[i]);
      code.visitVarInsn(Opcodes.ILOAD, I);
      load(pass.outputs().get(i));
      code.visitInsn(type.getOpcode(Opcodes.IASTORE));
    }
    code.visitIincInsn(I, 1);
    code.visitJumpInsn(Opcodes.GOTO, loop);
    code.visitLabel(end);
    code.visitInsn(Opcodes.RETURN);
    for (int i = 0; i < NEVER_INLINED; i++) {
      code.visitInsn(Opcodes.NOP); // never reached, but counted as the method's length
    }
    code.visitInsn(Opcodes.RETURN);
  }

  /** Casts the arrays of one parameter and keeps each in a local variable. */
  private int[] arrays(int parameter, int count) {
    int[] arrays = new int[count];
    for (int i = 0; i < count; i++) {
      code.visitVarInsn(Opcodes.ALOAD, parameter);
      push(i);
      code.visitInsn(Opcodes.AALOAD);
      code.visitTypeInsn(Opcodes.CHECKCAST, array.getInternalName());
      arrays[i] = next++;
      code.visitVarInsn(Opcodes.ASTORE, arrays[i]);
    }
    return arrays;
  }

  private void operation(Plan.Node node) {
    switch (node.op()) {
      case ADD -> arithmetic(node, Opcodes.IADD);
      case SUBTRACT -> arithmetic(node, Opcodes.ISUB);
      case MULTIPLY -> arithmetic(node, Opcodes.IMUL);
      case DIVIDE -> arithmetic(node, Opcodes.IDIV);
      case NEGATE -> arithmetic(node, Opcodes.INEG);
      case MIN -> call(node, "java/lang/Math", "min", type);
      case MAX -> call(node, "java/lang/Math", "max", type);
      case ABS -> call(node, "java/lang/Math", "abs", type);
      case SQRT -> call(node, "java/lang/Math", "sqrt", Type.DOUBLE_TYPE);
      case EXP -> call(node, "java/lang/StrictMath", "exp", Type.DOUBLE_TYPE);
      case LOG -> call(node, "java/lang/StrictMath", "log", Type.DOUBLE_TYPE);
      case POW -> call(node, "java/lang/StrictMath", "pow", Type.DOUBLE_TYPE);
      case SIGN -> sign(node.operands().get(0));
      case NOISE -> noise(node.operands().get(0));
      case LESS, LESS_OR_EQUAL, EQUAL -> {
        Label otherwise = new Label();
        branch(node, otherwise);
        choose(() -> code.visitInsn(one()), () -> code.visitInsn(zero()), otherwise);
      }
      case SELECT -> {
        Plan.Node condition = node.operands().get(0);
        Label otherwise = new Label();
        if (isFusedCondition(condition)) {
          branch(condition, otherwise);
        } else {
          load(condition);
          code.visitInsn(zero());
          code.visitInsn(compare(false));
          code.visitJumpInsn(Opcodes.IFEQ, otherwise);
        }
        choose(() -> load(node.operands().get(1)), () -> load(node.operands().get(2)), otherwise);
      }
      default -> throw new IllegalStateException(node.op() + " is not an element-wise operation.");
    }
  }

  /** Jumps where a comparison fails; a NaN fails every one. */
  private void branch(Plan.Node comparison, Label otherwise) {
    comparison.operands().forEach(this::load);
    code.visitInsn(compare(comparison.op() != Op.EQUAL));
    code.visitJumpInsn(
        switch (comparison.op()) {
          case LESS -> Opcodes.IFGE;
          case LESS_OR_EQUAL -> Opcodes.IFGT;
          default -> Opcodes.IFNE;
        },
        otherwise);
  }

  private void choose(Runnable ifTrue, Runnable ifFalse, Label otherwise) {
    Label end = new Label();
    ifTrue.run();
    code.visitJumpInsn(Opcodes.GOTO, end);
    code.visitLabel(otherwise);
    ifFalse.run();
    code.visitLabel(end);
  }

  /** A comparison that only selections ask for needs no number of its own. */
  private boolean isFusedCondition(Plan.Node node) {
    if (node.op() != Op.LESS && node.op() != Op.LESS_OR_EQUAL && node.op() != Op.EQUAL) {
      return false;
    }
    int asConditions = 0;
    for (Plan.Node user : pass.operations()) {
      if (user.op() == Op.SELECT && user.operands().get(0) == node) {
        asConditions++;
      }
    }
    return asConditions == uses.get(node) && !node.isUniform();
  }

  private void arithmetic(Plan.Node node, int opcode) {
    node.operands().forEach(this::load);
    code.visitInsn(type.getOpcode(opcode));
  }

  private void call(Plan.Node node, String owner, String method, Type of) {
    boolean convert = !of.equals(type);
    StringBuilder descriptor = new StringBuilder("(");
    for (Plan.Node operand : node.operands()) {
      load(operand);
      if (convert) {
        code.visitInsn(Opcodes.F2D);
      }
      descriptor.append(of.getDescriptor());
    }
    descriptor.append(')').append(of.getDescriptor());
    code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, method, descriptor.toString(), false);
    if (convert) {
      code.visitInsn(Opcodes.D2F);
    }
  }

  /**
   * The sign by multiplications and bounds, which C2 vectorises while Math.signum is a branch: twice
   * times a power of two takes even the least number to 1 or beyond.
   */
  private void sign(Plan.Node operand) {
    Object factor = isFloat ? (Object) 0x1p126f : (Object) 0x1p1000;
    String bound = isFloat ? "(FF)F" : "(DD)D";
    load(operand);
    for (int i = 0; i < 2; i++) {
      code.visitLdcInsn(factor);
      code.visitInsn(type.getOpcode(Opcodes.IMUL));
    }
    code.visitInsn(one());
    code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "min", bound, false);
    code.visitInsn(one());
    code.visitInsn(type.getOpcode(Opcodes.INEG));
    code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "max", bound, false);
  }

  private void noise(Plan.Node key) {
    code.visitVarInsn(Opcodes.DLOAD, values.get(key));
    code.visitVarInsn(Opcodes.LLOAD, INDEX);
    code.visitVarInsn(Opcodes.ILOAD, I);
    code.visitInsn(Opcodes.I2L);
    code.visitInsn(Opcodes.LADD);
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC, Type.getInternalName(Noise.class), "normal", "(DJ)D", false);
    if (isFloat) {
      code.visitInsn(Opcodes.D2F);
    }
  }

  /** Whether a scalar is a key of noise: a whole number that must not be rounded to float. */
  private boolean isKey(int scalar) {
    Plan.Node node = pass.scalars().get(scalar);
    return pass.operations().stream()
        .anyMatch(user -> user.op() == Op.NOISE && user.operands().get(0) == node);
  }

  private int one() {
    return isFloat ? Opcodes.FCONST_1 : Opcodes.DCONST_1;
  }

  private int zero() {
    return isFloat ? Opcodes.FCONST_0 : Opcodes.DCONST_0;
  }

  /** Compares the two numbers on the stack; NaN counts as greater or as less. */
  private int compare(boolean nanIsGreater) {
    if (isFloat) {
      return nanIsGreater ? Opcodes.FCMPG : Opcodes.FCMPL;
    }
    return nanIsGreater ? Opcodes.DCMPG : Opcodes.DCMPL;
  }

  private void push(int number) {
    code.visitIntInsn(Opcodes.SIPUSH, number);
  }

  private void load(Plan.Node node) {
    code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), values.get(node));
  }

  private void store(Plan.Node node, Type of) {
    values.put(node, next);
    code.visitVarInsn(of.getOpcode(Opcodes.ISTORE), next);
    next += of.getSize();
  }
}
