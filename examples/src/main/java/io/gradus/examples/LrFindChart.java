package io.gradus.examples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalInt;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The loss against the learning rate of a sweep. */
final class LrFindChart {

  private LrFindChart() {}

  static void write(
      String optimizer, List<LrFind.Point> points, OptionalInt suggestion, OutputStream file)
      throws IOException {
    Panels panels =
        new Panels("Learning-rate sweep on handwritten digits: " + optimizer, 1, 1200, 700, 16);
    XYChart chart = panels.chart("learning rate (logarithmic)", "training loss (cross-entropy)");
    double[] rates = points.stream().mapToDouble(LrFind.Point::rate).toArray();
    double[] losses = points.stream().mapToDouble(LrFind.Point::loss).toArray();
    double[] smoothed = points.stream().mapToDouble(LrFind.Point::smoothed).toArray();
    double top = 0;
    for (double each : smoothed) {
      top = Math.max(top, each);
    }
    top *= 1.25;
    for (int i = 0; i < losses.length; i++) {
      losses[i] =
          Math.min(losses[i], top); // so that a few exploded losses do not flatten the curve
    }
    XYSeries raw = Panels.line(chart, "loss of each mini-batch", rates, losses, 0xB8C8D8);
    raw.setLineStyle(new BasicStroke(1));
    Panels.line(
        chart, "smoothed (β = %s)".formatted(LrFind.SMOOTHING), rates, smoothed, Panels.COLOURS[0]);
    String line = "The smoothed loss never fell: no rate is suggested.";
    if (suggestion.isPresent()) {
      LrFind.Point point = points.get(suggestion.getAsInt());
      String rate = Numbers.text(LrFindCommand.rounded(point));
      line =
          "Suggested rate: %s, where the smoothed loss falls fastest (Smith 2017)".formatted(rate);
      XYSeries mark =
          Panels.line(
              chart,
              "steepest descent: " + rate,
              new double[] {point.rate(), point.rate()},
              new double[] {0, top},
              Panels.COLOURS[1]);
      mark.setLineStyle(
          new BasicStroke(
              2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {9, 5}, 0));
      XYSeries dot =
          chart.addSeries(
              "the point", new double[] {point.rate()}, new double[] {point.smoothed()});
      dot.setMarker(SeriesMarkers.CIRCLE);
      dot.setMarkerColor(new Color(Panels.COLOURS[1]));
      dot.setShowInLegend(false);
    }
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisMax(top);
    chart.getStyler().setXAxisTickLabelsFormattingFunction(Numbers::text);
    chart.getStyler().setYAxisDecimalPattern("0.##");
    chart.getStyler().setLegendVisible(true);
    chart.getStyler().setLegendPosition(LegendPosition.InsideSW);
    panels.write(List.of(new Panels.Panel(line, List.of(), chart)), file);
  }
}
