package io.gradus.dl4j;

import io.gradus.api.Configuration;
import io.gradus.api.GradusVersion;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.databind.annotation.JsonDeserialize;

/**
 * An initializer of Gradus as DL4J's weight initialization. Made by {@link Dl4j#weightInit}; public
 * because DL4J's JSON names it. Immutable and thread-safe.
 *
 * <p>Each tensor's seed is drawn from DL4J's own generator, which {@code init()} of a network seeds
 * from its configuration: one seed of the network gives one set of weights.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.NONE,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE,
    setterVisibility = JsonAutoDetect.Visibility.NONE)
@JsonDeserialize(using = GradusWeightInit.Reader.class)
public final class GradusWeightInit implements IWeightInit {

  private static final long serialVersionUID = 1L;

  private final transient Initializer initializer;

  GradusWeightInit(Initializer initializer) {
    this.initializer = initializer;
  }

  /** Reads one from JSON. */
  static final class Reader extends Fields.Reader<GradusWeightInit> {
    Reader() {
      super(
          GradusWeightInit.class,
          fields ->
              new GradusWeightInit(
                  Wire.read(Initializer.class, fields.object("initializer"), Origins.of(fields))),
          "initializer",
          "gradus",
          "origins");
    }
  }

  /**
   * The initializer.
   *
   * @return an immutable record
   */
  public Initializer initializer() {
    return initializer;
  }

  @JsonProperty("initializer")
  Map<String, Object> configuration() {
    return Configuration.toMap(initializer);
  }

  @JsonProperty("gradus")
  String gradus() {
    return GradusVersion.current();
  }

  @JsonProperty("origins")
  Map<String, String> origins() {
    return Origins.of(initializer);
  }

  @Override
  public INDArray init(double fanIn, double fanOut, long[] shape, char order, INDArray paramView) {
    double[] rowMajor =
        initializer.draw(
            new Shape(Arrays.stream(shape).boxed().toList(), fanIn, fanOut),
            Nd4j.getRandom().nextLong());
    INDArray tensor = Nd4j.createFromArray(rowMajor).reshape('c', shape);
    paramView.reshape(order, shape).assign(tensor.castTo(paramView.dataType()));
    return paramView.reshape(order, shape);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GradusWeightInit that && initializer.equals(that.initializer);
  }

  @Override
  public int hashCode() {
    return initializer.hashCode();
  }

  @Override
  public String toString() {
    return "GradusWeightInit(" + initializer + ")";
  }

  private Object writeReplace() {
    return Wire.Serialized.of(GradusWeightInit.class, this);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("A GradusWeightInit is serialized as its JSON.");
  }
}
