package io.gradus.examples;

import io.gradus.api.Schedule;
import io.gradus.api.Schedules;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gradus schedules}. */
@Command(name = "schedules", description = "Plots every installed schedule.")
final class SchedulesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Length of the training run in steps, from 10 to 10000. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out/schedules",
      description = "Directory for schedules.png. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Override
  public Integer call() {
    if (steps < 10 || steps > 10_000) {
      throw new ParameterException(
          spec.commandLine(), "--steps must be from 10 to 10000, but is " + steps + ".");
    }
    OutputDirectory directory = OutputDirectory.make(spec, out);
    PrintWriter err = spec.commandLine().getErr();
    Schedules.installed().problems().forEach(err::println);
    err.flush();
    List<Schedule> drawn =
        Schedules.installed().all().stream()
            .map(schedule -> ScheduleSamples.of(schedule, steps))
            .toList();
    spec.commandLine()
        .getOut()
        .println(Numbers.count(drawn.size(), "schedule") + " over " + Numbers.count(steps, "step"));
    return directory.write("schedules.png", file -> ScheduleChart.write(drawn, steps, file))
        ? 0
        : 1;
  }
}
