package io.gradus.examples;

import io.gradus.api.Configuration;
import io.gradus.api.Schedule;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;

/** One small chart for each of many schedules. */
final class ScheduleChart {

  private static final int COLUMNS = 4;
  private static final int WIDTH = 440;
  private static final int HEIGHT = 250;
  private static final int TEXT = 13;

  /** Letters of a panel's width. */
  private static final int LETTERS = 66;

  /** Lines of arguments at most. */
  private static final int LINES = 3;

  private ScheduleChart() {}

  static void write(List<Schedule> schedules, int steps, OutputStream file) throws IOException {
    Panels panels =
        new Panels("Gradus's schedules, with their arguments", COLUMNS, WIDTH, HEIGHT, TEXT);
    List<Panels.Panel> all = new ArrayList<>();
    for (int i = 0; i < schedules.size(); i++) {
      Schedule schedule = schedules.get(i);
      boolean isMomentum = schedule.description().name().endsWith("momentum");
      XYChart chart =
          panels.chart(
              schedule.unit().name().toLowerCase(Locale.ROOT), isMomentum ? "momentum" : "rate");
      double[] times = new double[steps];
      double[] values = new double[steps];
      double highest = 0;
      for (int t = 0; t < steps; t++) {
        times[t] = t;
        values[t] = schedule.at(t, t);
        highest = Math.max(highest, values[t]);
      }
      chart.getStyler().setYAxisMin(0.0);
      chart.getStyler().setYAxisMax(highest > 0 ? 1.1 * highest : 1.0);
      chart.getStyler().setXAxisDecimalPattern("0");
      chart.getStyler().setYAxisDecimalPattern("0.###");
      Panels.line(chart, "value", times, values, Panels.COLOURS[isMomentum ? 1 : 0]);
      Panels.fromZero(chart, steps);
      Map<String, Object> arguments = Configuration.toMap(schedule);
      List<String> lines = new ArrayList<>(Table.wrapped(arguments(arguments), LETTERS));
      if (lines.size() > LINES) {
        String last = lines.get(LINES - 1);
        lines = lines.subList(0, LINES - 1);
        lines.add(last.substring(0, Math.min(last.length(), LETTERS - 2)) + " …");
      }
      all.add(new Panels.Panel(schedule.description().name(), lines, chart));
    }
    panels.write(all, file);
  }

  /** The arguments as text, without the clock where it counts steps. */
  static String arguments(Map<?, ?> configuration) {
    return configuration.entrySet().stream()
        .filter(entry -> !entry.getKey().equals("name"))
        .filter(entry -> !entry.getKey().equals("unit") || !isSteps(entry.getValue()))
        .map(entry -> entry.getKey() + " " + text(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static boolean isSteps(Object unit) {
    return Schedule.Unit.STEPS.name().equalsIgnoreCase(String.valueOf(unit));
  }

  private static String text(Object value) {
    if (value instanceof Map<?, ?> nested) {
      return nested.get("name") + " (" + arguments(nested) + ")";
    }
    if (value instanceof List<?> list) {
      return list.stream().map(ScheduleChart::text).collect(Collectors.joining(", ", "[", "]"));
    }
    return Numbers.text(value).replace(",\"", ", \""); // the JSON of a DL4J schedule
  }
}
