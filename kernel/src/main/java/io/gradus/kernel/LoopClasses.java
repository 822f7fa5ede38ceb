package io.gradus.kernel;

import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Generates loops as hidden classes. Passes of the same structure share one class, regardless of
 * their scalars. The least recently used is evicted.
 */
final class LoopClasses {

  static final int MOST_CLASSES = 256;

  /** C2 compiles no method with more bytes ({@code HugeMethodLimit}). */
  private static final int MOST_BYTES = 8_000;

  private static final Map<String, Object> LOOPS =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Object> eldest) {
          return size() > MOST_CLASSES;
        }
      };

  private LoopClasses() {}

  /**
   * A loop with a single method.
   *
   * @param type the single-method interface that it implements
   * @param name the name that profilers show for it
   * @param pass the pass that it computes, or a part of it
   * @param variant distinguishes loops with different code for one pass
   * @param run the descriptor of its method {@code run}
   * @param body writes the method's code
   * @throws IllegalStateException if the loop is too long for C2, or this JVM does not support
   *     hidden classes
   */
  static <L> L get(
      Class<L> type,
      String name,
      Plan.Pass pass,
      String variant,
      String run,
      Consumer<MethodVisitor> body) {
    String key = variant + structure(pass);
    synchronized (LOOPS) {
      Object loop = LOOPS.get(key);
      if (loop == null) {
        loop = define(bytes(type, name, run, body));
        LOOPS.put(key, loop);
      }
      return type.cast(loop);
    }
  }

  /** Everything that the code depends on; numbers are read at run time. */
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
    for (int i = 0; i < pass.ends().size(); i++) {
      text.append('>').append(numbers.get(pass.outputs().get(i)));
      text.append('@').append(pass.inputOf(pass.ends().get(i)));
    }
    return text.toString();
  }

  private static byte[] bytes(
      Class<?> type, String name, String run, Consumer<MethodVisitor> body) {
    ClassWriter writer =
        new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
          @Override
          protected String getCommonSuperClass(String a, String b) {
            return "java/lang/Object"; // without loading classes that this JVM may not have
          }
        };
    writer.visit(
        Opcodes.V17,
        Opcodes.ACC_FINAL | Opcodes.ACC_SUPER,
        LoopClasses.class.getPackageName().replace('.', '/') + "/" + name,
        null,
        "java/lang/Object",
        new String[] {Type.getInternalName(type)});
    writer.visitSource(name + " (generated)", null);
    MethodVisitor code = writer.visitMethod(0, "<init>", "()V", null, null);
    code.visitCode();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
    code = writer.visitMethod(Opcodes.ACC_PUBLIC, "run", run, null, null);
    code.visitCode();
    body.accept(code);
    Label end = new Label();
    code.visitLabel(end);
    if (end.getOffset() > MOST_BYTES) {
      throw new IllegalStateException(
          "A loop of the rule %s takes %d bytes of code, and C2 compiles no more than %d."
              .formatted(name, end.getOffset(), MOST_BYTES));
    }
    code.visitMaxs(0, 0);
    code.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static Object define(byte[] bytes) {
    try {
      return MethodHandles.lookup()
          .defineHiddenClass(bytes, true)
          .lookupClass()
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalStateException("This JVM makes no hidden classes: " + e, e);
    }
  }
}
