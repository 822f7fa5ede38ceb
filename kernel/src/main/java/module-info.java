/** Runs the rules of Gradus on arrays. */
module io.gradus.kernel {
  requires transitive io.gradus.api;
  requires org.objectweb.asm;

  exports io.gradus.kernel;
}
