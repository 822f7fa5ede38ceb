/** The language of Gradus; it needs nothing at run time. */
@SuppressWarnings("requires-automatic") // AutoService is needed to compile only
module io.gradus.api {
  requires static com.google.auto.service;

  exports io.gradus.api;

  uses io.gradus.api.Optimizer;
  uses io.gradus.api.Schedule;
  uses io.gradus.api.Initializer;
  uses io.gradus.api.LineSearch;

  provides io.gradus.api.Schedule with
      io.gradus.api.ConstantSchedule;
}
