package io.gradus.plugins;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a Maven project that consists of what the README shows first: its dependencies and its
 * example, to the letter. Building the project runs the example.
 */
final class ReadmeProject {

  private static final Pattern DEPENDENCIES =
      Pattern.compile("```xml\\R(<dependencies>.*?</dependencies>)\\R```", Pattern.DOTALL);

  private static final Pattern EXAMPLE =
      Pattern.compile("```java\\R(.*?public class (\\w+).*?)```", Pattern.DOTALL);

  private ReadmeProject() {}

  /**
   * Writes the project.
   *
   * @param arguments the README, the directory of the project, and the version of the plug-in that
   *     runs the example
   */
  public static void main(String[] arguments) throws IOException {
    String readme = Files.readString(Path.of(arguments[0]));
    Path project = Path.of(arguments[1]);
    Matcher dependencies = find(DEPENDENCIES, readme, "list of dependencies");
    Matcher example = find(EXAMPLE, readme, "class");
    Path source =
        Files.createDirectories(project.resolve("src/main/java"))
            .resolve(example.group(2) + ".java");
    Files.writeString(source, example.group(1));
    Files.writeString(
        project.resolve("pom.xml"), pom(dependencies.group(1), example.group(2), arguments[2]));
  }

  private static Matcher find(Pattern pattern, String readme, String what) {
    Matcher found = pattern.matcher(readme);
    if (!found.find()) {
      throw new IllegalStateException("The README shows no " + what + ".");
    }
    return found;
  }

  private static String pom(String dependencies, String example, String execVersion) {
    return """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>com.example</groupId>
          <artifactId>readme</artifactId>
          <version>1.0.0</version>
          <properties>
            <maven.compiler.release>17</maven.compiler.release>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
          </properties>
        %s
          <build>
            <plugins>
              <plugin>
                <groupId>org.apache.maven.plugins</groupId>
                <artifactId>maven-resources-plugin</artifactId>
                <version>3.5.0</version>
              </plugin>
              <plugin>
                <groupId>org.apache.maven.plugins</groupId>
                <artifactId>maven-compiler-plugin</artifactId>
                <version>3.16.0</version>
              </plugin>
              <plugin>
                <groupId>org.codehaus.mojo</groupId>
                <artifactId>exec-maven-plugin</artifactId>
                <version>%s</version>
                <executions>
                  <execution>
                    <phase>compile</phase>
                    <goals>
                      <goal>java</goal>
                    </goals>
                    <configuration>
                      <mainClass>%s</mainClass>
                    </configuration>
                  </execution>
                </executions>
              </plugin>
            </plugins>
          </build>
        </project>
        """
        .formatted(dependencies.indent(2), execVersion, example);
  }
}
