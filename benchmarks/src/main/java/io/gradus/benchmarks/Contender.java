package io.gradus.benchmarks;

import java.util.List;

/** A row of the tables: a subject, and the way its JVM is started. */
enum Contender {
  GRADUS_PLAIN("Gradus, plain", Subject.GRADUS),
  GRADUS_VECTOR("Gradus, vector", Subject.GRADUS),
  HAND_WRITTEN("chunk loop by hand", Subject.HAND_WRITTEN),
  COPY("copy only", Subject.COPY),
  DL4J("DL4J, default natives", Subject.DL4J),
  DL4J_AVX2("DL4J, AVX2 natives", Subject.DL4J),
  DL4J_AVX512("DL4J, AVX-512 natives", Subject.DL4J),
  ND4J("ND4J operations", Subject.ND4J),
  C("C, the same operations", null),
  C_FOLDED("C, folded for speed", null),
  C_DIVIDER("C, a root and a quotient only", null),
  C_STREAM("C, the same bytes moved only", null);

  private final String title;
  private final Subject subject;

  Contender(String title, Subject subject) {
    this.title = title;
    this.subject = subject;
  }

  String title() {
    return title;
  }

  /** What runs in the JVM; null where there is none. */
  Subject subject() {
    return subject;
  }

  List<String> jvmArguments() {
    return switch (this) {
      case GRADUS_PLAIN -> List.of("-Dgradus.executor=plain");
      case GRADUS_VECTOR ->
          List.of("-Dgradus.executor=vector", "--add-modules=jdk.incubator.vector");
      default ->
          nativesExtension().isEmpty()
              ? List.of()
              : List.of("-Dorg.bytedeco.javacpp.platform.extension=" + nativesExtension());
    };
  }

  /** What the name of the natives' platform ends with. */
  String nativesExtension() {
    return switch (this) {
      case DL4J_AVX2 -> "-avx2";
      case DL4J_AVX512 -> "-avx512";
      default -> "";
    };
  }

  /** Flags for gcc beside those of all loops. */
  List<String> compilerFlags() {
    return switch (this) {
      case C_FOLDED -> List.of("-DFOLDED", "-ffp-contract=fast");
      case C_DIVIDER -> List.of("-DDIVIDER");
      case C_STREAM -> List.of("-DSTREAM");
      default -> List.of();
    };
  }

  /** Whether it takes no step, but does a part of one. */
  boolean isLimit() {
    return this == COPY || this == C_DIVIDER || this == C_STREAM;
  }

  boolean isGradus() {
    return subject == Subject.GRADUS;
  }

  /** Whether it can use more than one thread. */
  boolean isParallel() {
    return subject == Subject.GRADUS || subject == Subject.DL4J || subject == Subject.ND4J;
  }

  boolean supports(Rule rule) {
    return switch (this) {
      case DL4J, DL4J_AVX2, DL4J_AVX512 -> rule.dl4j() != null;
      case C -> rule == Rule.ADAM || rule == Rule.MOMENTUM;
      case C_FOLDED, C_DIVIDER, C_STREAM -> rule == Rule.ADAM;
      default -> true;
    };
  }
}
