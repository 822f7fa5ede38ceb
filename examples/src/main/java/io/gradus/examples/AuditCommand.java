package io.gradus.examples;

import io.gradus.conformance.dl4j.AuditPage;
import io.gradus.conformance.dl4j.Dl4jAudit;
import io.gradus.conformance.dl4j.Finding;
import io.gradus.conformance.dl4j.Subject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gradus audit}. */
@Command(
    name = "audit",
    description =
        "Tests DL4J's own updaters, schedules, weight initializations and networks against"
            + " SPEC.md, and prints the findings as Markdown.")
final class AuditCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Writes the findings to FILE instead, such as docs/dl4j-audit.md.")
  private Path out;

  @Override
  public Integer call() {
    OutputDirectory directory = out == null ? null : directory();
    List<Subject> subjects = Dl4jAudit.builtIns();
    int width = subjects.stream().mapToInt(subject -> subject.name().length()).max().orElse(0);
    Progress progress = Progress.of(spec.commandLine().getErr(), subjects.size(), width);
    Map<Subject, List<Finding>> findings = new LinkedHashMap<>();
    for (Subject subject : subjects) {
      progress.start(subject.name(), 1);
      List<Finding> found = subject.audit();
      findings.put(subject, found);
      long failed = found.stream().filter(Finding::failed).count();
      progress.finish(Numbers.count(failed, "requirement") + (failed == 1 ? " fails" : " fail"));
    }
    String page = AuditPage.of(findings);
    if (directory == null) {
      spec.commandLine().getOut().print(page);
      spec.commandLine().getOut().flush();
      return 0;
    }
    byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
    return directory.write(out.getFileName().toString(), file -> file.write(bytes)) ? 0 : 1;
  }

  /** That of the file, made before the work. */
  private OutputDirectory directory() {
    Path file = out.toAbsolutePath();
    if (file.getFileName() == null || file.toFile().isDirectory()) {
      throw new ParameterException(
          spec.commandLine(), "--out must name a file, but " + out + " is a directory.");
    }
    return OutputDirectory.make(spec, out.getParent() == null ? Path.of(".") : out.getParent());
  }
}
