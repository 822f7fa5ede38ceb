/** Networks of several kinds, trained on handwritten digits: one small program for each. */
package io.gradus.examples.networks;
