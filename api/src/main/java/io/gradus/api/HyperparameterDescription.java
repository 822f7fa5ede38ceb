package io.gradus.api;

import java.lang.reflect.Type;

/**
 * One hyper-parameter of a plug-in, described.
 *
 * @param name the record component's name, such as {@code "beta1"}
 * @param type its Java type: a number, boolean, string, enum, {@link Schedule}, another plug-in, or
 *     a {@link java.util.List} of these
 * @param defaultValue its value in the record that the no-argument constructor makes
 * @param range the numbers allowed
 * @param unit such as {@code "steps"}; empty for a pure number
 * @param meaning what it is, in a short phrase
 */
public record HyperparameterDescription(
    String name, Type type, Object defaultValue, Range range, String unit, String meaning) {}
