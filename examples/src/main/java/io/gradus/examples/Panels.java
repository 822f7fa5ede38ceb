package io.gradus.examples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Several charts in one picture, each under a heading. */
final class Panels {

  /** Hues that are told apart in print and by most eyes. */
  static final int[] COLOURS = {0x1F77B4, 0xD62728, 0x2CA02C, 0xFF7F0E, 0x9467BD};

  private static final int MARGIN = 24;
  private static final int TITLE = 56;
  private static final Color GREY = new Color(0x606060);

  private final String title;
  private final int columns;
  private final int width;
  private final int height;
  private final int text;

  /**
   * A grid.
   *
   * @param columns panels in a row
   * @param width of a panel
   * @param height of a panel
   * @param text the size of the letters on the axes, in points
   */
  Panels(String title, int columns, int width, int height, int text) {
    this.title = title;
    this.columns = columns;
    this.width = width;
    this.height = height;
    this.text = text;
  }

  /**
   * One of them.
   *
   * @param heading in large letters
   * @param lines in small ones below it
   * @param chart what it shows
   */
  record Panel(String heading, List<String> lines, XYChart chart) {}

  /** A chart in the style that all share, with neither title nor legend. */
  XYChart chart(String xAxis, String yAxis) {
    XYChart chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .theme(ChartTheme.XChart)
            .xAxisTitle(xAxis)
            .yAxisTitle(yAxis)
            .build();
    XYStyler styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(new Color(0xE0E0E0));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, text));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, text));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, text));
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendPosition(LegendPosition.OutsideE);
    styler.setLegendSeriesLineLength(28);
    styler.setLegendVisible(false);
    styler.setXAxisTickMarkSpacingHint(6 * text);
    return chart;
  }

  /**
   * Lets the x axis run from 0 and have round numbers. XChart labels evenly spaced data with the
   * data's own numbers, so there is one unseen point between two of them.
   */
  static void fromZero(XYChart chart, double most) {
    XYSeries unseen =
        chart.addSeries("unseen", new double[] {most / Math.PI}, new double[] {Double.NaN});
    unseen.setShowInLegend(false);
    unseen.setMarker(SeriesMarkers.NONE);
    chart.getStyler().setXAxisMin(0.0);
    chart.getStyler().setXAxisMax(most);
  }

  /** Adds a line without marks. */
  static XYSeries line(XYChart chart, String name, double[] x, double[] y, int colour) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(new Color(colour));
    series.setLineStyle(new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    return series;
  }

  /** Draws all and writes the picture. */
  void write(List<Panel> panels, OutputStream file) throws IOException {
    int rows = (panels.size() + columns - 1) / columns;
    int lines = panels.stream().mapToInt(panel -> panel.lines().size()).max().orElse(0);
    int head = 2 * text + 6 + lines * (text + 5);
    int cellWidth = width + MARGIN;
    int cellHeight = head + height + MARGIN;
    BufferedImage image =
        new BufferedImage(
            MARGIN + columns * cellWidth,
            TITLE + rows * cellHeight + MARGIN / 2,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
      graphics.setColor(Color.BLACK);
      graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 22));
      graphics.drawString(title, MARGIN, 36);
      for (int i = 0; i < panels.size(); i++) {
        Panel panel = panels.get(i);
        int x = MARGIN + i % columns * cellWidth;
        int y = TITLE + i / columns * cellHeight;
        graphics.setColor(Color.BLACK);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, text + 4));
        graphics.drawString(panel.heading(), x + 4, y + text + 8);
        graphics.setColor(GREY);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, text));
        for (int line = 0; line < panel.lines().size(); line++) {
          graphics.drawString(
              panel.lines().get(line), x + 4, y + text + 8 + (line + 1) * (text + 5));
        }
        BufferedImage plot = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D onPlot = plot.createGraphics();
        panel.chart().paint(onPlot, width, height);
        onPlot.dispose();
        graphics.drawImage(plot, x, y + head, null);
      }
    } finally {
      graphics.dispose();
    }
    ImageIO.write(image, "png", file);
  }
}
