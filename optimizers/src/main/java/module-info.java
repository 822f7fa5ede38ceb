/** The optimizers, schedules and initializers of Gradus. */
@SuppressWarnings("requires-automatic") // AutoService is needed to compile only
module io.gradus.optimizers {
  requires transitive io.gradus.api;
  requires static com.google.auto.service;

  exports io.gradus.optimizers;
  exports io.gradus.schedules;
  exports io.gradus.initializers;
  exports io.gradus.wrappers;

  provides io.gradus.api.Optimizer with
      io.gradus.optimizers.AdaGrad,
      io.gradus.optimizers.Adam,
      io.gradus.optimizers.Momentum,
      io.gradus.optimizers.Nesterov,
      io.gradus.optimizers.RmsProp,
      io.gradus.optimizers.Sgd,
      io.gradus.wrappers.Accumulate,
      io.gradus.wrappers.Cautious,
      io.gradus.wrappers.ClipNorm,
      io.gradus.wrappers.ClipValue,
      io.gradus.wrappers.CoupledDecay,
      io.gradus.wrappers.DecoupledDecay,
      io.gradus.wrappers.GradientNoise,
      io.gradus.wrappers.Lookahead,
      io.gradus.wrappers.ParameterEma,
      io.gradus.wrappers.PolyakAverage,
      io.gradus.wrappers.ScheduleFree,
      io.gradus.wrappers.SkipIfNotFinite;

  provides io.gradus.api.Initializer with
      io.gradus.initializers.Constant,
      io.gradus.initializers.DeltaOrthogonal,
      io.gradus.initializers.Dirac,
      io.gradus.initializers.HeNormal,
      io.gradus.initializers.HeUniform,
      io.gradus.initializers.Identity,
      io.gradus.initializers.LecunNormal,
      io.gradus.initializers.LecunUniform,
      io.gradus.initializers.Normal,
      io.gradus.initializers.Ones,
      io.gradus.initializers.Orthogonal,
      io.gradus.initializers.Sparse,
      io.gradus.initializers.TorchLinear,
      io.gradus.initializers.TruncatedNormal,
      io.gradus.initializers.Uniform,
      io.gradus.initializers.VarianceScaling,
      io.gradus.initializers.XavierNormal,
      io.gradus.initializers.XavierUniform,
      io.gradus.initializers.Zeros;

  provides io.gradus.api.Schedule with
      io.gradus.schedules.Cosine,
      io.gradus.schedules.CosineRestarts,
      io.gradus.schedules.Cyclic,
      io.gradus.schedules.Exponential,
      io.gradus.schedules.Floor,
      io.gradus.schedules.InverseTime,
      io.gradus.schedules.Linear,
      io.gradus.schedules.MapSchedule,
      io.gradus.schedules.MultiStep,
      io.gradus.schedules.Noam,
      io.gradus.schedules.OneCycle,
      io.gradus.schedules.OneCycleMomentum,
      io.gradus.schedules.Piecewise,
      io.gradus.schedules.Polynomial,
      io.gradus.schedules.Power,
      io.gradus.schedules.Product,
      io.gradus.schedules.Scaled,
      io.gradus.schedules.Sequential,
      io.gradus.schedules.Sigmoid,
      io.gradus.schedules.StepDecay,
      io.gradus.schedules.Warmup,
      io.gradus.schedules.WarmupStableDecay;
}
