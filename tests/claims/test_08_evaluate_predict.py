"""What lesson 08 says of choosing, leaks, evaluate, predict, thresholds, calibration and saved models."""

from functools import cache

from course_utils import data
from course_utils.plots.calibration import bands
from course_utils.run import Experiment

import keras
import numpy as np
import pytest
import tensorflow as tf
from claim import SEEDS, claim, lesson_cells
from sklearn.metrics import log_loss, precision_score, recall_score
from sklearn.preprocessing import StandardScaler

CELLS = ["imports", "build", "coins", "new-model", "on-new-rows", "prepared", "three-copies"]
CELLS += ["build-l2", "pumps", "cost"]


lesson = cache(lambda: lesson_cells("08-evaluate-predict", *CELLS))


class Votes(keras.callbacks.Callback):
    """What each epoch's model makes of 1,000 judging rows and of 1,000 new ones: right or not."""

    def __init__(self, draw):
        super().__init__()
        self.x, self.y = lesson().coins(2000, draw=draw + 500)
        self.right = []

    def on_epoch_end(self, epoch, logs=None):
        self.right.append((self.model(self.x).numpy().ravel() > 0.5) == self.y)


@pytest.fixture(scope="module")
def a_hundred():
    """For each draw, the votes of 100 models, each trained for one epoch."""
    votes = []

    def callbacks(draw=0):
        votes.append(Votes(draw))
        return [lesson().NewModel(), votes[-1]]

    coins = Experiment(lesson().build_coin, lambda draw=0: lesson().split(1, draw)[0], callbacks=callbacks)
    for seed in SEEDS:
        coins.run({"epochs": 100, "batch_size": 50, "draw": seed}, seed=seed)
    return [np.array(each.right) for each in votes]


@claim("08", "The luckiest of a hundred looks as if it had learnt.")
@claim("08", "On the rows that chose it, the kept model beats the coin.")
@claim("08", "The gap is the price, and with few rows it is high.")
@claim("08", "too high: 16 points with 60 rows, 4 with 1,000")
def test_the_best_of_a_hundred(a_hundred):
    gaps = {n: [] for n in (25, 60, 250, 1000)}
    for seed, right in enumerate(a_hundred):
        for n, found in gaps.items():
            judged, new = right[:, :n].mean(axis=1), right[:, 1000:].mean(axis=1)
            best = judged.argmax()
            found.append(judged[best] - 0.5)
            assert judged[best] > 0.5 + 1.2 * np.sqrt(0.25 / n), (seed, n)
            assert abs(new[best] - 0.5) < 0.07, (seed, n, new[best])
    assert np.allclose([np.mean(gaps[60]), np.mean(gaps[1000])], [0.16, 0.04], rtol=0.2), gaps
    assert np.mean(gaps[25]) > np.mean(gaps[60]) > np.mean(gaps[250]) > np.mean(gaps[1000])
    assert all(0.58 < 0.5 + gap < 0.72 for gap in gaps[60]), gaps[60]


@claim("08", "The best by validation is kept, the way you know.")
def test_the_kept_model_is_the_one_that_was_chosen():
    coins = Experiment(lesson().build_coin, lesson().split, callbacks=lesson().keep_best)
    run = coins.run({"epochs": 30, "batch_size": 50})
    assert np.isclose(lesson().right(run.model, *lesson().split()[1]), max(run["val_accuracy"]))
    assert max(run["val_accuracy"]) > run.final("val_accuracy")


@claim("08", "the test accuracy came out lower on some draws, higher on others")
def test_digits_pay_little():
    def rows(draw=0):
        return data.digits(n=200, test=True, seed=draw)[:2]

    def best():
        return [keras.callbacks.EarlyStopping("val_accuracy", patience=10, restore_best_weights=True)]

    digits, price = Experiment(lesson().build, rows, callbacks=best), []
    for seed in SEEDS:
        run = digits.run({"epochs": 10, "draw": seed, "validation_batch_size": 180}, seed=seed)
        x, y = data.digits(test=True, seed=seed)[2]
        price.append(max(run["val_accuracy"]) - np.mean(run.model(x).numpy().argmax(axis=1) == y))
    assert min(price) < 0 < max(price) and abs(np.mean(price)) < 0.03, price


@claim("08", "Two leaks report a fine model where there is none.")
@claim("08", "On new rows all four are coins.")
@claim("08", "And scaling before the split costs nothing that one could see here.")
@claim("08", "A mean knows nothing of the labels.")
def test_leaks():
    prepared = cache(lesson().prepared)
    leaks = Experiment(lesson().build_coin, lambda leak, draw: prepared(leak, draw)[0])
    tested = {leak: [] for leak in ("none", "scaling", "choosing features", "copies")}
    for seed in SEEDS:
        for leak, found in tested.items():
            model = leaks.run({"leak": leak, "draw": seed, "epochs": 20}, seed=seed).model
            _, test_rows, new_rows = prepared(leak, seed)
            found.append(lesson().right(model, *test_rows))
            new = lesson().right(model, *new_rows)
            assert abs(new - 0.5) < 0.07, (seed, leak, new)
        assert tested["choosing features"][-1] > 0.65 and tested["copies"][-1] > 0.7, (seed, tested)
    assert abs(np.mean(tested["scaling"]) - np.mean(tested["none"])) < 0.07, tested
    assert np.mean(tested["scaling"]) < 0.57, tested


@claim("08", "scaling first moved the test loss by 2 % at most, up or down")
def test_scaling_on_patients():
    def patients(first=False, draw=0):
        (x, y), (x_test, y_test) = data.diabetes(standardise=False, seed=draw)
        scale = StandardScaler().fit(np.concatenate([x, x_test]) if first else x)
        return (scale.transform(x), y), (scale.transform(x_test), y_test)

    def build():
        model = keras.Sequential([
            keras.Input((10,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)
        ])  # fmt: skip
        model.compile(keras.optimizers.Adam(0.01), "mse")
        return model

    study, usual, moved = Experiment(build, patients), {"epochs": 10, "validation_batch_size": 89}, []
    for seed in SEEDS:
        first, after = (
            study.run({"first": first, "draw": seed, **usual}, seed=seed).final("val_loss")
            for first in (True, False)
        )
        moved.append(first / after - 1)
    assert min(moved) < 0 < max(moved) and max(map(abs, moved)) < 0.02, moved


@claim("08", "Without a penalty, evaluate and your own sum agree.")
@claim("08", "The penalty is part of the loss, in fit and in evaluate.")
@claim("08", "a metric holds no penalty")
@claim("08", "batch_size is innocent; the last, smaller batch is weighted by its rows.")
@claim("08", "In Keras 3 all compiled metrics share the one name compile_metrics.")
def test_losses():
    x, y = lesson().x_val, lesson().y_val
    digits = Experiment(lesson().build_l2, lesson().x_train[:500], lesson().y_train[:500])
    for seed in SEEDS:
        for l2 in (0.0, 0.01):
            run = digits.run({"l2": l2, "epochs": 1}, seed=seed)
            excess = run.final("loss") - run.final("cross_entropy")
            assert (excess > 0.2) if l2 else abs(excess) < 1e-5, (seed, l2, excess)
    model = run.model
    scores = model.evaluate(x, y, return_dict=True, verbose=0)
    by_hand = -np.log(model(x).numpy()[np.arange(len(y)), y]).mean()
    assert np.isclose(scores["cross_entropy"], by_hand, rtol=1e-4)
    assert np.isclose(scores["loss"] - by_hand, float(sum(model.losses)), rtol=1e-3)
    assert np.isclose(model.evaluate(x, y, batch_size=7, verbose=0)[0], scores["loss"], rtol=1e-5)
    assert model.metrics_names == ["loss", "compile_metrics"]


@claim("08", "Keras takes its 64 pixels for 64 samples.")
@claim("08", "from a model that predicts for the first time, it names (32,), the first batch of them")
@claim("08", "argmax may read either: softmax keeps the order.")
@claim("08", "logit > 0.5 asks for a probability of 0.62")
@claim("08", "evaluate says the model is good, your own comparison says it guesses.")
@claim("08", "Each pass through it shuffles anew.")
@claim("08", "The weights are kept to the last bit.")
@claim("08", "Without its scaling the loaded model loses many digits, and raises no error.")
def test_predict_and_save(tmp_path):
    here = lesson()
    x, y = 16 * here.x_test, here.y_test
    scale = StandardScaler().fit(16 * here.x_train)
    digits = Experiment(here.build, scale.transform(16 * here.x_train), here.y_train)
    for seed in SEEDS:
        model = digits.run({"epochs": 3}, seed=seed).model
        p = model(scale.transform(x)).numpy()
        assert np.array_equal(np.log(p + 1e-30).argmax(axis=1), p.argmax(axis=1))
        good = np.mean(p.argmax(axis=1) == y)
        rows = tf.data.Dataset.from_tensor_slices((scale.transform(x), y)).shuffle(180, seed=seed).batch(60)
        labels = np.concatenate([label.numpy() for _, label in rows])
        agree = np.mean(np.concatenate([model(row).numpy() for row, _ in rows]).argmax(axis=1) == labels)
        assert good > 0.9 and agree < 0.25, (seed, good, agree)
        model.save(tmp_path / "digits.keras")
        loaded = keras.models.load_model(tmp_path / "digits.keras")
        assert np.array_equal(loaded(scale.transform(x)).numpy(), p), seed
        assert np.mean(loaded(x).numpy().argmax(axis=1) == y) < good - 0.1, seed
    assert np.isclose(1 / (1 + np.exp(-0.5)), 0.62, atol=0.005)
    with pytest.raises(ValueError, match=r"incompatible shape \(32,\)"):
        model.predict(here.x_test[0], verbose=0)
    model.predict(here.x_test, verbose=0)
    with pytest.raises(ValueError) as error:
        model.predict(here.x_test[0], verbose=0)
    assert "64" not in str(error.value) and "(32,)" not in str(error.value)


@pytest.fixture(scope="module")
def pumps():
    """By seed: labels to choose on, labels of the test, and for 5 and 60 epochs the probabilities of both."""
    study = Experiment(lesson().build_pump, lambda draw=0: lesson().pumps(draw)[0])
    found = []
    for seed in SEEDS:
        _, (x_val, y_val), (x_test, y_test) = lesson().pumps(seed)
        models = {e: study.run({"epochs": e, "draw": seed}, seed=seed).model for e in (5, 60)}
        p = {epochs: [model(x).numpy() for x in (x_val, x_test)] for epochs, model in models.items()}
        found.append((y_val.ravel(), y_test.ravel(), p))
    return found


@claim("08", "About one in six does.")
@claim("08", "Fewer alarms: surer ones, and fewer finds.")
@claim("08", "compares each prediction with each label, a million pairs, without an error")
@claim("08", "The familiar 0.5 costs about twice as much as the cheapest threshold.")
@claim("08", "Ten visits are worth one dry cellar.")
def test_thresholds(pumps):
    for seed, (y, y_test, p) in enumerate(pumps):
        of_val, of_test = p[5]
        assert 0.1 < y.mean() < 0.24, seed
        low, high = (of_val.ravel() >= threshold for threshold in (0.2, 0.6))
        assert precision_score(y, high) > precision_score(y, low) + 0.1, seed
        assert recall_score(y, high) < recall_score(y, low) - 0.2, seed
        crossed = (of_val > 0.5) == y
        assert crossed.shape == (1000, 1000), seed
        assert crossed.mean() < np.mean((of_val.ravel() > 0.5) == y) - 0.05, seed
        costs = lesson().costs_on(y, of_val)
        cheapest = min(costs, key=costs.get)
        assert cheapest <= 0.2 and costs[0.1] < 0.8 * min(costs[0.5], costs[0.9]), (seed, cheapest)
        assert 1.6 < costs[0.5] / costs[cheapest] < 2.9, (seed, costs)
        by_formula = lesson().cost(y_test, of_test.ravel() >= 1 / 11)
        assert by_formula < 0.75 * lesson().cost(y_test, of_test.ravel() >= 0.5), seed


@claim("08", "After 5 epochs the points lie near the diagonal.")
@claim("08", "what the model calls nearly certain comes true clearly less often")
@claim("08", "It was sure of its training rows, and stays sure on new ones.")
@claim("08", "Accuracy hardly changes, so it cannot warn you. The loss does")
@claim("08", "Whoever trusts the long training with the formula of 1/11 pays more.")
def test_calibration(pumps):
    gaps, dearer = [], []
    for seed, (y, _, p) in enumerate(pumps):
        said, came, error = bands(y, p[5][0].ravel())
        assert np.all(abs(said - came) < 3 * error + 0.05), (seed, said, came)
        late = p[60][0].ravel()
        sure = late > 0.8
        gaps.append(late[sure].mean() - y[sure].mean())
        assert late[sure].mean() > 0.9, seed
        right = {epochs: np.mean((p[epochs][0].ravel() > 0.5) == y) for epochs in p}
        loss = {epochs: log_loss(y, p[epochs][0].ravel()) for epochs in p}
        assert abs(right[60] - right[5]) < 0.03 and loss[60] > 1.15 * loss[5], (seed, right, loss)
        early_cost, late_cost = (lesson().cost(y, p[e][0].ravel() >= 1 / 11) for e in (5, 60))
        dearer.append(late_cost / early_cost)
    assert min(gaps) > 0.02 and np.mean(gaps) > 0.15, gaps
    assert min(dearer) > 1 and np.mean(dearer) > 1.2, dearer
