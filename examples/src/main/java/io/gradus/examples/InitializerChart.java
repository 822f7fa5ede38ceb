package io.gradus.examples;

import io.gradus.examples.InitialWeights.Function;
import io.gradus.examples.InitialWeights.Signal;
import io.gradus.examples.InitialWeights.Start;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Four panels on initial weights. */
final class InitializerChart {

  private static final Panels PANELS =
      new Panels(
          "Initial weights: symmetry, vanishing and exploding, before any training",
          2,
          860,
          460,
          16);

  private InitializerChart() {}

  static void write(
      Map<Double, List<Double>> products,
      Map<Function, Map<Start, Signal>> signals,
      OutputStream file)
      throws IOException {
    List<Panels.Panel> panels = new ArrayList<>();
    panels.add(products(products));
    panels.add(
        layers(
            Function.RELU,
            signals.get(Function.RELU),
            "He keeps the spread; Xavier loses half the variance per layer; others vanish or explode."));
    panels.add(
        layers(
            Function.TANH,
            signals.get(Function.TANH),
            "tanh cannot explode: values that are too large saturate at ±1, as the next panel shows."));
    panels.add(units(signals.get(Function.TANH)));
    PANELS.write(panels, file);
  }

  private static Panels.Panel products(Map<Double, List<Double>> products) {
    XYChart chart = PANELS.chart("number k of matrices", "log₁₀ of the Frobenius norm");
    int colour = 0;
    int[] colours = {Panels.COLOURS[1], Panels.COLOURS[3], Panels.COLOURS[2]};
    for (Map.Entry<Double, List<Double>> each : products.entrySet()) {
      String factor = Numbers.text(each.getKey());
      String name = "σ = " + (factor.equals("1") ? "" : factor + " · ") + "1/√n";
      Panels.line(
          chart,
          name,
          counted(each.getValue().size()),
          values(each.getValue(), x -> x),
          colours[colour++ % colours.length]);
    }
    Panels.fromZero(chart, InitialWeights.PRODUCTS);
    chart.getStyler().setXAxisDecimalPattern("0");
    legend(chart);
    return new Panels.Panel(
        "Products of %d Gaussian %d × %d matrices"
            .formatted(InitialWeights.PRODUCTS, InitialWeights.ORDER, InitialWeights.ORDER),
        List.of(
            "What a deep linear network does to its input: the scale of one factor, to the k-th power."),
        chart);
  }

  private static Panels.Panel layers(Function function, Map<Start, Signal> signals, String remark) {
    XYChart chart = PANELS.chart("layer", "log₁₀ of the standard deviation");
    int colour = 0;
    for (Map.Entry<Start, Signal> each : signals.entrySet()) {
      Panels.line(
          chart,
          each.getKey().name(),
          counted(InitialWeights.LAYERS),
          values(each.getValue().deviations(), Math::log10),
          Panels.COLOURS[colour++]);
    }
    Panels.fromZero(chart, InitialWeights.LAYERS);
    chart.getStyler().setXAxisDecimalPattern("0");
    legend(chart);
    return new Panels.Panel(
        "Activations through %d layers of %d units, %s"
            .formatted(InitialWeights.LAYERS, InitialWeights.WIDTH, function.title()),
        List.of(remark),
        chart);
  }

  private static Panels.Panel units(Map<Start, Signal> signals) {
    XYChart chart = PANELS.chart("unit, by its activation", "activation for one example");
    int colour = 0;
    for (Map.Entry<Start, Signal> each : signals.entrySet()) {
      Signal signal = each.getValue();
      Panels.line(
          chart,
          "%s: %d distinct"
              .formatted(each.getKey().name().replaceAll(",.*", ""), signal.distinctUnits()),
          counted(signal.example().size()),
          values(signal.example(), x -> x),
          Panels.COLOURS[colour++]);
    }
    Panels.fromZero(chart, InitialWeights.WIDTH);
    chart.getStyler().setYAxisMin(-1.1);
    chart.getStyler().setYAxisMax(1.1);
    chart.getStyler().setXAxisDecimalPattern("0");
    legend(chart);
    return new Panels.Panel(
        "The units of layer %d, tanh".formatted(InitialWeights.LAYERS),
        List.of(
            "Equal weights make all units of a layer identical, and equal gradients keep them identical: symmetry."),
        chart);
  }

  private static void legend(XYChart chart) {
    chart.getStyler().setLegendVisible(true);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
  }

  private static double[] counted(int count) {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i + 1;
    }
    return numbers;
  }

  private static double[] values(List<Double> values, DoubleUnaryOperator law) {
    return values.stream().mapToDouble(Double::doubleValue).map(law).toArray();
  }
}
