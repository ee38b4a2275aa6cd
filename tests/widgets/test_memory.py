"""Old runs let go of their weights."""

from course_utils.run import Run
from course_utils.widgets import memory
from course_utils.widgets.memory import Memory

import numpy as np


def test_old_weights_are_let_go(monkeypatch):
    monkeypatch.setattr(memory, "MOST_BYTES", 250)
    kept = Memory()
    for rate in range(4):
        kept.keep(rate, Run({"rate": rate}, {"loss": [1.0]}, weights=[np.zeros(100, "int8")]))
    assert [run.weights is None for run in kept.runs] == [True, True, False, False]
    kept.keep(9, Run({"rate": 9}, {"loss": [1.0]}, weights=[np.zeros(999, "int8")]))
    assert [run.weights is None for run in kept.runs] == [True] * 4 + [False]
