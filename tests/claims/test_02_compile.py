"""What lesson 02 says of losses, optimizers and metrics, on ten seeds each, with the lesson's own cells."""

import warnings
from functools import cache

from course_utils.run import Experiment

import keras
import numpy as np
import pytest
from claim import SEEDS, claim, lesson_cells
from sklearn.metrics import r2_score

CELLS = """imports build one-hot questions share-right logits-build one-unit-build own-loss own-build message
    trial bench-parts optimizers-build rare"""
lesson = lesson_cells("02-compile", *CELLS.split())
X, Y = lesson.x_train, lesson.y_train
SPARSE, CATEGORICAL, BINARY = lesson.losses
FIVE, WHICH, HOT = lesson.formats

from_logits = Experiment(lesson.build_logits, X, Y)
one_unit = Experiment(lesson.build_yes_no, lesson.five_or_more)
own = Experiment(lesson.build_waves, lesson.waves)
walkers = Experiment(lesson.build_with, X, Y)
rare = Experiment(lesson.build_rare, lesson.rare)


def build_pair(layer, loss):
    return lesson.build_small(*lesson.layers[layer], loss)


small = Experiment(build_pair, lambda question: (X, lesson.asked[question]))


@cache
def runs(experiment, **settings):
    return [experiment.run(settings, seed=seed) for seed in SEEDS]


def last(runs, metric="loss", epoch=-1):
    return np.array([run[metric][epoch] for run in runs])


# ------------------------------------------------------------------------------ pairs
@claim("02", "The format of the labels picks the name of the loss, and nothing else.")
def test_whole_numbers_and_one_hot_train_alike():
    whole = runs(small, question=WHICH, layer="10, softmax", loss=SPARSE, epochs=3)
    one_hot = runs(small, question=HOT, layer="10, softmax", loss=CATEGORICAL, epochs=3)
    assert all(np.allclose(a["loss"], b["loss"], atol=1e-4) for a, b in zip(whole, one_hot, strict=True))


# ------------------------------------------------------------------------------ what says nothing
def logits(activation, told, epochs=10):
    return runs(from_logits, activation=activation, from_logits=told, epochs=epochs)


@claim("02", "Its loss comes down as well")
@claim("02", "Yet it ends at several times the loss of the others, and names fewer digits right.")
@claim("02", "a new network should begin near 2.3, and this one begins far above")
def test_forgotten_logits_learn_badly_and_raise_nothing():
    good, forgotten = logits("softmax", False), logits("linear", False)
    assert (last(forgotten) < 0.7 * last(forgotten, epoch=0)).all()
    assert (last(good, "accuracy") > 0.9).all() and (last(forgotten) > 3 * last(good)).all()
    assert (last(forgotten, "accuracy") < last(good, "accuracy") - 0.05).all()
    assert (abs(last(good, epoch=0) - 2.1) < 0.3).all() and (last(forgotten, epoch=0) > 3.5).all()


@claim("02", "The curves are the same to the last digit.")
@claim("02", "finds the logits, and warns you")
def test_softmax_with_from_logits_does_no_harm():
    good, both = logits("softmax", False), logits("softmax", True, 2)
    for one, other in zip(good, both, strict=True):
        assert all(one[name][:2] == other[name] for name in ("loss", "accuracy"))
    linear = np.array([run["loss"] for run in logits("linear", True, 2)])
    assert np.allclose(linear, [run["loss"][:2] for run in good], atol=1e-4)
    with pytest.warns(UserWarning, match="does not represent logits"):
        lesson.build_logits("softmax", True).train_on_batch(X[:32], Y[:32])


@claim("02", "what it cut off has no gradient")
def test_a_logit_outside_0_to_1_has_no_gradient():
    import tensorflow as tf

    for seed in SEEDS:
        outputs = tf.Variable(np.random.default_rng(seed).normal(0, 2, (32, 10)).astype("float32"))
        with tf.GradientTape() as tape:
            loss = keras.losses.SparseCategoricalCrossentropy()(Y[:32], outputs)
        gradient = tape.gradient(loss, outputs).numpy()
        outside = (outputs.numpy() < 0) | (outputs.numpy() > 1)
        assert not gradient[outside].any() and gradient[~outside].all()


@claim("02", "softmax says 1.0 to every image. And its losses are those of the sigmoid, to the last bit.")
@claim("02", "the loss falls, accuracy stands still")
@claim("02", "Half of the digits are 5 or more, and it says yes to all.")
def test_one_softmax_unit_hides_the_network():
    right, wrong = (runs(one_unit, activation=a, labels="0 and 1", epochs=5) for a in ("sigmoid", "softmax"))
    assert all(a["loss"] == b["loss"] for a, b in zip(right, wrong, strict=True))
    assert (last(wrong) < 0.6 * last(wrong, epoch=0)).all() and (last(right, "accuracy") > 0.85).all()
    share = np.mean(Y >= 5)
    assert 0.45 < share < 0.55 and all(np.allclose(run["accuracy"], share) for run in wrong)


@claim("02", "With labels 1 and 2 the loss goes below zero, and far.")
@claim("02", "a cross-entropy below zero means labels outside 0 to 1")
def test_labels_1_and_2_pay_without_end():
    shifted = runs(one_unit, activation="sigmoid", labels="1 and 2", epochs=5)
    assert all(run["loss"][-1] < -10 and (np.diff(run["loss"]) < 0).all() for run in shifted)
    assert (last(shifted, "accuracy") < 0.55).all()
    outputs = np.linspace(0.001, 0.999, 50).astype("float32")
    lowest = [float(keras.losses.binary_crossentropy([y], [p])) for y in (0, 0.5, 1) for p in outputs]
    assert min(lowest) >= 0


@cache
def explained(loss, y_shape):
    x, y = lesson.data.waves()[1]
    found = runs(own, loss=loss, y_shape=y_shape, epochs=10)
    return np.array([r2_score(y, predicted(run.weights, x)) for run in found]), found


def predicted(weights, x, activation="linear"):
    *hidden, kernel, bias = weights
    if hidden:
        x = np.maximum(x @ hidden[0] + hidden[1], 0)
    return np.array(keras.activations.get(activation)((x @ kernel + bias).astype("float32")))


@claim("02", "mse reaches about 0.9 here")
@claim("02", "To please every label at once, each prediction becomes the mean.")
@claim("02", "The loss fell all the same, and then came to rest")
@claim("02", "have their shapes brought into line first")
def test_a_loss_class_of_your_own_broadcasts():
    mse, _ = explained("mse", "(n,)")
    broadcast, found = explained("OwnLoss", "(n,)")
    assert (abs(mse - 0.9) < 0.07).all() and (abs(broadcast) < 0.15).all()
    assert (last(found) < last(found, epoch=0)).all()
    assert (abs(last(found) - last(found, epoch=-3)) < 0.05).all()
    x, y = (part[:32] for part in lesson.waves("(n,)")[0])
    for seed in SEEDS:
        keras.utils.set_random_seed(seed)
        model = lesson.build_waves(lambda y, p: keras.ops.square(y - p))
        aligned, broadcast = y[:, None] - np.array(model(x)), y - np.array(model(x))
        started = float(model.compute_loss(y=y, y_pred=model(x)))
        assert np.isclose(started, np.mean(aligned**2))
        assert not np.isclose(started, np.mean(broadcast**2), rtol=0.01)


# ------------------------------------------------------------------------------ what raises
@claim("02", "compile notes the name; fit looks it up. A misspelt optimizer raises in compile.")
def test_where_a_typing_error_raises():
    model = lesson.build(loss="sparse_categorical_crossentropi")
    with pytest.raises(ValueError, match="Could not interpret loss identifier"):
        model.fit(X[:32], Y[:32], verbose=0)
    with pytest.raises(ValueError, match="adamm"):
        model.compile(optimizer="adamm", loss="mse")


@claim("02", "y has one number for each row")
@claim("02", "it should read target.ndim + 1")
@claim("02", "Received a label value of 10")
def test_the_messages_that_are_decoded():
    def said(loss, y):
        return lesson.message_of(lambda: lesson.build(loss=loss).fit(X, y, verbose=0))

    rank = said(CATEGORICAL, Y)
    assert "same rank (ndim). Received: target.shape=(None,), output.shape=(None, 10)" in rank
    mirrored = said(SPARSE, lesson.one_hot)
    assert "`target.ndim - 1`. Received: target.shape=(None, 10), output.shape=(None, 10)" in mirrored
    long = said(SPARSE, Y + 1)
    assert long.startswith("InvalidArgumentError") and len(long.splitlines()) > 20
    assert "value of 10 which is outside the valid range of [0, 10)" in long


# ------------------------------------------------------------------------------ the bench
LEARN = {
    (FIVE, "10, softmax", SPARSE), (FIVE, "1, sigmoid", BINARY), (WHICH, "10, softmax", SPARSE),
    (HOT, "10, softmax", CATEGORICAL), (HOT, "10, softmax", BINARY),
}  # fmt: skip
LIE = {
    *((question, "1, " + kind, CATEGORICAL) for question in (FIVE, WHICH) for kind in ("sigmoid", "softmax")),
    *((WHICH, "1, " + kind, BINARY) for kind in ("sigmoid", "softmax")), (FIVE, "1, softmax", BINARY),
    (FIVE, "10, linear", SPARSE), (WHICH, "10, linear", SPARSE),
    (HOT, "10, linear", CATEGORICAL), (HOT, "10, linear", BINARY),
}  # fmt: skip


def right_of(question, layer, run):
    return lesson.share_right(lesson.asked[question], predicted(run.weights, X, lesson.layers[layer][1]))


@claim("02", "And 20 raise. Only 5 learn.")
@claim("02", "Of the 16 that raise no error, 11 have learnt nothing")
@claim("02", "0 or 1 with ten softmax units learns")
@claim("02", "one-hot with binary_crossentropy learns")
def test_the_bench_on_every_seed():
    for question, layer, loss in LEARN | LIE:
        if layer == "1, softmax" or (question, layer) == (WHICH, "1, sigmoid"):
            continue  # whatever the weights: the next test
        found = runs(small, question=question, layer=layer, loss=loss, epochs=3)
        right = [right_of(question, layer, run) for run in found]
        learnt = (question, layer, loss) in LEARN
        assert (min(right) > 2 / 3) if learnt else (max(right) < 0.6), (question, layer, loss, right)


@claim("02", "one unit with categorical_crossentropy has a loss of 0 from the first batch")
def test_what_one_unit_cannot_say():
    outputs = np.random.default_rng(0).normal(0, 3, (100, 1)).astype("float32")
    # One number divided by itself: some processors make it 1, some 1 less the last bit.
    assert np.allclose(keras.activations.softmax(outputs), 1, rtol=0, atol=1e-6) and np.mean(Y >= 5) < 0.6
    most_of_two_digits = np.sort(np.bincount(Y))[-2:].sum() / len(Y)  # it says 0 or 1, and y holds ten digits
    assert most_of_two_digits < 0.25
    for seed in SEEDS:
        for layer in ("1, sigmoid", "1, softmax"):
            keras.utils.set_random_seed(seed)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model = build_pair(layer, CATEGORICAL)
                assert float(model.compute_loss(y=Y[:32], y_pred=model(X[:32]))) == pytest.approx(0, abs=1e-6)


@claim("02", "11 have learnt nothing, and Keras warned of 6")
def test_what_raises_and_what_warns():
    every = {(q, layer, loss) for q in lesson.formats for layer in lesson.layers for loss in lesson.losses}
    for pair in every - LEARN - LIE:
        assert lesson.trial(lesson.asked[pair[0]], *lesson.layers[pair[1]], pair[2])[0] == "raises", pair
    assert (len(every), len(LEARN), len(LIE)) == (36, 5, 11)
    warned = {pair for pair in LIE if pair[1] == "1, softmax" or pair[1:] == ("1, sigmoid", CATEGORICAL)}
    assert len(warned) == 6
    for question, layer, loss in LIE:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            build_pair(layer, loss).train_on_batch(X[:8], lesson.asked[question][:8])
        assert bool(caught) == ((question, layer, loss) in warned), (question, layer, loss)


# ------------------------------------------------------------------------------ optimizers
BEST = {"SGD": 1.0, "SGD, momentum": 0.1, "RMSprop": 0.01, "Adam": 0.01}


def walked(name, rate):
    return last(runs(walkers, optimizer=name, learning_rate=rate, epochs=5))


@claim("02", "Read the lowest point of each: they are close together.")
@claim("02", "At the same 0.01, plain SGD is far behind; at its own rate it is not.")
def test_each_at_its_own_rate():
    ends = np.array([walked(name, rate) for name, rate in BEST.items()])
    assert (ends < 0.2).all() and (np.ptp(ends, axis=0) < 0.1).all()
    assert (walked("SGD", 0.01) > 10 * walked("Adam", 0.01)).all()


@claim("02", "The four lowest points do not stand at one rate.")
def test_the_lowest_points_lie_apart():
    assert (walked("SGD", 0.01) > 5 * walked("SGD", BEST["SGD"])).all()
    assert (walked("Adam", 0.01) < 0.2).all() and (walked("SGD", 0.01) > 1.5).all()


# ------------------------------------------------------------------------------ metrics
RARE = {"epochs": 8, "batch_size": 128, "validation_batch_size": 2000, "validation_freq": 8}


def watched(share):
    found = runs(rare, share=share, **RARE)
    return {name: last(found, f"val_{name}") for name in ("accuracy", "recall", "auc")}


@claim("02", "With half of each, validation accuracy is about 0.86.")
@claim("02", "The rarer the yes, the higher the accuracy and the lower the recall.")
@claim("02", "At 2 in 100 the accuracy is 0.98, and of the 40 yeses the network finds fewer than 15.")
@claim("02", "AUC hardly moves.")
def test_accuracy_flatters_where_the_yes_is_rare():
    half, rarest = watched(0.5), watched(0.02)
    assert (abs(half["accuracy"] - 0.86) < 0.02).all() and (abs(rarest["accuracy"] - 0.98) < 0.007).all()
    assert (half["recall"] > 0.8).all() and (rarest["recall"] < 15 / 40).all()
    assert sum(lesson.rare(0.02)[1][1]) == 40 and (abs(rarest["auc"] - half["auc"]) < 0.04).all()


@claim("02", "As you proved in lesson 01, they move no weight: watch as many as you like.")
def test_metrics_move_nothing():
    def build():
        watched = lesson.build_rare()
        model = keras.Model(watched.inputs, watched.outputs)  # the same layers, and no metrics
        model.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy")
        return model

    seen, bare = runs(rare, share=0.02, **RARE), runs(Experiment(build, lesson.rare), share=0.02, **RARE)
    for one, other in zip(seen, bare, strict=True):
        assert "recall" in one.history and "recall" not in other.history
        assert all(np.array_equal(a, b) for a, b in zip(one.weights[:4], other.weights[:4], strict=True))
