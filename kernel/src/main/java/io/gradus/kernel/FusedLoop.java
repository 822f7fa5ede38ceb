package io.gradus.kernel;

import io.gradus.api.Noise;
import io.gradus.api.Op;
import io.gradus.api.Precision;
import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Compiles a pass to one loop over heap arrays, as a hidden class: all inputs are read, all
 * operations computed in local variables, all outputs stored, element by element, in the inputs'
 * arrays where {@link Plan.Pass#inputOf} says so. C2 makes vector code of it.
 */
final class FusedLoop {

  /**
   * C2 inlines no hot method longer than 325 bytes. Inlined into the copying around it, the loop
   * would find too few registers left for its constants.
   */
  private static final int NEVER_INLINED = 340;

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
  private final MethodVisitor code;
  private int next = FIRST_FREE;

  private FusedLoop(Plan.Pass pass, Precision precision, MethodVisitor code) {
    this.pass = pass;
    this.code = code;
    this.isFloat = precision == Precision.FLOAT;
    this.type = isFloat ? Type.FLOAT_TYPE : Type.DOUBLE_TYPE;
    this.array = Type.getType("[" + type.getDescriptor());
  }

  /**
   * The loop of a pass.
   *
   * @param name what profilers shall call it
   * @throws IllegalStateException if the pass is too long for C2, or this JVM makes no hidden
   *     classes
   */
  static ChunkLoop compile(String name, Plan.Pass pass, Precision precision) {
    return LoopClasses.get(
        ChunkLoop.class,
        name,
        pass,
        "plain " + precision,
        "([Ljava/lang/Object;[Ljava/lang/Object;[DJI)V",
        code -> new FusedLoop(pass, precision, code).run());
  }

  private void run() {
    int[] inputs = arrays(INPUTS, pass.inputs().size());
    int[] outputs = new int[pass.ends().size()];
    for (int i = 0; i < outputs.length; i++) {
      int shared = pass.inputOf(pass.ends().get(i));
      outputs[i] = shared >= 0 ? inputs[shared] : array(OUTPUTS, i);
    }
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
      if (!pass.isOnlyCondition(node)) {
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

  private int[] arrays(int parameter, int count) {
    int[] arrays = new int[count];
    for (int i = 0; i < count; i++) {
      arrays[i] = array(parameter, i);
    }
    return arrays;
  }

  /** Casts one array of a parameter and keeps it in a local variable. */
  private int array(int parameter, int i) {
    code.visitVarInsn(Opcodes.ALOAD, parameter);
    push(i);
    code.visitInsn(Opcodes.AALOAD);
    code.visitTypeInsn(Opcodes.CHECKCAST, array.getInternalName());
    code.visitVarInsn(Opcodes.ASTORE, next);
    return next++;
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
        if (pass.isOnlyCondition(condition)) {
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
   * The sign by multiplications and bounds, which C2 vectorises while Math.signum is a branch:
   * twice times a power of two takes even the least number to 1 or beyond.
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
