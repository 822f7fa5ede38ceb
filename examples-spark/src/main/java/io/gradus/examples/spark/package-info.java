/** Trains with Deeplearning4j on Apache Spark. */
package io.gradus.examples.spark;
