package io.gradus.kernel;

import io.gradus.api.Op;
import io.gradus.api.Precision;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Compiles a pass to one loop of the Vector API over memory segments, where the JVM has resolved
 * {@code jdk.incubator.vector} and its {@code MemorySegment} is final (from JDK 22 on): no copies.
 * The Vector API's basic operations round as Java's own do, so the bits are those of the plain
 * loop; passes with operations that round differently (exp, log, pow) or have no vector form
 * (noise) have no such loop.
 *
 * <p>The counter is an int from 0: only then does C2 hoist the bounds checks of the segments, one
 * for each array, out of the loop.
 */
final class VectorLoop {

  private static final Set<Op> NOT_VECTORS = Set.of(Op.EXP, Op.LOG, Op.POW, Op.NOISE);

  private static final String API = "jdk/incubator/vector/";
  private static final String SEGMENT = "java/lang/foreign/MemorySegment";
  private static final String ORDER = "Ljava/nio/ByteOrder;";
  private static final String VECTOR = "L" + API + "Vector;";
  private static final String MASK = "L" + API + "VectorMask;";
  private static final String SPECIES = "L" + API + "VectorSpecies;";
  private static final String COMPARISON = "L" + API + "VectorOperators$Comparison;";

  private static final boolean AVAILABLE = available();

  /** Created with the first segment, so that a rule that never gets hot does not wait for it. */
  private static final class Segments {
    /** {@code MemorySegment.ofBuffer}. */
    static final MethodHandle OF_BUFFER = ofBuffer();
  }

  // The parameters of SegmentLoop.run, and what the loop counts.
  private static final int INPUTS = 1;
  private static final int OUTPUTS = 2;
  private static final int SCALARS = 3;
  private static final int FROM = 4;
  private static final int COUNT = 6;
  private static final int I = 7;
  private static final int OFFSET = 8;
  private static final int FIRST_FREE = 10;

  private final Plan.Pass pass;
  private final MethodVisitor code;
  private final String vector;
  private final String element;
  private final int bytes;
  private final Map<Plan.Node, Integer> values = new HashMap<>();
  private int next = FIRST_FREE;

  private VectorLoop(Plan.Pass pass, Precision precision, MethodVisitor code) {
    this.pass = pass;
    this.code = code;
    boolean isFloat = precision == Precision.FLOAT;
    this.vector = API + (isFloat ? "FloatVector" : "DoubleVector");
    this.element = isFloat ? "F" : "D";
    this.bytes = isFloat ? Float.BYTES : Double.BYTES;
  }

  /** Whether this JVM has what vector loops need. */
  static boolean isAvailable() {
    return AVAILABLE;
  }

  /** Whether everything that a pass computes has a vector form. */
  static boolean canRun(Plan.Pass pass) {
    return !pass.reduces()
        && pass.operations().stream().noneMatch(node -> NOT_VECTORS.contains(node.op()));
  }

  /** The segment of a buffer. */
  static Object segment(Buffer buffer) {
    try {
      return (Object) Segments.OF_BUFFER.invokeExact(buffer);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean available() {
    Optional<Module> vectors = ModuleLayer.boot().findModule("jdk.incubator.vector");
    if (Runtime.version().feature() < 22 || vectors.isEmpty()) {
      return false;
    }
    VectorLoop.class.getModule().addReads(vectors.get());
    return true;
  }

  private static MethodHandle ofBuffer() {
    try {
      Class<?> segment = Class.forName(SEGMENT.replace('/', '.'));
      return MethodHandles.lookup()
          .findStatic(segment, "ofBuffer", MethodType.methodType(segment, Buffer.class))
          .asType(MethodType.methodType(Object.class, Buffer.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The loop of a pass that {@linkplain #canRun can run}.
   *
   * @param name the name that profilers show for it
   * @throws IllegalStateException if the pass is too long for C2, or this JVM does not support
   *     hidden classes
   */
  static SegmentLoop compile(String name, Plan.Pass pass, Precision precision) {
    return LoopClasses.get(
        SegmentLoop.class,
        name,
        pass,
        "vector " + precision,
        "([Ljava/lang/Object;[Ljava/lang/Object;[DJI)I",
        code -> new VectorLoop(pass, precision, code).run());
  }

  private void run() {
    int[] inputs = new int[pass.inputs().size()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = segment(INPUTS, i);
    }
    int[] outputs = new int[pass.ends().size()];
    for (int i = 0; i < outputs.length; i++) {
      int slot = pass.inputOf(pass.ends().get(i));
      outputs[i] = slot >= 0 ? inputs[slot] : segment(OUTPUTS, i); // one segment less to check
    }
    for (int i = 0; i < pass.scalars().size(); i++) {
      species();
      code.visitVarInsn(Opcodes.ALOAD, SCALARS);
      code.visitIntInsn(Opcodes.SIPUSH, i);
      code.visitInsn(Opcodes.DALOAD);
      if (bytes == Float.BYTES) {
        code.visitInsn(Opcodes.D2F);
      }
      code.visitMethodInsn(
          Opcodes.INVOKESTATIC,
          vector,
          "broadcast",
          "(" + SPECIES + element + ")L" + vector + ";",
          false);
      store(pass.scalars().get(i));
    }
    species();
    code.visitVarInsn(Opcodes.ILOAD, COUNT);
    code.visitMethodInsn(Opcodes.INVOKEINTERFACE, API + "VectorSpecies", "loopBound", "(I)I", true);
    code.visitVarInsn(Opcodes.ISTORE, COUNT);
    Label loop = new Label();
    Label end = new Label();
    code.visitInsn(Opcodes.ICONST_0);
    code.visitVarInsn(Opcodes.ISTORE, I);
    code.visitLabel(loop);
    code.visitVarInsn(Opcodes.ILOAD, I);
    code.visitVarInsn(Opcodes.ILOAD, COUNT);
    code.visitJumpInsn(Opcodes.IF_ICMPGE, end);
    offset();
    body(inputs, outputs);
    code.visitVarInsn(Opcodes.ILOAD, I);
    species();
    code.visitMethodInsn(Opcodes.INVOKEINTERFACE, API + "VectorSpecies", "length", "()I", true);
    code.visitInsn(Opcodes.IADD);
    code.visitVarInsn(Opcodes.ISTORE, I);
    code.visitJumpInsn(Opcodes.GOTO, loop);
    code.visitLabel(end);
    code.visitVarInsn(Opcodes.ILOAD, COUNT);
    code.visitInsn(Opcodes.IRETURN);
  }

  /** The offset of the next vector in every segment. */
  private void offset() {
    code.visitVarInsn(Opcodes.LLOAD, FROM);
    code.visitVarInsn(Opcodes.ILOAD, I);
    code.visitInsn(Opcodes.I2L);
    code.visitInsn(Opcodes.LADD);
    code.visitLdcInsn((long) bytes);
    code.visitInsn(Opcodes.LMUL);
    code.visitVarInsn(Opcodes.LSTORE, OFFSET);
  }

  /** Casts one segment from a parameter and stores it in a local variable. */
  private int segment(int parameter, int i) {
    code.visitVarInsn(Opcodes.ALOAD, parameter);
    code.visitIntInsn(Opcodes.SIPUSH, i);
    code.visitInsn(Opcodes.AALOAD);
    code.visitTypeInsn(Opcodes.CHECKCAST, SEGMENT);
    code.visitVarInsn(Opcodes.ASTORE, next);
    return next++;
  }

  private void body(int[] inputs, int[] outputs) {
    for (int i = 0; i < inputs.length; i++) {
      species();
      place(inputs[i]);
      code.visitMethodInsn(
          Opcodes.INVOKESTATIC,
          vector,
          "fromMemorySegment",
          "(" + SPECIES + "L" + SEGMENT + ";J" + ORDER + ")L" + vector + ";",
          false);
      store(pass.inputs().get(i));
    }
    for (Plan.Node node : pass.operations()) {
      operation(node);
      store(node);
    }
    for (int i = 0; i < outputs.length; i++) {
      load(pass.outputs().get(i));
      place(outputs[i]);
      code.visitMethodInsn(
          Opcodes.INVOKEVIRTUAL,
          vector,
          "intoMemorySegment",
          "(L" + SEGMENT + ";J" + ORDER + ")V",
          false);
    }
  }

  /** Pushes the location of a vector: its segment, the offset, and the byte order. */
  private void place(int segment) {
    code.visitVarInsn(Opcodes.ALOAD, segment);
    code.visitVarInsn(Opcodes.LLOAD, OFFSET);
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC, "java/nio/ByteOrder", "nativeOrder", "()" + ORDER, false);
  }

  private void operation(Plan.Node node) {
    switch (node.op()) {
      case ADD -> binary(node, "add");
      case SUBTRACT -> binary(node, "sub");
      case MULTIPLY -> binary(node, "mul");
      case DIVIDE -> binary(node, "div");
      case MIN -> binary(node, "min");
      case MAX -> binary(node, "max");
      case NEGATE -> unary(node, "neg");
      case ABS -> unary(node, "abs");
      case SQRT -> unary(node, "sqrt");
      case SIGN -> sign(node.operands().get(0));
      case LESS, LESS_OR_EQUAL, EQUAL -> {
        compare(node);
        if (!pass.isOnlyCondition(node)) {
          int mask = next++;
          code.visitVarInsn(Opcodes.ASTORE, mask);
          broadcast(0);
          broadcast(1);
          code.visitVarInsn(Opcodes.ALOAD, mask);
          blend();
        }
      }
      case SELECT -> {
        Plan.Node condition = node.operands().get(0);
        load(node.operands().get(2));
        load(node.operands().get(1));
        load(condition);
        if (!pass.isOnlyCondition(condition)) {
          comparison("NE");
          broadcast(0);
          compareCall();
        }
        blend();
      }
      default -> throw new IllegalStateException(node.op() + " has no vector form.");
    }
  }

  /** As in {@link FusedLoop}. */
  private void sign(Plan.Node operand) {
    load(operand);
    for (int i = 0; i < 2; i++) {
      if (bytes == Float.BYTES) {
        code.visitLdcInsn(0x1p126f);
      } else {
        code.visitLdcInsn(0x1p1000);
      }
      code.visitMethodInsn(
          Opcodes.INVOKEVIRTUAL, vector, "mul", "(" + element + ")L" + vector + ";", false);
    }
    broadcast(1);
    binaryCall("min");
    broadcast(-1);
    binaryCall("max");
  }

  private void compare(Plan.Node node) {
    load(node.operands().get(0));
    comparison(
        switch (node.op()) {
          case LESS -> "LT";
          case LESS_OR_EQUAL -> "LE";
          default -> "EQ";
        });
    load(node.operands().get(1));
    compareCall();
  }

  private void comparison(String name) {
    code.visitFieldInsn(Opcodes.GETSTATIC, API + "VectorOperators", name, COMPARISON);
  }

  private void compareCall() {
    code.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL, vector, "compare", "(" + COMPARISON + VECTOR + ")" + MASK, false);
  }

  private void blend() {
    code.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL, vector, "blend", "(" + VECTOR + MASK + ")L" + vector + ";", false);
  }

  private void binary(Plan.Node node, String method) {
    node.operands().forEach(this::load);
    binaryCall(method);
  }

  private void binaryCall(String method) {
    code.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL, vector, method, "(" + VECTOR + ")L" + vector + ";", false);
  }

  private void unary(Plan.Node node, String method) {
    load(node.operands().get(0));
    code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, vector, method, "()L" + vector + ";", false);
  }

  private void broadcast(int number) {
    species();
    code.visitIntInsn(Opcodes.BIPUSH, number);
    code.visitInsn(bytes == Float.BYTES ? Opcodes.I2F : Opcodes.I2D);
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        vector,
        "broadcast",
        "(" + SPECIES + element + ")L" + vector + ";",
        false);
  }

  private void species() {
    code.visitFieldInsn(Opcodes.GETSTATIC, vector, "SPECIES_PREFERRED", SPECIES);
  }

  private void load(Plan.Node node) {
    code.visitVarInsn(Opcodes.ALOAD, values.get(node));
  }

  private void store(Plan.Node node) {
    int local = values.computeIfAbsent(node, any -> next++);
    code.visitVarInsn(Opcodes.ASTORE, local);
  }
}
