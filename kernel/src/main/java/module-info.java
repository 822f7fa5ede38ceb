/** Runs the rules of Gradus on arrays. */
module io.gradus.kernel {
  requires transitive io.gradus.api;

  exports io.gradus.kernel;
}
