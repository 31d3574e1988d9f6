"""What the learner chose: frozen records that say everything a run computes, and nothing about how."""

from glassnet.spec.network import NetworkSpec
from glassnet.spec.run import DataSpec, RunSpec
from glassnet.spec.training import TrainingSpec

__all__ = ["DataSpec", "NetworkSpec", "RunSpec", "TrainingSpec"]
