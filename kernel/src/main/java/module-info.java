/** Runs the optimizers of Gradus on arrays and on functions. */
module io.gradus.kernel {
  requires transitive io.gradus.api;
  requires org.objectweb.asm;

  exports io.gradus.kernel;
  exports io.gradus.problems;
}
