package io.gradus.initializers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.Configuration;
import io.gradus.api.Description;
import io.gradus.api.HyperparameterDescription;
import io.gradus.api.Initializer;
import io.gradus.api.Initializers;
import io.gradus.api.InvalidHyperparametersException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Names, registration, and the way to maps and back. */
class InstalledInitializersTest {

  /** The installed initializers of this package, with their defaults. */
  static List<Initializer> ours() {
    return Initializers.installed().all().stream()
        .filter(each -> each.getClass().getPackage() == Zeros.class.getPackage())
        .toList();
  }

  /** One of each class, with no default among its values. */
  static List<Initializer> withOtherValues() {
    return List.of(
        new Zeros(),
        new Ones(),
        new Constant(0.5),
        new Uniform(-2, 3),
        new Normal(1, 2),
        new TruncatedNormal(1, 2),
        new VarianceScaling(3, Fan.OUT, Distribution.UNIFORM),
        new XavierUniform(2),
        new XavierNormal(2),
        new HeUniform(Activation.LEAKY_RELU, 0.3, Fan.OUT),
        new HeNormal(Activation.SELU, 0.3, Fan.AVERAGE),
        new LecunUniform(),
        new LecunNormal(),
        new TorchLinear(),
        new Orthogonal(2),
        new DeltaOrthogonal(2),
        new Identity(2),
        new Dirac(2),
        new Sparse(0.5, 2));
  }

  @Test
  void everyOneIsInstalled() {
    assertThat(Initializers.installed().problems()).isEmpty();
    assertThat(ours())
        .extracting(Object::getClass)
        .containsExactlyInAnyOrderElementsOf(
            withOtherValues().stream().<Class<?>>map(Object::getClass).toList());
  }

  @ParameterizedTest
  @MethodSource("withOtherValues")
  void survivesTheWayToAMapAndBack(Initializer initializer) {
    Map<String, Object> map = Configuration.toMap(initializer);
    for (HyperparameterDescription setting : initializer.description().hyperparameters()) {
      assertThat(map.get(setting.name()))
          .as("%s is not at its default", setting.name())
          .isNotEqualTo(
              Configuration.toMap(Initializers.named(initializer.description().name()))
                  .get(setting.name()));
    }
    assertThat(Initializers.fromMap(map)).isEqualTo(initializer);
  }

  @ParameterizedTest
  @CsvSource({
    "zeros, Zeros",
    "ones, Ones",
    "constant, Constant",
    "uniform, Uniform",
    "normal, Normal",
    "truncated-normal, TruncatedNormal",
    "variance-scaling, VarianceScaling",
    "xavier-uniform, XavierUniform",
    "glorot-uniform, XavierUniform",
    "xavier, XavierUniform",
    "xavier-normal, XavierNormal",
    "glorot-normal, XavierNormal",
    "he-uniform, HeUniform",
    "kaiming-uniform, HeUniform",
    "he-normal, HeNormal",
    "kaiming-normal, HeNormal",
    "he, HeNormal",
    "lecun-uniform, LecunUniform",
    "lecun-normal, LecunNormal",
    "torch-linear, TorchLinear",
    "orthogonal, Orthogonal",
    "delta-orthogonal, DeltaOrthogonal",
    "identity, Identity",
    "dirac, Dirac",
    "sparse, Sparse"
  })
  void isFoundByItsNames(String name, String type) {
    assertThat(Initializers.named(name).getClass().getSimpleName()).isEqualTo(type);
  }

  @Test
  void everyOneDescribesItself() {
    for (Initializer initializer : ours()) {
      Description description = initializer.description();
      assertThat(description.summary()).endsWith(".");
      assertThat(description.citation()).contains("(").matches(".*\\b(19|20)\\d\\d\\b.*");
      assertThat(description.hyperparameters()).noneMatch(setting -> setting.meaning().isBlank());
    }
  }

  /** The class path reads the one, the module path the other. */
  @Test
  void theServiceFileAndTheModuleProvideTheSame() throws Exception {
    Path classes = Path.of(Zeros.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> services =
        Files.readAllLines(classes.resolve("META-INF/services/" + Initializer.class.getName()));
    try (InputStream module = Files.newInputStream(classes.resolve("module-info.class"))) {
      assertThat(ModuleDescriptor.read(module).provides())
          .filteredOn(provides -> provides.service().equals(Initializer.class.getName()))
          .flatExtracting(ModuleDescriptor.Provides::providers)
          .containsExactlyInAnyOrderElementsOf(services);
    }
    assertThat(services)
        .containsAll(ours().stream().map(each -> each.getClass().getName()).toList());
  }

  @Test
  void valuesOutOfRangeAreRefusedInSentences() {
    refused(() -> new Uniform(2, 1), "high − low must be in [0, ∞), but is -1.0");
    refused(() -> new Uniform(-1e308, 1e308), "high − low must be in [0, ∞), but is Infinity");
    refused(() -> new Uniform(Double.NaN, 1), "low must be in (-∞, ∞), but is NaN");
    refused(() -> new Normal(0, -1), "standardDeviation must be in [0, ∞), but is -1.0");
    refused(() -> new TruncatedNormal(0, -1), "standardDeviation must be in [0, ∞), but is -1.0");
    refused(() -> new VarianceScaling(-1, null, null), "scale must be in [0, ∞), but is -1.0");
    refused(() -> new VarianceScaling(1, null, Distribution.NORMAL), "fan is missing (null)");
    refused(() -> new HeNormal(null, 0, Fan.IN), "activation is missing (null)");
    refused(() -> new HeUniform(Activation.RELU, Double.NaN, Fan.IN), "slope must be in");
    refused(() -> new XavierUniform(-1), "gain must be in [0, ∞), but is -1.0");
    refused(() -> new XavierNormal(-1), "gain must be in [0, ∞), but is -1.0");
    refused(() -> new Orthogonal(-1), "gain must be in [0, ∞), but is -1.0");
    refused(() -> new DeltaOrthogonal(-1), "gain must be in [0, ∞), but is -1.0");
    refused(() -> new Identity(Double.POSITIVE_INFINITY), "gain must be in (-∞, ∞)");
    refused(() -> new Constant(Double.NaN), "value must be in (-∞, ∞), but is NaN");
    refused(() -> new Dirac(0), "groups must be in [1, ∞), but is 0");
    refused(() -> new Sparse(1.1, 1), "sparsity must be in [0, 1], but is 1.1");
    refused(() -> new Sparse(0.1, -1), "standardDeviation must be in [0, ∞), but is -1.0");
  }

  private static void refused(ThrowingCallable construction, String sentence) {
    assertThatThrownBy(construction)
        .isInstanceOf(InvalidHyperparametersException.class)
        .hasMessageContaining(sentence);
  }
}
