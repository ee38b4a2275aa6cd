"""What lesson 05 says of its twelve curves, its knobs, the three causes, loss and accuracy, small juries."""

from course_utils.run import Experiment

import numpy as np
import pytest
from claim import SEEDS, claim, lesson_cells


@pytest.fixture(scope="module")
def lesson():
    lesson = lesson_cells("05-reading-histories", "imports", "build", "change", "checked", "kinks")
    return lesson


@pytest.fixture(scope="module")
def noisy_runs(lesson):
    return remembering(Experiment(lesson.build, lesson.rows), epochs=30)


@pytest.fixture(scope="module")
def checked_runs(lesson):
    return remembering(Experiment(lesson.build, lesson.checked), epochs=8)


def remembering(experiment, **usual):
    """A function that runs settings under a seed, once."""
    done = {}

    def run(seed, **settings):
        key = seed, tuple(sorted(settings.items()))
        if key not in done:
            done[key] = experiment.run({**usual, **settings}, seed=seed)
        return done[key]

    return run


def climb(run):
    """How far validation ends above its lowest loss, as a ratio."""
    return run.final("val_loss") / min(run["val_loss"])


def jitter(values):
    """The mean step from epoch to epoch in the second half."""
    return float(np.mean(np.abs(np.diff(values[len(values) // 2 :]))))


HEALTHY = [{"wrong": 0.0, "n": 400}, {"wrong": 0.0, "epochs": 20}, {"wrong": 0.0, "n": 300}]
NOISY = {"wrong": 0.0, "learning_rate": 0.05, "batch_size": 8, "weight_decay": 0.5}


@claim("05", "both fall, then lie flat and near each other")
@claim("05", "training goes on to fall, validation turns and climbs")
@claim("05", "both lie flat and high, side by side")
@claim("05", "both still fall at the last epoch")
@claim("05", "jumps up and down from epoch to epoch")
def test_each_recipe_draws_the_curve_of_its_kind(noisy_runs):
    for seed in SEEDS:
        for settings in HEALTHY:
            run = noisy_runs(seed, **settings)
            assert climb(run) < 1.1 and run.final("val_loss") < 0.3, (seed, settings)
            assert jitter(run["val_loss"]) < 0.015, (seed, settings)
        for settings in ({"units": 256}, {"n": 50}, {"epochs": 60}):
            run = noisy_runs(seed, **settings)
            assert climb(run) > 1.25 and run.final("loss") < 0.4, (seed, settings)
        for n in (250, 400):
            run = noisy_runs(seed, units=2, n=n)
            assert min(run.final("loss"), run.final("val_loss")) > 1.4, (seed, n)
            assert abs(run["loss"][-1] - run["loss"][-6]) < 0.2, (seed, n)
        for settings in ({"wrong": 0.0, "epochs": 3}, {"epochs": 8, "learning_rate": 0.002}):
            run = noisy_runs(seed, **settings)
            lately = [run[name][-2] - run[name][-1] for name in ("loss", "val_loss")]
            assert min(lately) > 0.02, (seed, settings, lately)
        for settings in (NOISY, {**NOISY, "batch_size": 4, "n": 100}):
            assert jitter(noisy_runs(seed, **settings)["val_loss"]) > 0.03, (seed, settings)


@claim("05", "With 2 units the validation loss stays high.")
@claim("05", "With 256 it falls fastest, turns, and climbs highest of all.")
@claim("05", "The training loss alone cannot tell you: the worst of these models has the lowest one.")
@claim("05", "Two units cannot hold ten kinds of digit: underfitting.")
def test_capacity(lesson, noisy_runs):
    for seed in SEEDS:
        runs = {units: noisy_runs(seed, units=units) for units in (2, 8, 64, 256)}
        ends = {units: run.final("val_loss") for units, run in runs.items()}
        assert ends[256] > 1.1 * max(ends[8], ends[64]) and climb(runs[256]) > 1.4, (seed, ends)
        assert runs[2].final("val_loss") > 1.5 and climb(runs[2]) < 1.1, seed
        assert runs[256].final("loss") < 0.8 * min(runs[u].final("loss") for u in (2, 8, 64)), seed
        assert runs[256]["val_loss"][1] < min(runs[u]["val_loss"][1] for u in (2, 8, 64)), seed
        assert lesson.change(runs[64], runs[2]) == "training up, validation up", (seed, ends)


@claim("05", "More rows are harder to learn by heart, and teach more.")
@claim("05", "The late epochs learn the wrong labels by heart.")
@claim("05", "Less room, more rows or fewer epochs keep it from rising.")
def test_data_and_epochs(lesson, noisy_runs):
    for seed in SEEDS:
        usual = noisy_runs(seed)
        more = lesson.change(noisy_runs(seed, n=50), noisy_runs(seed, n=400))
        longer = lesson.change(usual, noisy_runs(seed, epochs=60))
        assert (more, longer) == ("training up, validation down", "training down, validation up"), seed
        assert climb(noisy_runs(seed, units=8)) < climb(usual), seed
        assert climb(noisy_runs(seed, epochs=10)) < climb(usual), seed


@claim("05", "Each cure ends well below the untreated run: the climb is nearly gone.")
@claim("05", "All three make the training rows harder to fit, so the training loss goes up")
@claim("05", "The default is gentle. It needs a hundred times as much here.")
@claim("05", "Too much of any of them, and you are back at underfitting")
def test_cures(lesson, noisy_runs):
    for seed in SEEDS:
        usual = noisy_runs(seed)
        for cure in ({"dropout": 0.5}, {"weight_decay": 0.5}, {"shift": 0.125}):
            run = noisy_runs(seed, **cure)
            assert lesson.change(usual, run) == "training up, validation down", (seed, cure)
            assert run.final("val_loss") < 0.92 * usual.final("val_loss"), (seed, cure)
            assert climb(run) < 1.15 < climb(usual), (seed, cure)
        assert lesson.change(usual, noisy_runs(seed, weight_decay=0.004)) == "hardly a change", seed
        for much in ({"dropout": 0.8}, {"weight_decay": 5.0}):
            assert noisy_runs(seed, **much).final("loss") > 1.4, (seed, much)


@claim("05", "With none of the causes, training is better, as one expects.")
@claim("05", "With each of the three, validation is below logged.")
@claim("05", "two of the three miracles are gone")
@claim("05", "The other two were differences of measuring.")
def test_three_causes(lesson, checked_runs):
    for seed in SEEDS:
        losses = {}
        for cause in ({}, {"epochs": 1}, {"dropout": 0.7}, {"wrong": 0.25}):
            run = checked_runs(seed, **cause)
            (x, y), _ = lesson.checked(wrong=cause.get("wrong", 0.0))
            of_right = run.model(x).numpy()[np.arange(len(y)), y]
            losses[next(iter(cause), "")] = run.final("loss"), -np.log(of_right).mean(), run.final("val_loss")
        logged, evaluated, validation = losses.pop("")
        assert max(logged, evaluated) < validation, (seed, losses)
        for cause, (logged, evaluated, validation) in losses.items():
            assert validation < 0.9 * logged, (seed, cause, losses)
            gone = evaluated < 1.03 * validation
            assert gone == (cause != "wrong"), (seed, cause, losses)
        assert losses["wrong"][1] > 1.3 * losses["wrong"][2], (seed, losses)


@claim("05", "The running mean fades after the first epochs. Dropout stays as long as there is dropout.")
def test_what_fades(checked_runs):
    for seed in SEEDS:
        none, dropped = checked_runs(seed), checked_runs(seed, dropout=0.7)
        assert none["loss"][0] > 1.2 * none["val_loss"][0] and none["loss"][-1] < none["val_loss"][-1], seed
        assert dropped["loss"][-1] > 1.5 * dropped["val_loss"][-1], seed


@claim("05", "The loss goes on to fall: the model gets surer.")
@claim("05", "From the first to the second, fewer are right")
@claim("05", "its mistakes too, and each of them costs more: the loss rises.")
@claim("05", "So accuracy moves in jumps of one row, 1/360 here, and its kinks are larger.")
def test_loss_and_accuracy(lesson, checked_runs):
    slow = {"wrong": 0.25, "n": 250, "learning_rate": 0.003}
    _, (x, y) = lesson.checked()
    assert len(y) == 360
    for seed in SEEDS:
        run = checked_runs(seed, epochs=80, **slow)
        best_accuracy = int(np.argmax(run["val_accuracy"])) + 1
        best_loss = int(np.argmin(run["val_loss"])) + 1
        assert best_accuracy + 4 < best_loss < 60, (seed, best_accuracy, best_loss)
        assert run.final("val_loss") > 1.05 * min(run["val_loss"]), seed
        rights, sure, costs = [], [], []
        for epochs in (best_accuracy, best_loss, 80):
            p = checked_runs(seed, epochs=epochs, **slow).model(x).numpy()
            right, of_right = p.argmax(axis=1) == y, p[np.arange(len(y)), y]
            rights.append(right.mean())
            sure.append(of_right[right].mean())
            costs.append(-np.log(of_right[~right]).mean())
        assert rights[0] > rights[1] and sure[0] + 0.02 < sure[1] < sure[2], (seed, rights, sure)
        assert costs[2] > costs[1], (seed, costs)
        assert lesson.kinks(run["val_accuracy"]) > 1.25 * lesson.kinks(run["val_loss"]), seed


@claim("05", "validation rows change no weight")
@claim("05", "Forty rows are forty coin tosses.")
@claim("05", "Twenty-five times as many rows, a fifth of the spread.")
def test_juries(lesson, noisy_runs):
    def judged(n_val):
        (x, y), (x_new, y_new) = lesson.rows()
        return (x, y), (x_new[:n_val], y_new[:n_val])

    small = Experiment(lesson.build, judged).run({"n_val": 40, "epochs": 30}, seed=0)
    assert small["loss"] == noisy_runs(0)["loss"]
    _, (x, y) = lesson.rows()
    assert len(y) == 1000
    for seed in SEEDS:
        judge = np.random.default_rng(seed)
        right = noisy_runs(seed).model(x).numpy().argmax(axis=1) == y
        verdicts = {n: [judge.choice(right, n).mean() for _ in range(200)] for n in (40, 200, 1000)}
        assert np.ptp(verdicts[40]) > 0.25, seed
        assert 4 < np.std(verdicts[40]) / np.std(verdicts[1000]) < 6.3, seed
        for n, accuracies in verdicts.items():
            expected = np.sqrt(right.mean() * (1 - right.mean()) / n)
            assert np.isclose(np.std(accuracies), expected, rtol=0.2), (seed, n)
