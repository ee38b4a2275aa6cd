"""`run_fit` and what a `Run` tells."""

import gc
import math
import weakref

from course_utils import Run, run_fit
from course_utils.run import Experiment
from course_utils.run.warm import _RECENT, MOST, MOST_OPERATIONS
from course_utils.run.world import freeze, world_of

import keras
import pytest
from small import X, Y, build

WIDTH = 3


def wide():
    return build(inner())


def inner():
    return WIDTH


def test_history_is_that_of_keras_and_the_model_has_its_weights():
    run = run_fit(build, X, Y, validation_data=(X, Y), epochs=2, batch_size=64)
    assert set(run.history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert run.final("val_loss") == pytest.approx(run.model.evaluate(X, Y, verbose=0)[0], rel=1e-5)
    assert run.seconds > 0 and run.status == "finished" and run.epochs == 2


@pytest.fixture
def made(monkeypatch):
    """Weak references to the models that were built."""
    found, compile_model = [], keras.Model.compile

    def compiled(model, *args, **kwargs):
        found.append(weakref.ref(model))
        return compile_model(model, *args, **kwargs)

    monkeypatch.setattr(keras.Model, "compile", compiled)
    return found


def alive(models):
    gc.collect()
    return sum(model() is not None for model in models)


def test_a_run_that_is_kept_keeps_no_traced_model_alive(made):
    run = run_fit(build, X, Y, epochs=2)
    assert made and alive(made) == 0
    assert run.final("loss") > 0 and len(run.model.predict(X, verbose=0)) == len(X)


def test_all_experiments_together_keep_the_models_they_used_last(made):
    first, second = Experiment(build, X, Y), Experiment(build, X, Y)
    runs = [first.run({"units": units}) for units in range(1, 11)]
    assert len(made) >= len(runs) and alive(made) == MOST
    assert [len(run.weights[1]) for run in runs] == list(range(1, 11))
    second.run({"units": 11})
    assert alive(made) == MOST
    again = first.run({"units": 1})  # its model was let go, and is traced anew
    assert again["loss"] == runs[0]["loss"]
    del first
    assert alive(made) == 1


def test_large_models_leave_room_for_fewer(made):
    def deep(which):
        layers = [keras.layers.Dense(4, activation="tanh") for _ in range(60)]
        model = keras.Sequential([keras.Input((4,)), *layers, keras.layers.Dense(2)])
        model.compile("sgd", "sparse_categorical_crossentropy")
        return model

    experiment = Experiment(deep, X, Y)
    for name in range(4):
        experiment.run({"which": name})
    deepest = next(reversed(_RECENT.values())).operations
    assert MOST_OPERATIONS / 3 < deepest < MOST_OPERATIONS
    assert 1 < alive(made) < 4


def test_epochs_are_told_and_it_stops_when_asked():
    told = []
    run = run_fit(
        build, X, Y, epochs=9, on_epoch=lambda *a: told.append(a), should_stop=lambda: len(told) == 2
    )
    assert [epoch for epoch, _ in told] == [0, 1] and told[1][1]["loss"] == run["loss"][1]
    assert run.status == "stopped"


def test_a_metric_that_was_not_recorded():
    run = Run({"learning_rate": 0.1}, {"loss": [2.0, math.nan]}, seed=4)
    assert math.isnan(run.final("loss")) and run.label == "learning_rate 0.1, seed 4"
    with pytest.raises(KeyError, match="no 'val_loss'. Expected one of: loss"):
        run["val_loss"]


def test_weights_that_were_let_go_and_programs_that_are_not_known():
    run = Run({"units": 2}, {"loss": [1.0]})
    with pytest.raises(RuntimeError, match="no longer kept.*run it again"):
        _ = run.model
    with pytest.raises(RuntimeError, match="made by hand"):
        run.code()


def test_a_model_that_build_no_longer_makes(monkeypatch):
    run = run_fit(wide, X, Y)
    monkeypatch.setitem(globals(), "WIDTH", 5)
    with pytest.raises(RuntimeError, match="another model now"):
        _ = run.model


def test_the_key_sees_what_build_reads_through_other_functions(monkeypatch):
    experiment = Experiment(wide, X, Y)
    before = experiment.key({}, 0)
    assert experiment.key({}, 0) == before != experiment.key({}, 1)
    monkeypatch.setitem(globals(), "WIDTH", 5)
    assert experiment.key({}, 0) != before
    monkeypatch.setitem(globals(), "WIDTH", 3)
    assert experiment.key({}, 0) == before


def test_a_function_run_again_unchanged_is_the_same():
    one, two = {}, {}
    for space in (one, two):
        exec("n = 2\ndef f(): return [g() for i in range(n)]\ndef g(): return 1", space)
    assert world_of(one["f"]) == world_of(two["f"])
    exec("def g(): return 2", two)
    assert world_of(one["f"]) != world_of(two["f"])


def test_equal_settings_only():
    assert freeze({"a": [1, 2]}) == freeze({"a": [1, 2]})
    assert len({freeze(value) for value in (1, 1.0, True, "1", [1], (1,))}) == 6
    assert freeze(X) == freeze(X.copy()) != freeze(X * 2)


def test_large_batches_run_in_smaller_chunks():
    experiment = Experiment(build, X.repeat(200, axis=0), Y.repeat(200))
    experiment.run({"batch_size": 1})
    warm = next(reversed(_RECENT.values()))
    few = warm._model.steps_per_execution
    warm._seconds_per_row = 1.0  # as if a row took a second
    experiment.run({"batch_size": 6400})
    assert few > 1 and warm._seconds_per_row < 1.0  # measured anew, at the new size
