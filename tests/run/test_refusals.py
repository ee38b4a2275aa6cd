"""What cannot be trained on is refused when a lab is made, with the name and the remedy."""

import re

from course_utils import FitLab
from course_utils.run.settings import Router

import keras
import numpy as np
import pytest
from small import X, Y, build


def uncompiled():
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])


def scheduled():
    model = uncompiled()
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
    model.compile(optimizer=keras.optimizers.SGD(schedule), loss="mse")
    return model


def needs(depth):
    return build(depth)


def load(noise):
    return X, Y


# Arguments of FitLab, and what the error says, in this order.
REFUSED = {
    "unknown": (
        lambda: FitLab(build, X, Y, lr=[0.1]),
        "'lr'.*build: units, optimizer.*fit: .*epochs.*learning_rate",
    ),
    "unknown, fixed": (
        lambda: FitLab(build, X, Y, acc=1),
        "Nothing accepts the setting 'acc'.*Correct the name",
    ),
    "no values": (lambda: FitLab(build, X, Y, units=[]), "knob units has no values.*units="),
    "start": (
        lambda: FitLab(build, X, Y, units=[1, 2], start={"units": 3}),
        "units cannot start at 3.*one of 1, 2.*Add",
    ),
    "start of no knob": (
        lambda: FitLab(build, X, Y, units=[1], start={"epochs": 3}),
        "'epochs', which is no knob.*units",
    ),
    "uncompiled": (lambda: FitLab(uncompiled, X, Y), r"not compiled.*model\.compile\(optimizer"),
    "nothing": (lambda: FitLab(lambda: None, X, Y), "got NoneType.*return model"),
    "not a model": (lambda: FitLab(lambda: 3, X, Y), "build must return a compiled Keras model, got int"),
    "a model": (lambda: FitLab(build(), X, Y), "build must be a function.*got Sequential.*without brackets"),
    "lengths": (lambda: FitLab(build, X, Y[:-4]), "as many labels as inputs in x and y, got 64 and 60 rows"),
    "lengths of lists": (lambda: FitLab(build, X.tolist(), Y[:-4].tolist()), "64 and 60 rows"),
    "validation": (
        lambda: FitLab(build, X, Y, validation_data=(X, Y[:3])),
        "validation_data, got 64 and 3 rows",
    ),
    "parameter": (lambda: FitLab(needs, X, Y), r"build needs 'depth'.*depth=\[value, value, …\].*default"),
    "parameter of data": (lambda: FitLab(build, load), "the data function x needs 'noise'"),
    "schedule": (lambda: FitLab(scheduled, X, Y, learning_rate=[0.1]), "schedule ExponentialDecay.*a number"),
    "two seeds": (
        lambda: FitLab(build, X, Y, seed=[0, 1]),
        r"one whole number as seed, got \[0, 1\].*lab\.run\(seed=1\)",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_at_construction(name):
    make, words = REFUSED[name]
    with pytest.raises((TypeError, ValueError)) as refused:
        make()
    assert re.search(words, str(refused.value), re.DOTALL), refused.value


def test_routing_takes_the_first_that_accepts():
    def data(batch_size, noise=0):
        return X[:batch_size], Y[:batch_size]

    def own(learning_rate, epochs=7):
        return build(epochs)

    def stop(patience, noise=1):
        return [keras.callbacks.EarlyStopping(monitor="loss", patience=patience)]

    router = Router(own, data, stop)
    given = dict(learning_rate=1, epochs=2, batch_size=8, noise=0, patience=1, shuffle=False, momentum=0.5)
    routed = router.sort(given, build().optimizer)
    assert routed.build == {"learning_rate": 1, "epochs": 2}
    assert routed.data == {"batch_size": 8, "noise": 0}
    assert routed.callbacks == {"patience": 1}
    assert routed.fit == {"shuffle": False}
    assert routed.optimizer == {"momentum": 0.5}


def test_arrays_and_ranges_are_lists_of_values():
    lab = FitLab(build, X, Y, learning_rate=np.array([0.1, 1.0]), units=range(1, 4))
    assert lab.knobs == {"learning_rate": [0.1, 1.0], "units": [1, 2, 3]}
    assert type(lab.controls["learning_rate"].value) is float


def test_compare_takes_one_knob():
    with pytest.raises(TypeError, match="compare takes one knob.*got 2 names"):
        FitLab(build, X, Y, units=[1]).compare("loss", units=[1], epochs=[1])
