package io.gradus.benchmarks;

import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A rule as whoever writes an updater for DL4J would compose it: operations on whole arrays, in
 * place where that is possible, the rest in a workspace.
 */
final class Composition implements Stepper {

  private static final WorkspaceConfiguration WORKSPACE =
      WorkspaceConfiguration.builder()
          .policyAllocation(AllocationPolicy.STRICT)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .build();

  private final Rule rule;
  private final INDArray g;
  private final INDArray p;
  private final INDArray first;
  private final INDArray second;
  private int number;

  Composition(Workload workload) {
    this.rule = workload.rule();
    this.g = workload.gradient();
    this.p = workload.parameter();
    this.first = slot(workload, 0);
    this.second = rule.slots() == 2 ? slot(workload, 1) : null;
  }

  private static INDArray slot(Workload workload, int slot) {
    long n = workload.length();
    return workload
        .state()
        .get(NDArrayIndex.all(), NDArrayIndex.interval(slot * n, (slot + 1) * n));
  }

  @Override
  @SuppressWarnings("try") // it is enough that the workspace is open
  public void step() {
    number++;
    try (MemoryWorkspace unused =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(WORKSPACE, "COMPOSITION")) {
      switch (rule) {
        case ADAM -> adam();
        case ADAMW -> {
          adam();
          g.addi(p.mul(Rule.WEIGHT_DECAY * Rule.RATE));
        }
        case MOMENTUM -> {
          first.muli(Rule.MOMENTUM_DECAY).addi(g.muli(Rule.RATE));
          g.assign(first);
        }
        case LION -> {
          INDArray sign = Transforms.sign(first.mul(Rule.BETA1).addi(g.mul(1 - Rule.BETA1)), false);
          first.muli(Rule.LION_BETA2).addi(g.muli(1 - Rule.LION_BETA2));
          g.assign(sign.addi(p.mul(Rule.WEIGHT_DECAY)).muli(Rule.RATE));
        }
        case RMSPROP -> {
          first.muli(Rule.RHO).addi(g.mul(g).muli(1 - Rule.RHO));
          g.divi(Transforms.sqrt(first, true).addi(Rule.EPSILON)).muli(Rule.RATE);
        }
      }
    }
  }

  private void adam() {
    double c1 = 1 - Math.pow(Rule.BETA1, number);
    double c2 = 1 - Math.pow(Rule.BETA2, number);
    first.muli(Rule.BETA1).addi(g.mul(1 - Rule.BETA1));
    second.muli(Rule.BETA2).addi(g.mul(g).muli(1 - Rule.BETA2));
    INDArray root = Transforms.sqrt(second.div(c2), false).addi(Rule.EPSILON);
    g.assign(first.mul(Rule.RATE / c1).divi(root));
  }
}
