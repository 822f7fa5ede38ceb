package io.gradus.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The kit and SPEC.md number and name the same rules. */
class SpecificationTest {

  private static final Pattern RULE = Pattern.compile("\\*\\*([ROASI]-\\d+(?:\\.\\d+)?)\\b");

  private static String text;

  @BeforeAll
  static void read() throws IOException {
    text = Files.readString(Path.of("..", "SPEC.md"));
  }

  /** What each test of the kit calls itself, by the number of its rule. */
  private static Map<String, String> tests() {
    Map<String, String> tests = new TreeMap<>();
    for (Class<?> kit :
        List.of(
            OptimizerConformance.class, ScheduleConformance.class, InitializerConformance.class)) {
      for (Method method : kit.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          String[] name = method.getAnnotation(DisplayName.class).value().split(" ", 2);
          assertThat(tests.put(name[0], name[1])).as("a second test of " + name[0]).isNull();
        }
      }
    }
    return tests;
  }

  @Test
  @DisplayName("Every rule that a test verifies is specified under the test's name")
  void everyTestIsSpecified() {
    tests()
        .forEach(
            (rule, name) -> {
              if (rule.matches("[SI]-5\\..")) { // they hold as O-5.n, which is specified
                assertThat(text).contains("**" + rule.substring(0, 3) + "** O-5.1 to O-5.5 hold");
              } else {
                assertThat(text.replaceAll("\\s+", " ").replace("`", ""))
                    .containsIgnoringCase("**%s %s".formatted(rule, name));
              }
            });
  }

  @Test
  @DisplayName("Every rule that is specified is verified by a test, or listed as not verified")
  void everyRuleIsTestedOrListed() {
    String unverified = text.substring(text.indexOf("## 8."));
    Map<String, String> tests = tests();
    Matcher rule = RULE.matcher(text);
    while (rule.find()) {
      String id = rule.group(1);
      boolean section = tests.keySet().stream().anyMatch(test -> test.startsWith(id + "."));
      boolean verified = tests.containsKey(id) || section;
      assertThat(verified || listed(id, unverified)).as(id).isTrue();
    }
  }

  /** Whether a table names a rule, by itself or within "R-2 to R-4". */
  private static boolean listed(String id, String table) {
    if (Pattern.compile("\\b" + Pattern.quote(id) + "\\b").matcher(table).find()) {
      return true;
    }
    Matcher range = Pattern.compile("([A-Z]-)(\\d+) to [A-Z]-(\\d+)").matcher(table);
    while (range.find()) {
      int number = id.contains(".") ? -1 : Integer.parseInt(id.substring(2));
      if (id.startsWith(range.group(1))
          && number >= Integer.parseInt(range.group(2))
          && number <= Integer.parseInt(range.group(3))) {
        return true;
      }
    }
    return false;
  }
}
