package io.gradus.examples.spark;

import io.gradus.dl4j.Dl4j;
import io.gradus.examples.Digits;
import io.gradus.optimizers.AdamW;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Trains a perceptron on the handwritten digits with the workers of a Spark cluster. */
public final class SparkDigits {

  private static final int BATCH = 32;
  private static final int HIDDEN = 64;
  private static final int BATCHES_BETWEEN_AVERAGES = 5;

  private final Digits digits = Digits.load();
  private final Digits.Split split;
  private final long seed;

  /**
   * Draws which digits are trained with.
   *
   * @param seed of that and of the first weights
   */
  public SparkDigits(long seed) {
    this.seed = seed;
    this.split = digits.split(seed);
  }

  /**
   * Trains for 20 epochs and prints the share of the test digits that is recognised. The master is
   * that of {@code spark-submit} or of {@code -Dspark.master}, and two threads of this machine
   * where neither says one.
   *
   * @param arguments none
   */
  public static void main(String... arguments) {
    SparkConf conf = new SparkConf().setAppName("Gradus on the digits");
    conf.setIfMissing("spark.master", "local[2]");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      SparkDigits job = new SparkDigits(1);
      MultiLayerNetwork network = job.network(Dl4j.updater(new AdamW(0.01)));
      train(spark, network, job.trainingDigits(), 20);
      System.out.printf("%.4f of the test digits are recognised.%n", job.accuracy(network));
    }
  }

  /**
   * A network with first weights.
   *
   * @param updater trains it
   * @return one hidden layer, bound so that the updater sees the parameters
   */
  public MultiLayerNetwork network(IUpdater updater) {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(DataType.FLOAT)
            .weightInit(WeightInit.RELU)
            .updater(updater)
            .list()
            .layer(
                new DenseLayer.Builder()
                    .nIn(Digits.PIXELS)
                    .nOut(HIDDEN)
                    .activation(Activation.RELU)
                    .build())
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nIn(HIDDEN)
                    .nOut(Digits.LABELS)
                    .activation(Activation.SOFTMAX)
                    .build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(Dl4j.bind(configuration));
    network.init();
    return network;
  }

  /**
   * Trains a network with two workers, whose parameters and updater states are averaged after every
   * five batches of each.
   *
   * @param spark where the workers are
   * @param network changed in place
   * @param examples single ones, of which Spark makes batches
   * @param epochs passes over the examples
   */
  public static void train(
      JavaSparkContext spark, MultiLayerNetwork network, List<DataSet> examples, int epochs) {
    var master =
        new ParameterAveragingTrainingMaster.Builder(2, 1)
            .batchSizePerWorker(BATCH)
            .averagingFrequency(BATCHES_BETWEEN_AVERAGES)
            .workerPrefetchNumBatches(0)
            .saveUpdater(true)
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            .rngSeed(1)
            .build();
    SparkDl4jMultiLayer distributed = new SparkDl4jMultiLayer(spark, network, master);
    JavaRDD<DataSet> distributedExamples = spark.parallelize(examples);
    for (int epoch = 0; epoch < epochs; epoch++) {
      distributed.fit(distributedExamples);
    }
  }

  /**
   * How many digits a network recognises of those that it was not trained with.
   *
   * @param network any that takes the digits
   * @return from 0 to 1
   */
  public double accuracy(MultiLayerNetwork network) {
    DataSet test = digits.batch(split.test());
    Evaluation evaluation = new Evaluation(Digits.LABELS);
    evaluation.eval(test.getLabels(), network.output(test.getFeatures()));
    return evaluation.accuracy();
  }

  /**
   * The digits to train with.
   *
   * @return one by one
   */
  public List<DataSet> trainingDigits() {
    List<DataSet> examples = new ArrayList<>();
    for (int row : split.train()) {
      examples.add(digits.batch(List.of(row)));
    }
    return examples;
  }
}
