package io.gradus.kernel;

import io.gradus.api.Noise;
import io.gradus.api.Op;
import io.gradus.api.Precision;
import io.gradus.kernel.OffHeap.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Compiles the stages of a pass to loops that C2 vectorizes, each as a hidden class: everything
 * that the stage reads is loaded, all operations computed in local variables, all results stored in
 * heap arrays, element by element. Most passes are a single stage.
 */
final class FusedLoop {

  /**
   * C2 inlines no hot method longer than 325 bytes. Inlined into the surrounding copies, the loop
   * would have too few registers left for its constants.
   */
  private static final int NEVER_INLINED = 340;

  /** One class each; about {@value LoopClasses#MOST_CLASSES} are kept. */
  private static final int MOST_STAGES = 100;

  // The parameters of ChunkLoop.run, and the loop's counter.
  private static final int INPUTS = 1;
  private static final int PLACES = 2;
  private static final int OUTPUTS = 3;
  private static final int SCALARS = 4;
  private static final int INDEX = 5;
  private static final int COUNT = 7;
  private static final int I = 8;
  private static final int FIRST_FREE = 9;

  private final Plan.Pass pass;
  private final boolean isFloat;
  private final Type type;
  private final Source source;
  private final Map<Plan.Node, Integer> values = new HashMap<>();
  private final MethodVisitor code;
  private int next = FIRST_FREE;

  private FusedLoop(Plan.Pass pass, Precision precision, Source source, MethodVisitor code) {
    this.pass = pass;
    this.code = code;
    this.isFloat = precision == Precision.FLOAT;
    this.type = isFloat ? Type.FLOAT_TYPE : Type.DOUBLE_TYPE;
    this.source = source;
  }

  /**
   * The loops of a pass, in order.
   *
   * @param name the name that profilers show for them
   * @throws IllegalStateException if a loop is too long for C2, there are too many of them, or this
   *     JVM does not support hidden classes
   */
  static ChunkLoop compile(
      String name, Plan.Pass pass, Stages stages, Precision precision, Source source) {
    if (stages.all().size() > MOST_STAGES) {
      throw new IllegalStateException(
          "A pass of the rule %s takes %d loops, and no more than %d are made of one."
              .formatted(name, stages.all().size(), MOST_STAGES));
    }
    ChunkLoop[] loops = new ChunkLoop[stages.all().size()];
    for (int i = 0; i < loops.length; i++) {
      Stages.Stage stage = stages.all().get(i);
      loops[i] =
          LoopClasses.get(
              ChunkLoop.class,
              name,
              pass,
              source + " " + precision + " " + i,
              "([Ljava/lang/Object;[J[Ljava/lang/Object;[DJI)V",
              code -> new FusedLoop(pass, precision, source, code).run(stages, stage));
    }
    return loops.length == 1 ? loops[0] : inTurn(loops);
  }

  /** One loop of several, which C2 vectorizes if each is a method of its own. */
  private static ChunkLoop inTurn(ChunkLoop... loops) {
    return (inputs, places, outputs, scalars, index, count) -> {
      for (ChunkLoop loop : loops) {
        loop.run(inputs, places, outputs, scalars, index, count);
      }
    };
  }

  private void run(Stages stages, Stages.Stage stage) {
    code.visitVarInsn(Opcodes.ILOAD, COUNT);
    bound("min", ChunkProgram.CHUNK);
    code.visitVarInsn(Opcodes.ISTORE, COUNT);
    Map<Plan.Node, Runnable> pushers = new HashMap<>();
    Map<Plan.Node, List<Integer>> targets = new HashMap<>();
    for (int i = 0; i < pass.ends().size() + stages.temporaries().size(); i++) {
      Plan.Node node = stages.stored(pass, i);
      boolean stores = stage.stores().contains(node);
      if (stores || stage.loads().contains(node)) {
        int array = array(OUTPUTS, i);
        pushers.put(node, () -> pushElement(array));
        if (stores) {
          targets.computeIfAbsent(node, any -> new ArrayList<>()).add(array);
        }
      }
    }
    for (int i = 0; i < pass.inputs().size(); i++) {
      if (stage.loads().contains(pass.inputs().get(i))) {
        pushers.put(pass.inputs().get(i), input(i));
      }
    }
    Set<Plan.Node> used = used(stage);
    for (int i = 0; i < pass.scalars().size(); i++) {
      if (used.contains(pass.scalars().get(i))) {
        scalar(i);
      }
    }
    loop(stage, pushers, targets);
    code.visitInsn(Opcodes.RETURN);
    for (int i = 0; i < NEVER_INLINED; i++) {
      code.visitInsn(Opcodes.NOP); // never reached, but counted as the method's length
    }
    code.visitInsn(Opcodes.RETURN);
  }

  /** What a stage uses, including its conditions and what it stores. */
  private Set<Plan.Node> used(Stages.Stage stage) {
    Set<Plan.Node> used = new HashSet<>(stage.stores());
    for (Plan.Node node : stage.operations()) {
      for (Plan.Node operand : node.operands()) {
        used.add(operand);
        if (pass.isOnlyCondition(operand)) {
          used.addAll(operand.operands());
        }
      }
    }
    return used;
  }

  private void scalar(int i) {
    Plan.Node scalar = pass.scalars().get(i);
    code.visitVarInsn(Opcodes.ALOAD, SCALARS);
    push(i);
    code.visitInsn(Opcodes.DALOAD);
    if (isFloat && !pass.isKey(scalar)) {
      code.visitInsn(Opcodes.D2F);
    }
    store(scalar, pass.isKey(scalar) ? Type.DOUBLE_TYPE : type);
  }

  /** Stores the location of an input, and returns code that pushes one of its elements. */
  private Runnable input(int i) {
    return switch (source) {
      case ARRAYS -> {
        int array = array(INPUTS, i);
        yield () -> pushElement(array);
      }
      case ADDRESSES -> {
        place(i);
        int address = next;
        next += Type.LONG_TYPE.getSize();
        code.visitVarInsn(Opcodes.LSTORE, address);
        yield () -> pushFromAddress(address);
      }
      case BUFFERS -> {
        int buffer = object(INPUTS, i, isFloat ? "java/nio/FloatBuffer" : "java/nio/DoubleBuffer");
        place(i);
        code.visitInsn(Opcodes.L2I);
        bound("max", 0);
        bound("min", Memory.WINDOW);
        int first = next++;
        code.visitVarInsn(Opcodes.ISTORE, first);
        yield () -> pushFromBuffer(buffer, first);
      }
    };
  }

  /** Pushes an element of a heap array. */
  private void pushElement(int array) {
    code.visitVarInsn(Opcodes.ALOAD, array);
    code.visitVarInsn(Opcodes.ILOAD, I);
    code.visitInsn(type.getOpcode(Opcodes.IALOAD));
  }

  private void pushFromAddress(int address) {
    code.visitFieldInsn(
        Opcodes.GETSTATIC, Type.getInternalName(OffHeap.class), "READER", "Ljava/lang/Object;");
    code.visitTypeInsn(Opcodes.CHECKCAST, OffHeap.READER_CLASS);
    code.visitVarInsn(Opcodes.LLOAD, address);
    code.visitVarInsn(Opcodes.ILOAD, I);
    code.visitInsn(Opcodes.I2L);
    code.visitLdcInsn((long) (isFloat ? Float.BYTES : Double.BYTES));
    code.visitInsn(Opcodes.LMUL);
    code.visitInsn(Opcodes.LADD);
    code.visitLdcInsn((long) OffHeap.leadOfPlaces());
    code.visitInsn(Opcodes.LADD);
    String method = isFloat ? "getFloat" : "getDouble";
    String descriptor = "(J)" + type.getDescriptor();
    code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, OffHeap.READER_CLASS, method, descriptor, false);
  }

  private void pushFromBuffer(int buffer, int first) {
    code.visitVarInsn(Opcodes.ALOAD, buffer);
    code.visitVarInsn(Opcodes.ILOAD, first);
    code.visitVarInsn(Opcodes.ILOAD, I);
    code.visitInsn(Opcodes.IADD);
    String owner = isFloat ? "java/nio/FloatBuffer" : "java/nio/DoubleBuffer";
    String descriptor = "(I)" + type.getDescriptor();
    code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, "get", descriptor, false);
  }

  private void loop(
      Stages.Stage stage, Map<Plan.Node, Runnable> pushers, Map<Plan.Node, List<Integer>> targets) {
    Label loop = new Label();
    Label end = new Label();
    code.visitInsn(Opcodes.ICONST_0);
    code.visitVarInsn(Opcodes.ISTORE, I);
    code.visitLabel(loop);
    code.visitVarInsn(Opcodes.ILOAD, I);
    code.visitVarInsn(Opcodes.ILOAD, COUNT);
    code.visitJumpInsn(Opcodes.IF_ICMPGE, end);
    for (Plan.Node node : stage.loads()) {
      pushers.get(node).run();
      store(node, type);
    }
    for (Plan.Node node : stage.operations()) {
      operation(node);
      store(node, type);
    }
    for (Plan.Node node : stage.stores()) {
      for (int array : targets.get(node)) {
        code.visitVarInsn(Opcodes.ALOAD, array);
        code.visitVarInsn(Opcodes.ILOAD, I);
        load(node);
        code.visitInsn(type.getOpcode(Opcodes.IASTORE));
      }
    }
    code.visitIincInsn(I, 1);
    code.visitJumpInsn(Opcodes.GOTO, loop);
    code.visitLabel(end);
  }

  /** Stores an array from a parameter in a local variable. */
  private int array(int parameter, int i) {
    return object(parameter, i, "[" + type.getDescriptor());
  }

  /** Casts an object from a parameter and stores it in a local variable. */
  private int object(int parameter, int i, String internalName) {
    code.visitVarInsn(Opcodes.ALOAD, parameter);
    push(i);
    code.visitInsn(Opcodes.AALOAD);
    code.visitTypeInsn(Opcodes.CHECKCAST, internalName);
    code.visitVarInsn(Opcodes.ASTORE, next);
    return next++;
  }

  /**
   * Tells C2 the bound that the number on the stack has anyway: C2 vectorizes only if it knows that
   * all offsets fit an int.
   */
  private void bound(String minOrMax, int bound) {
    code.visitLdcInsn(bound);
    code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", minOrMax, "(II)I", false);
  }

  /** Pushes the location of an input. */
  private void place(int i) {
    code.visitVarInsn(Opcodes.ALOAD, PLACES);
    push(i);
    code.visitInsn(Opcodes.LALOAD);
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
        choose(
            () -> loadBits(node.operands().get(1)),
            () -> loadBits(node.operands().get(2)),
            otherwise);
        code.visitMethodInsn(
            Opcodes.INVOKESTATIC,
            isFloat ? "java/lang/Float" : "java/lang/Double",
            isFloat ? "intBitsToFloat" : "longBitsToDouble",
            isFloat ? "(I)F" : "(J)D",
            false);
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

  /** C2 selects integers without a jump where it finds the jump hard to predict. */
  private void loadBits(Plan.Node node) {
    load(node);
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        isFloat ? "java/lang/Float" : "java/lang/Double",
        isFloat ? "floatToRawIntBits" : "doubleToRawLongBits",
        isFloat ? "(F)I" : "(D)J",
        false);
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
   * The sign by multiplications and bounds, which C2 vectorizes, whereas Math.signum is a branch:
   * multiplying twice by a power of two brings even the smallest number to 1 or beyond.
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
