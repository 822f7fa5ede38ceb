package io.gradus.processor;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.tools.Diagnostic.Kind;

/**
 * Writes the interface {@code AdamWithers} for a plug-in {@code record Adam(…) implements
 * GradientOptimizer, AdamWithers}: a typed copy for each hyper-parameter, such as {@code Adam
 * withBeta1(double)}. A record that does not name the interface gets none.
 *
 * <p>A hyper-parameter that is a schedule gets a second wither that takes a number, the value of a
 * constant schedule. An optimizer that wraps another gets {@code withLearningRate}, which changes
 * the wrapped one. Each wither calls {@code with(String, Object)}, so that values are checked in
 * one place.
 *
 * <p>Put {@code gradus-processor} on the compiler's processor path, beside AutoService.
 */
@AutoService(Processor.class)
@SupportedAnnotationTypes(WitherProcessor.ALGORITHM)
public final class WitherProcessor extends AbstractProcessor {

  static final String ALGORITHM = "io.gradus.api.Algorithm";

  private static final String PLUGIN = "io.gradus.api.Plugin";
  private static final String SCHEDULE = "io.gradus.api.Schedule";
  private static final String GRADIENT_OPTIMIZER = "io.gradus.api.GradientOptimizer";

  /** Made by the compiler, through the service that it looks up. */
  public WitherProcessor() {}

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latestSupported();
  }

  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    for (TypeElement annotation : annotations) {
      for (TypeElement plugin : ElementFilter.typesIn(round.getElementsAnnotatedWith(annotation))) {
        if (plugin.getKind() == ElementKind.RECORD && asksForWithers(plugin)) {
          write(plugin);
        }
      }
    }
    return false;
  }

  private static boolean asksForWithers(TypeElement plugin) {
    return plugin.getInterfaces().stream()
        .anyMatch(each -> simpleName(each).equals(withersOf(plugin)));
  }

  private static String withersOf(TypeElement plugin) {
    return plugin.getSimpleName() + "Withers";
  }

  private static String simpleName(TypeMirror type) {
    String name = type.toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private void write(TypeElement plugin) {
    Optional<TypeElement> service = service(plugin);
    if (service.isEmpty()) {
      refuse(
          plugin,
          "%s must name its service before %s, such as GradientOptimizer or Schedule."
              .formatted(plugin.getSimpleName(), withersOf(plugin)));
      return;
    }
    if (plugin.getEnclosingElement().getKind() != ElementKind.PACKAGE) {
      refuse(
          plugin,
          "%s is nested in %s; only a plug-in in a file of its own can have %s."
              .formatted(plugin.getSimpleName(), plugin.getEnclosingElement(), withersOf(plugin)));
      return;
    }
    String file = processingEnv.getElementUtils().getPackageOf(plugin) + "." + withersOf(plugin);
    try (Writer writer = processingEnv.getFiler().createSourceFile(file, plugin).openWriter()) {
      writer.write(source(plugin, service.get()));
    } catch (IOException e) {
      refuse(plugin, "%s cannot be written: %s".formatted(file, e.getMessage()));
    }
  }

  private void refuse(Element plugin, String sentence) {
    processingEnv.getMessager().printMessage(Kind.ERROR, sentence, plugin);
  }

  /** The plug-in's interface that is there already, such as GradientOptimizer. */
  private Optional<TypeElement> service(TypeElement plugin) {
    TypeMirror anyPlugin = processingEnv.getElementUtils().getTypeElement(PLUGIN).asType();
    return plugin.getInterfaces().stream()
        .filter(each -> each.getKind() == TypeKind.DECLARED)
        .filter(each -> processingEnv.getTypeUtils().isSubtype(each, anyPlugin))
        .map(each -> (TypeElement) ((DeclaredType) each).asElement())
        .filter(each -> !each.getSimpleName().contentEquals(withersOf(plugin)))
        .findFirst();
  }

  private static String source(TypeElement plugin, TypeElement service) {
    String name = plugin.getSimpleName().toString();
    List<? extends RecordComponentElement> components = plugin.getRecordComponents();
    boolean hasRate =
        components.stream().anyMatch(each -> each.getSimpleName().contentEquals("learningRate"));
    boolean isGradientOptimizer = service.getQualifiedName().contentEquals(GRADIENT_OPTIMIZER);
    return """
        package %s;

        /** Typed copies of {@link %s}, each with one hyper-parameter changed. */
        public interface %s extends %s {

          @Override
          default %s with(String hyperparameter, Object value) {
            return (%s) %s.super.with(hyperparameter, value);
          }
        %s%s}
        """
        .formatted(
            plugin.getEnclosingElement(),
            name,
            withersOf(plugin),
            service.getQualifiedName(),
            name,
            name,
            service.getQualifiedName(),
            components.stream()
                .map(each -> withers(name, each, isGradientOptimizer))
                .collect(Collectors.joining()),
            isGradientOptimizer && !hasRate ? innerRate(name) : "");
  }

  private static String withers(
      String plugin, RecordComponentElement component, boolean isGradientOptimizer) {
    String name = component.getSimpleName().toString();
    boolean overrides = isGradientOptimizer && name.equals("learningRate");
    String type = component.asType().toString();
    String typed = wither(plugin, name, type, overrides);
    return type.equals(SCHEDULE) ? typed + wither(plugin, name, "double", overrides) : typed;
  }

  private static String wither(String plugin, String name, String type, boolean overrides) {
    return """

          /**
           * A copy with another {@code %s}.
           *
           * @param %s the new value
           * @return the changed copy
           */
        %s  default %s with%s(%s %s) {
            return with("%s", %s);
          }
        """
        .formatted(
            name,
            name,
            overrides ? "  @Override\n" : "",
            plugin,
            Character.toUpperCase(name.charAt(0)) + name.substring(1),
            type,
            name,
            name,
            name);
  }

  private static String innerRate(String plugin) {
    return List.of(SCHEDULE, "double").stream()
        .map(
            type ->
                """

                  @Override
                  default %s withLearningRate(%s learningRate) {
                    return (%s) %s.super.withLearningRate(learningRate);
                  }
                """
                    .formatted(plugin, type, plugin, GRADIENT_OPTIMIZER))
        .collect(Collectors.joining());
  }
}
