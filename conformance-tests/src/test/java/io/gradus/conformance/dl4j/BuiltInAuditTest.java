package io.gradus.conformance.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuiltInAuditTest {

  private static final Path PAGE = Path.of("..", "docs", "dl4j-audit.md");

  private static final Map<Subject, List<Finding>> FINDINGS = new LinkedHashMap<>();

  @BeforeAll
  static void audit() {
    Dl4jAudit.builtIns().forEach(subject -> FINDINGS.put(subject, subject.audit()));
  }

  @Test
  @DisplayName("docs/dl4j-audit.md is what the audit finds; ./gradus audit --out writes it anew")
  void page() throws IOException {
    assertThat(AuditPage.of(FINDINGS).lines()).containsExactlyElementsOf(Files.readAllLines(PAGE));
  }

  @ParameterizedTest(name = "{0} breaks {1}")
  @DisplayName("The audit finds the defects of M2.1 that are known from elsewhere")
  @CsvSource(
      delimiter = '|',
      value = {
        // the first step at rate 1e-3 is some 60 rates long, and Adam's 3.16 after a late start
        "Nadam                       | O-1.1  | 0.06",
        "AdaBelief                   | D-1.12 | ArrayIndexOutOfBoundsException",
        "AdaBelief                   | D-1.10 | ε̂",
        "AdaGrad                     | D-1.3  | NaN",
        "AdaGrad                     | D-1.12 | NaN",
        "AdaGrad                     | O-1.1  | 0.0",
        "Adam                        | O-1.4  | 0.003162",
        "Adam                        | O-2.2  | 3.162e-08",
        "AMSGrad                     | O-2.2  | 3.162e-08",
        "AdaMax                      | O-2.2  | 1.000e-09",
        "AdaMax                      | D-1.9  | the same steps",
        "Adam                        | D-1.10 | ε̂",
        "AMSGrad                     | D-1.10 | ε̂",
        "Adam                        | D-1.8  | NaN",
        "Adam                        | D-1.11 | 2",
        "PolySchedule                | S-6  | 0.1020",
        "PolySchedule                | D-2.1  | 0.1020",
        "PolySchedule                | D-2.2  | at iteration 100",
        "CycleSchedule               | D-2.2  | at iteration 9",
        "RampSchedule                | D-2.5  | InvalidDefinitionException",
        "RampSchedule                | D-2.4  | not equal",
        "RampSchedule of epochs      | S-3    | 0.04",
        "LECUN_UNIFORM               | I-7  | 3.00 times",
        "VAR_SCALING_UNIFORM_FAN_IN  | I-7  | 3.00 times",
        "VAR_SCALING_UNIFORM_FAN_OUT | I-7  | 3.00 times",
        "VAR_SCALING_UNIFORM_FAN_AVG | I-7  | 3.00 times",
        "VAR_SCALING_NORMAL_FAN_IN   | I-3    | 0.7",
        "VAR_SCALING_NORMAL_FAN_OUT  | I-3    | 0.7",
        "VAR_SCALING_NORMAL_FAN_AVG  | I-3    | 0.7",
        "MultiLayerNetwork           | D-4.1  | 0.9",
        "MultiLayerNetwork           | D-4.2  | 0.25",
        "MultiLayerNetwork           | D-4.3  | 0",
        "MultiLayerNetwork           | D-4.4  | 0",
        "MultiLayerNetwork           | D-4.5  | 0",
        "MultiLayerNetwork           | D-4.6  | 0.125",
        "MultiLayerNetwork           | D-4.7  | 0.125",
        "MultiLayerNetwork           | D-4.8  | 0.5",
        "MultiLayerNetwork           | D-4.9  | NullPointerException",
        "MultiLayerNetwork           | D-4.10 | NullPointerException"
      })
  void knownDefects(String subject, String rule, String found) {
    Finding finding = finding(subject, rule);
    assertThat(finding.failed()).as(finding.toString()).isTrue();
    assertThat(finding.actual()).contains(found);
  }

  @ParameterizedTest
  @DisplayName("The audit finds nothing in what is known to be right")
  @ValueSource(
      strings = {
        "Sgd",
        "NoOp",
        "FixedSchedule",
        "ExponentialSchedule",
        "StepSchedule",
        "InverseSchedule",
        "SigmoidSchedule",
        "MapSchedule",
        "XAVIER",
        "XAVIER_UNIFORM",
        "RELU",
        "RELU_UNIFORM"
      })
  void rightOnes(String subject) {
    assertThat(findings(subject)).isNotEmpty().filteredOn(Finding::failed).isEmpty();
  }

  @Test
  @DisplayName("Closed forms of the built-ins are followed where DL4J is right")
  void closedForms() {
    for (String updater : List.of("Sgd", "Nesterovs", "AdaDelta", "Adam", "AdaMax", "AMSGrad")) {
      for (String rule : List.of("O-1.1", "O-1.2", "O-1.3")) {
        assertThat(finding(updater, rule).verdict()).isEqualTo(Finding.Verdict.PASS);
      }
    }
  }

  private static Finding finding(String subject, String rule) {
    return findings(subject).stream()
        .filter(finding -> finding.rule().id().equals(rule))
        .findFirst()
        .orElseThrow();
  }

  private static List<Finding> findings(String subject) {
    List<Finding> all = new ArrayList<>();
    FINDINGS.values().forEach(all::addAll);
    all.removeIf(finding -> !finding.subject().equals(subject));
    return all;
  }
}
