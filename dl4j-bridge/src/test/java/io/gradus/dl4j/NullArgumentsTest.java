package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NullArgumentsTest {

  @Test
  @DisplayName("Every method of the facade names the argument that is null")
  void named() throws IllegalAccessException {
    int methods = 0;
    for (Method method : Dl4j.class.getDeclaredMethods()) {
      if (!Modifier.isPublic(method.getModifiers())) {
        continue;
      }
      methods++;
      Object[] arguments = new Object[method.getParameterCount()];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = method.getParameterTypes()[i] == boolean.class ? false : null;
      }
      try {
        method.invoke(null, arguments);
        throw new AssertionError(method + " takes null");
      } catch (InvocationTargetException e) {
        assertThat(e.getCause())
            .as("%s", method)
            .isInstanceOf(NullPointerException.class)
            .message()
            .matches("The argument '\\w+' is null, but must be given\\.");
      }
    }
    assertThat(methods).isGreaterThan(20);
  }
}
