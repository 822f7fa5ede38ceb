package io.gradus.conformance.dl4j;

import io.gradus.conformance.dl4j.WeightInitSubject.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.DoubleStream;
import org.deeplearning4j.nn.conf.distribution.BinomialDistribution;
import org.deeplearning4j.nn.conf.distribution.ConstantDistribution;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.distribution.LogNormalDistribution;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.distribution.TruncatedNormalDistribution;
import org.deeplearning4j.nn.conf.distribution.UniformDistribution;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.deeplearning4j.nn.weights.WeightInitIdentity;
import org.deeplearning4j.nn.weights.WeightInitVarScalingNormalFanIn;
import org.deeplearning4j.nn.weights.WeightInitVarScalingUniformFanIn;
import org.deeplearning4j.nn.weights.embeddings.ArrayEmbeddingInitializer;
import org.deeplearning4j.nn.weights.embeddings.WeightInitEmbedding;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DL4J's weight initializations compared with the variances in their publications. The orthogonal
 * distribution is not among them: ND4J's singular value decomposition of a matrix of 20 × 30 does
 * not return in most runs.
 */
final class BuiltInWeightInits {

  private static final Tensor SQUARE = new Tensor(List.of(20L, 20L), 'f', 20, 20);
  private static final Tensor SQUARE_CONVOLUTION =
      new Tensor(List.of(8L, 8L, 3L, 3L), 'c', 8 * 9, 8 * 9);
  private static final Tensor VOCABULARY = new Tensor(List.of(20L, 5L), 'f', 1, 5);

  private BuiltInWeightInits() {}

  static List<WeightInitSubject> all() {
    List<WeightInitSubject> all = new ArrayList<>();
    for (WeightInit each : WeightInit.values()) {
      if (each != WeightInit.DISTRIBUTION) {
        all.add(named(each));
      }
    }
    all.add(
        WeightInitSubject.of(
                "VAR_SCALING_NORMAL_FAN_IN, scale 2",
                () -> new WeightInitVarScalingNormalFanIn(2.0))
            .withVariance((in, out) -> 2 / in));
    all.add(
        WeightInitSubject.of(
                "VAR_SCALING_UNIFORM_FAN_IN, scale 2",
                () -> new WeightInitVarScalingUniformFanIn(2.0))
            .withVariance((in, out) -> 2 / in));
    all.add(
        WeightInitSubject.of("IDENTITY, scale 0.5", () -> new WeightInitIdentity(0.5))
            .withTensors(List.of(SQUARE, SQUARE_CONVOLUTION))
            .withExact((index, shape) -> identity(index, shape, 0.5)));
    all.addAll(distributions());
    all.add(embedding());
    return all;
  }

  /**
   * Glorot and Bengio (2010), equation 1 for UNIFORM and 16 for XAVIER; LeCun et al. (1998),
   * section 4.6, for LECUN, NORMAL and XAVIER_FAN_IN; He et al. (2015), equation 10, for RELU;
   * SIGMOID_UNIFORM is four times Glorot's bound. VAR_SCALING is named after what TensorFlow's
   * initializer promises: a variance of 1 over the fan. XAVIER_LEGACY has half of Glorot's
   * variance.
   */
  private static WeightInitSubject named(WeightInit each) {
    WeightInitSubject subject = WeightInitSubject.of(each.name(), each::getWeightInitFunction);
    DoubleBinaryOperator overIn = (in, out) -> 1 / in;
    DoubleBinaryOperator overOut = (in, out) -> 1 / out;
    DoubleBinaryOperator overMean = (in, out) -> 2 / (in + out);
    return switch (each) {
      case ZERO -> subject.withExact((index, shape) -> 0);
      case ONES -> subject.withExact((index, shape) -> 1);
      case IDENTITY ->
          subject
              .withTensors(List.of(SQUARE, SQUARE_CONVOLUTION))
              .withExact((index, shape) -> identity(index, shape, 1));
      case SIGMOID_UNIFORM -> subject.withVariance((in, out) -> 16 * 2 / (in + out));
      case UNIFORM -> subject.withVariance((in, out) -> 1 / (3 * in));
      case RELU, RELU_UNIFORM -> subject.withVariance((in, out) -> 2 / in);
      case XAVIER_LEGACY -> subject.withVariance((in, out) -> 1 / (in + out));
      case XAVIER, XAVIER_UNIFORM, VAR_SCALING_NORMAL_FAN_AVG, VAR_SCALING_UNIFORM_FAN_AVG ->
          subject.withVariance(overMean);
      case VAR_SCALING_NORMAL_FAN_OUT, VAR_SCALING_UNIFORM_FAN_OUT -> subject.withVariance(overOut);
      case NORMAL,
          LECUN_NORMAL,
          LECUN_UNIFORM,
          XAVIER_FAN_IN,
          VAR_SCALING_NORMAL_FAN_IN,
          VAR_SCALING_UNIFORM_FAN_IN ->
          subject.withVariance(overIn);
      case DISTRIBUTION -> throw new IllegalArgumentException("It wants a distribution.");
    };
  }

  /** 1 on the diagonal, for a kernel at its centre. */
  private static double identity(long[] index, long[] shape, double scale) {
    boolean diagonal = index[0] == index[1];
    for (int axis = 2; axis < shape.length; axis++) {
      diagonal &= index[axis] == shape[axis] / 2;
    }
    return diagonal ? scale : 0;
  }

  private static List<WeightInitSubject> distributions() {
    // A normal distribution that is cut at ±2σ keeps this part of its variance: 1 − 4 φ(2) / (2
    // Φ(2) − 1).
    double cut = 0.7737413035499232;
    double logVariance = Math.expm1(0.04) * Math.exp(2 * 0.1 + 0.04);
    return List.of(
        of(new NormalDistribution(0.1, 0.2), 0.1, 0.04),
        of(new UniformDistribution(-0.1, 0.5), 0.2, 0.36 / 12),
        of(new TruncatedNormalDistribution(0, 0.2), 0, 0.04 * cut),
        of(new LogNormalDistribution(0.1, 0.2), Math.exp(0.1 + 0.02), logVariance),
        of(new BinomialDistribution(10, 0.3), 3, 2.1),
        WeightInitSubject.of(
                "DISTRIBUTION, constant",
                () -> new WeightInitDistribution(new ConstantDistribution(0.25)))
            .withExact((index, shape) -> 0.25));
  }

  private static WeightInitSubject of(Distribution distribution, double mean, double variance) {
    return WeightInitSubject.of(
            "DISTRIBUTION, " + distribution.getClass().getSimpleName().replace("Distribution", ""),
            () -> new WeightInitDistribution(distribution))
        .withMean((in, out) -> mean)
        .withVariance((in, out) -> variance);
  }

  /** Twenty vectors of five numbers, counted row by row. */
  private static WeightInitSubject embedding() {
    double[] counted = DoubleStream.iterate(0, x -> x + 1).limit(100).toArray();
    return WeightInitSubject.of(
            "WeightInitEmbedding",
            () ->
                new WeightInitEmbedding(
                    new ArrayEmbeddingInitializer(
                        Nd4j.createFromArray(counted).castTo(DataType.FLOAT).reshape('c', 20, 5))))
        .withTensors(List.of(VOCABULARY))
        .withExact((index, shape) -> 5 * index[0] + index[1]);
  }
}
