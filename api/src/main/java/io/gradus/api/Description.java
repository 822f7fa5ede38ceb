package io.gradus.api;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;

/**
 * What a plug-in says of itself, read from its record and annotations.
 *
 * @param name the name under which it is found and saved
 * @param aliases other names under which it is found
 * @param summary what it does, in one sentence
 * @param citation where it was published
 * @param link the address of the publication; may be empty
 * @param type the record
 * @param hyperparameters its hyper-parameters, in the order of the record's components
 */
public record Description(
    String name,
    List<String> aliases,
    String summary,
    String citation,
    String link,
    Class<? extends Plugin> type,
    List<HyperparameterDescription> hyperparameters) {

  private static final ClassValue<Description> OF_CLASS =
      new ClassValue<>() {
        @Override
        protected Description computeValue(Class<?> type) {
          return read(type.asSubclass(Plugin.class));
        }
      };

  /**
   * Makes the lists immutable.
   *
   * @throws NullPointerException if any component is null
   */
  public Description {
    aliases = List.copyOf(aliases);
    hyperparameters = List.copyOf(hyperparameters);
  }

  /**
   * Reads the description of a plug-in's class.
   *
   * @param type a public record that implements one of the services
   * @return its description
   * @throws InvalidConfigurationException if the class is not a public record with an {@link
   *     Algorithm} annotation, a no-argument constructor and a {@link Hyperparameter} on every
   *     component, or if a component has a type or a default that no configuration can carry
   */
  public static Description of(Class<? extends Plugin> type) {
    return OF_CLASS.get(Arguments.given(type, "type"));
  }

  /**
   * One hyper-parameter.
   *
   * @param hyperparameter the name of a record component
   * @return its description
   * @throws InvalidConfigurationException if there is none, naming the nearest
   */
  public HyperparameterDescription hyperparameter(String hyperparameter) {
    Arguments.given(hyperparameter, "hyperparameter");
    for (HyperparameterDescription candidate : hyperparameters) {
      if (candidate.name().equals(hyperparameter)) {
        return candidate;
      }
    }
    throw new InvalidConfigurationException(
        "'%s' has no hyper-parameter '%s'; it has %s.%s"
            .formatted(name, hyperparameter, names(), NearestName.hint(hyperparameter, names())));
  }

  /**
   * The names of the hyper-parameters.
   *
   * @return in the order of the record's components
   */
  public List<String> names() {
    return hyperparameters.stream().map(HyperparameterDescription::name).toList();
  }

  /**
   * The class and where it was loaded from, so that a message can say which jar to remove.
   *
   * @return such as {@code "io.example.Foo from /plugins/foo-1.0.jar"}
   */
  public String origin() {
    return location().isEmpty() ? type.getName() : type.getName() + " from " + location();
  }

  /**
   * The class and the name of its jar, without the folder in which it happens to lie: what is saved
   * into models.
   *
   * @return such as {@code "io.example.Foo from foo-1.0.jar"}; the class alone where it is in no
   *     jar
   */
  public String artifact() {
    String location = location();
    return location.endsWith(".jar")
        ? type.getName() + " from " + location.substring(location.lastIndexOf('/') + 1)
        : type.getName();
  }

  private String location() {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null ? "" : source.getLocation().getPath();
  }

  /** The plug-in with its defaults. */
  Object prototype() {
    return prototype(type);
  }

  /** Why a class can be no plug-in's, as far as its form shows. */
  static List<String> problemsOf(Class<?> type) {
    List<String> problems = new ArrayList<>();
    Algorithm algorithm = type.getAnnotation(Algorithm.class);
    if (!type.isRecord() || !Modifier.isPublic(type.getModifiers())) {
      problems.add("it must be a public record");
    }
    if (algorithm == null) {
      problems.add("it must carry @Algorithm");
    } else if (!algorithm.name().matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      problems.add(
          "its name must be lower-case words joined by hyphens, but is '" + algorithm.name() + "'");
    }
    return problems;
  }

  private static Description read(Class<? extends Plugin> type) {
    List<String> problems = problemsOf(type);
    if (!problems.isEmpty()) {
      throw new InvalidConfigurationException(type.getName(), problems);
    }
    List<HyperparameterDescription> hyperparameters = new ArrayList<>();
    Object prototype = prototype(type);
    for (RecordComponent component : type.getRecordComponents()) {
      Hyperparameter told = component.getAnnotation(Hyperparameter.class);
      if (told == null) {
        problems.add("its component '" + component.getName() + "' must carry @Hyperparameter");
        continue;
      }
      if (component.getName().equals(Configuration.NAME)) {
        problems.add("its component 'name' must be called otherwise, as that is the algorithm's");
      }
      if (!Configuration.canRead(component.getGenericType())) {
        problems.add(
            "its component '%s' has the type %s, which no configuration can carry; take %s"
                .formatted(
                    component.getName(),
                    component.getGenericType().getTypeName(),
                    Configuration.READABLE));
        continue;
      }
      Object value = Hyperparameters.read(component, prototype);
      checkDefault(component.getName(), value, problems);
      Object absent = absent(component, told, problems);
      try {
        hyperparameters.add(
            new HyperparameterDescription(
                component.getName(),
                component.getGenericType(),
                value,
                Range.parse(told.range()),
                told.unit(),
                told.value(),
                told.since(),
                absent));
      } catch (IllegalArgumentException unreadable) {
        problems.add(
            "the range of its component '%s' cannot be read (%s)"
                .formatted(component.getName(), unreadable.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigurationException(type.getName(), problems);
    }
    Algorithm algorithm = type.getAnnotation(Algorithm.class);
    return new Description(
        algorithm.name(),
        List.of(algorithm.aliases()),
        algorithm.summary(),
        algorithm.citation(),
        algorithm.link(),
        type,
        hyperparameters);
  }

  /** What a configuration without a component stands for; null if there must be none. */
  private static Object absent(
      RecordComponent component, Hyperparameter told, List<String> problems) {
    if (told.since().isEmpty() != told.absent().isEmpty()) {
      problems.add(
          "its component '%s' must state both since when it exists and what its absence means, or neither"
              .formatted(component.getName()));
    } else if (!told.since().isEmpty()) {
      try {
        return Configuration.parse(told.absent(), component);
      } catch (InvalidConfigurationException unreadable) {
        problems.add(
            "what the absence of its component '%s' means cannot be read (%s)"
                .formatted(component.getName(), unreadable.getMessage()));
      }
    }
    return null;
  }

  /** Refuses a default that is written to a configuration, but not read from one. */
  private static void checkDefault(String component, Object value, List<String> problems) {
    if (value == null) {
      problems.add("its component '" + component + "' is null by default");
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        checkDefault(component + "[" + i + "]", list.get(i), problems);
      }
    } else if (value instanceof Plugin && !problemsOf(value.getClass()).isEmpty()) {
      problems.add(
          "its component '%s' is by default a %s, which is no plug-in (%s)"
              .formatted(
                  component,
                  value.getClass().getName(),
                  String.join("; ", problemsOf(value.getClass()))));
    }
  }

  private static Object prototype(Class<? extends Plugin> type) {
    try {
      return type.getConstructor().newInstance();
    } catch (InvocationTargetException e) {
      throw (InvalidConfigurationException)
          new InvalidConfigurationException(
                  "The defaults of %s do not pass its own checks: %s"
                      .formatted(type.getName(), e.getCause().getMessage()))
              .initCause(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw (InvalidConfigurationException)
          new InvalidConfigurationException(
                  "%s must have a public no-argument constructor that gives the defaults."
                      .formatted(type.getName()))
              .initCause(e);
    }
  }
}
