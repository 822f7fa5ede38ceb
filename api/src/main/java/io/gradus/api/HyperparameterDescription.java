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
 * @param since the release of the plug-in that added it; empty if the plug-in has always had it
 * @param absent the value that a saved configuration without it stands for; null where {@code
 *     since} is empty, so that no configuration may lack it
 */
public record HyperparameterDescription(
    String name,
    Type type,
    Object defaultValue,
    Range range,
    String unit,
    String meaning,
    String since,
    Object absent) {}
