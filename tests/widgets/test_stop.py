"""Stop acts at once, also in the middle of a long epoch."""

import time

from course_utils import FitLab

import keras
import numpy as np
import pytest
from driving import LONG, until

pytestmark = pytest.mark.usefixtures("no_thread_fails")


def heavy():
    model = keras.Sequential([keras.Input((400,)), *(keras.layers.Dense(400) for _ in range(4))])
    model.compile(optimizer="sgd", loss="mse")
    return model


@pytest.mark.parametrize("batch_size", [32, 1024])
def test_stop_acts_within_a_quarter_of_a_second(batch_size):
    x = np.zeros((40_000, 400), "float32")  # an epoch takes seconds, and so does its validation
    lab = FitLab(heavy, x, x, validation_data=(x, x), epochs=9, batch_size=batch_size)
    waits = []
    for _ in range(3):  # the first one traces the validation; any may be disturbed by other programs
        lab.widget.train.click()
        until(
            lambda: lab.widget.status.doing.startswith("epoch 1 of 9, batch")
        )  # told after a second in an epoch
        began = time.perf_counter()
        lab.widget.stop.click()
        assert lab.wait(LONG)
        waits.append(time.perf_counter() - began)
        assert lab.runs[-1].status == "stopped" and lab.runs[-1].epochs == 1
    assert min(waits) < 0.5, waits  # a quarter of a second where nothing else runs
