package io.gradus.dl4j;

import io.gradus.api.Arguments;
import io.gradus.schedules.Plateau;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * Lowers a network's learning rate when a metric has stopped improving, by the law of {@link
 * Plateau}, which comes with {@code gradus-optimizers}.
 *
 * <pre>{@code
 * var plateau = new ReduceOnPlateauListener(new Plateau.Rule().withFactor(0.5).withPatience(3));
 * network.addListeners(plateau);
 * network.fit(iterator, 50);
 *
 * ModelSerializer.writeModel(network, file, true);
 * plateau.saveTo(file);
 * }</pre>
 *
 * <p>The metric is the score, averaged over the iterations of an epoch, or whatever a function
 * makes of the model at an epoch's end, such as the loss on validation data. DL4J tells of epochs
 * in {@code fit(iterator)} only; who calls {@code fit(DataSet)} in a loop calls {@link #onEpochEnd}
 * after each pass.
 *
 * <p>The rate is the network's own, so one that was set meanwhile is what is lowered. It must be
 * the same in all layers; a schedule is replaced by its present value at the first reduction. The
 * updaters' state is kept. As with DL4J's {@code setLearningRate}, an updater of biases alone keeps
 * its rate; unlike it, this reaches layers within others, such as Bidirectional, and those that are
 * made with SameDiff.
 *
 * <p>One listener serves one network and is not thread-safe; DL4J calls it on the thread that fits.
 * Neither configurations nor models hold listeners: save its state beside the model's.
 */
public final class ReduceOnPlateauListener extends BaseTrainingListener {

  /** Where the state lies among a model file's objects. */
  private static final String KEY = "gradus-reduce-on-plateau";

  private final Plateau.Rule rule;
  private final ToDoubleFunction<Model> metric;
  private State state;
  private double sum;
  private long count;

  /**
   * Follows the score, averaged over an epoch.
   *
   * @param rule when and by how much the rate falls
   */
  public ReduceOnPlateauListener(Plateau.Rule rule) {
    this(rule, null);
  }

  /**
   * Follows a metric.
   *
   * @param rule when and by how much the rate falls; its goal says whether the metric is a loss
   * @param metric evaluated once at each epoch's end, or null for the average score
   */
  public ReduceOnPlateauListener(Plateau.Rule rule, ToDoubleFunction<Model> metric) {
    this.rule = Arguments.given(rule, "rule");
    this.metric = metric;
    this.state = State.of(new Plateau(rule, 0));
  }

  /**
   * What has been seen so far.
   *
   * @return an immutable record; scores of an epoch that has not ended are no part of it
   */
  public State state() {
    return state;
  }

  /**
   * Goes on from a state, as if what it has seen had been seen here.
   *
   * @param saved the state of a listener with the same rule
   */
  public void restore(State saved) {
    state =
        State.of(
            Arguments.given(saved, "saved").with(rule, 0)); // refuses what no plateau can be in
    sum = 0;
    count = 0;
  }

  /**
   * Adds the state to a model's file, from which DL4J goes on to read the model as before. The file
   * is replaced as a whole, by one that is written beside it and has its owner and permissions.
   *
   * @param model what {@link ModelSerializer} has just written
   * @throws IllegalStateException if the file holds such a state already, or there is no file
   * @throws UncheckedIOException if it cannot be written; then the file is as it was
   */
  public void saveTo(File model) {
    Arguments.given(model, "model");
    if (ModelSerializer.listObjectsInFile(model).contains(KEY)) {
      // DL4J would fail half-way and leave a file that is cut off
      throw new IllegalStateException(
          "%s holds the state of a ReduceOnPlateauListener already; write the model anew first."
              .formatted(model));
    }
    try {
      ModelFile.addObject(
          model.toPath(),
          KEY,
          out -> {
            ObjectOutputStream object = new ObjectOutputStream(out);
            object.writeObject(state.toJson());
            object.flush();
          });
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The state of a ReduceOnPlateauListener could not be added to %s, which is as it was."
              .formatted(model),
          e);
    }
  }

  /**
   * Goes on from the state in a model's file.
   *
   * @param model what {@link #saveTo} has added to
   * @throws IllegalStateException if the file holds no such state, or there is no file
   * @throws IllegalArgumentException if the state is damaged
   */
  public void restoreFrom(File model) {
    Arguments.given(model, "model");
    if (!ModelSerializer.listObjectsInFile(model).contains(KEY)) {
      throw new IllegalStateException(
          "%s holds no state of a ReduceOnPlateauListener; was it saved with saveTo?"
              .formatted(model));
    }
    restore(State.fromJson(text(model)));
  }

  /** The text under the key. DL4J's own reader would make whatever object lies there. */
  @SuppressWarnings("BanSerializableRead") // nothing but a text is read
  private static String text(File model) {
    try (ZipFile zip = new ZipFile(model);
        InputStream object = zip.getInputStream(zip.getEntry("objects/" + KEY));
        ObjectInputStream in = new ObjectInputStream(object)) {
      in.setObjectInputFilter(ObjectInputFilter.Config.createFilter("!*"));
      if (in.readObject() instanceof String json) {
        return json;
      }
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "The state of a ReduceOnPlateauListener in %s is damaged.".formatted(model), e);
    }
    throw new IllegalArgumentException(
        "What %s holds is not the state of a ReduceOnPlateauListener.".formatted(model));
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    sum += model.score();
    count++;
  }

  /**
   * Takes the metric of an epoch and lowers the rate if it is time to. DL4J calls this in {@code
   * fit(iterator)}.
   *
   * @param model a MultiLayerNetwork or a ComputationGraph
   * @throws IllegalArgumentException if it is another kind of model
   * @throws IllegalStateException if its layers have different rates, or none has one
   */
  @Override
  public void onEpochEnd(Model model) {
    if (metric == null && count == 0) {
      return; // an epoch without data says nothing
    }
    double value = metric == null ? sum / count : metric.applyAsDouble(model);
    sum = 0;
    count = 0;
    double rate = rate(model);
    Plateau after = state.with(rule, rate).next(value);
    if (after.rate() < rate) {
      // DL4J's leaves out layers within others and those of SameDiff, but makes the updaters anew
      updaters(model).forEach(updater -> updater.setLrAndSchedule(after.rate(), null));
      if (model instanceof ComputationGraph graph) {
        graph.setLearningRate(after.rate());
      } else {
        ((MultiLayerNetwork) model).setLearningRate(after.rate());
      }
    }
    state = State.of(after);
  }

  private static double rate(Model model) {
    List<IUpdater> updaters = updaters(model);
    int iteration =
        model instanceof ComputationGraph graph
            ? graph.getIterationCount()
            : ((MultiLayerNetwork) model).getIterationCount();
    int epoch =
        model instanceof ComputationGraph graph
            ? graph.getEpochCount()
            : ((MultiLayerNetwork) model).getEpochCount();
    double[] different =
        updaters.stream()
            .mapToDouble(updater -> updater.getLearningRate(iteration, epoch))
            .filter(rate -> !Double.isNaN(rate))
            .distinct()
            .toArray();
    if (different.length != 1) {
      throw new IllegalStateException(
          different.length == 0
              ? "No layer of this network has a learning rate that could be lowered."
              : "ReduceOnPlateauListener lowers one rate for all layers, but these have several: "
                  + java.util.Arrays.toString(different));
    }
    return different[0];
  }

  /** The updaters with a rate of all that is trained, but for those of biases alone. */
  private static List<IUpdater> updaters(Model model) {
    List<UpdaterPlace> places;
    if (model instanceof ComputationGraph graph) {
      places = UpdaterPlace.in(graph.getConfiguration());
    } else if (model instanceof MultiLayerNetwork network) {
      places = UpdaterPlace.in(network.getLayerWiseConfigurations());
    } else {
      throw new IllegalArgumentException(
          "ReduceOnPlateauListener lowers the rate of a MultiLayerNetwork or a ComputationGraph, not of a "
              + model.getClass().getSimpleName()
              + ".");
    }
    return places.stream()
        .filter(place -> !place.ofBiases() && !place.isFrozen())
        .map(place -> place.updater().get())
        .filter(IUpdater::hasLearningRate)
        .toList();
  }

  /**
   * What a listener remembers from epoch to epoch. The names are a format of files and stay as they
   * are.
   *
   * @param best the best metric so far, an infinity as long as there is none
   * @param badEpochs epochs since the best, the last reduction or the end of the cooldown
   * @param cooldown epochs that will not count against the rate
   * @param reductions how often the rate has fallen
   */
  public record State(
      @JsonProperty("best") double best,
      @JsonProperty("badEpochs") long badEpochs,
      @JsonProperty("cooldown") long cooldown,
      @JsonProperty("reductions") long reductions) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What no count of epochs reaches. */
    private static final long GREATEST = Long.MAX_VALUE / 2;

    private static final class Reader extends Fields.Reader<State> {
      Reader() {
        super(
            State.class,
            fields ->
                new State(
                    fields.number("best"),
                    fields.require("badEpochs").whole("badEpochs", 0, GREATEST),
                    fields.require("cooldown").whole("cooldown", 0, GREATEST),
                    fields.require("reductions").whole("reductions", 0, GREATEST)),
            "best",
            "badEpochs",
            "cooldown",
            "reductions");
      }
    }

    private static State of(Plateau plateau) {
      return new State(
          plateau.best(), plateau.badEpochs(), plateau.cooldown(), plateau.reductions());
    }

    private Plateau with(Plateau.Rule rule, double rate) {
      return new Plateau(rule, rate, best, badEpochs, cooldown, reductions);
    }

    /**
     * Writes the state.
     *
     * @return an object of JSON with the record's components; an infinity is a string
     */
    String toJson() {
      try {
        return JSON.writeValueAsString(this);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }

    /**
     * Reads a state.
     *
     * @param json what {@link #toJson} wrote
     * @return an equal state
     * @throws IllegalArgumentException if it is anything else
     */
    static State fromJson(String json) {
      try {
        return new Reader().read(Arguments.given(json, "json"));
      } catch (IOException | IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "This is not the state of a ReduceOnPlateauListener: %s (%s)"
                .formatted(json, e.getMessage()),
            e);
      }
    }
  }
}
