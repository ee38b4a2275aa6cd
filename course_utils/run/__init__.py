"""One real `model.fit` with its settings, seed and history; rewound, not rebuilt, for the next one."""

from course_utils import quiet  # noqa: F401  (before anything imports TensorFlow)
from course_utils.run.experiment import Experiment, run_fit
from course_utils.run.record import Run

__all__ = ["Experiment", "Run", "run_fit"]
