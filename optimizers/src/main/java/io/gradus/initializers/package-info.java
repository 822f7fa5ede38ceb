/**
 * The initializers, one distribution per file: its law, its source, how the frameworks deviate;
 * then the record of its hyper-parameters; then the drawing.
 *
 * <p>Tensors are row-major. A dense layer's weights are {@code [fanIn, fanOut]}, DL4J's layout and
 * Keras's; a convolution's are {@code [out, in, kernel…]}, DL4J's and PyTorch's. The fans are those
 * that the {@link io.gradus.api.Shape} states. An empty tensor needs no filling and is left alone.
 *
 * <p>One seed gives one tensor on every machine and JDK: everything is computed from {@link
 * java.util.random.RandomGenerator#nextDouble()}, IEEE arithmetic, {@link java.lang.StrictMath} and
 * sums in a fixed order. A host with float tensors narrows the doubles, so both precisions start
 * from the same point.
 */
package io.gradus.initializers;
