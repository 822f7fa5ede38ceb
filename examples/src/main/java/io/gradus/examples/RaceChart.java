package io.gradus.examples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The loss curves of a race. */
final class RaceChart {

  private static final int WIDTH = 1400;
  private static final int HEIGHT = 900;

  /** The best stand out by their width. */
  private static final int BEST = 5;

  /** A logarithmic axis has no zero. */
  private static final double LEAST = 1e-9;

  /** Twelve hues, dark enough for white paper. */
  private static final int[] COLOURS = {
    0x1F77B4, 0xD62728, 0x2CA02C, 0xFF7F0E, 0x9467BD, 0x17BECF,
    0xE377C2, 0x8C564B, 0x7F7F00, 0x003F8C, 0x00796B, 0xAD1457
  };

  /** Solid, dashed, dotted, dashed and dotted: for each round through the colours. */
  private static final float[][] DASHES = {null, {9, 5}, {2, 4}, {12, 4, 2, 4}, {20, 6}};

  private RaceChart() {}

  /** A curve for each that ran, in the order given, best first. */
  static XYChart of(List<Result> ranked) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .theme(ChartTheme.XChart)
            .title("Handwritten digits: training loss (legend: rank, optimizer, test accuracy)")
            .xAxisTitle("epoch")
            .yAxisTitle("training loss (cross-entropy, mean per epoch)")
            .build();
    style(chart.getStyler(), ranked.size());
    int colour = 0;
    for (int i = 0; i < ranked.size(); i++) {
      Result result = ranked.get(i);
      Contestant contestant = result.contestant();
      double[] losses =
          result.losses().stream().mapToDouble(loss -> Math.max(loss, LEAST)).toArray();
      if (losses.length == 0) {
        continue;
      }
      double[] epochs = new double[losses.length];
      for (int epoch = 0; epoch < epochs.length; epoch++) {
        epochs[epoch] = epoch + 1;
      }
      XYSeries series = chart.addSeries(contestant.name(), epochs, losses);
      series.setLabel(label(i + 1, result));
      series.setMarker(losses.length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
      if (contestant.isReference()) {
        series.setLineColor(Color.BLACK);
        series.setLineStyle(stroke(2.6f, DASHES[1]));
      } else {
        series.setLineColor(new Color(COLOURS[colour % COLOURS.length]));
        series.setLineStyle(
            stroke(i < BEST ? 2.6f : 1.4f, DASHES[colour / COLOURS.length % DASHES.length]));
        colour++;
      }
      series.setMarkerColor(series.getLineColor());
    }
    return chart;
  }

  private static String label(int rank, Result result) {
    return result.failed()
        ? "– " + result.contestant().name() + " (failed)"
        : "%d. %s  %.1f %%".formatted(rank, result.contestant().name(), 100 * result.accuracy());
  }

  private static BasicStroke stroke(float width, float[] dash) {
    return dash == null
        ? new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
        : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0);
  }

  private static void style(XYStyler styler, int curves) {
    int legend = curves <= 24 ? 14 : curves <= 48 ? 12 : 10;
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(new Color(0xE0E0E0));
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 20));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, legend));
    styler.setLegendPosition(LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendPadding(curves <= 24 ? 8 : 5);
    styler.setLegendSeriesLineLength(36);
    styler.setYAxisLogarithmic(true);
    styler.setXAxisDecimalPattern("0");
  }
}
