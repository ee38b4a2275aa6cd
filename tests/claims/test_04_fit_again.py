"""What lesson 04 says of a second fit, on ten seeds each, with the lesson's own cells."""

from functools import cache

from course_utils.run import Experiment

import keras
import numpy as np
import pytest
from claim import SEEDS, claim, lesson_cells

lesson = lesson_cells(
    "04-fit-again",
    *("imports", "build", "cases", "few", "web-loop", "mended-loop", "noise-data"),
)
LOSS = "sparse_categorical_crossentropy"
VALIDATION = lesson.x_val, lesson.y_val
WATCHED = {"validation_data": VALIDATION, "validation_batch_size": 360}  # one batch is quicker
MOST = 15  # epochs of the lesson's loops


@cache
def kept(learning_rate):
    return lesson.build(learning_rate=learning_rate)


def new(seed, learning_rate=0.02):
    """A model as build() makes it from this seed: one that was compiled before, set back, which is quick."""
    model = kept(learning_rate)
    keras.utils.set_random_seed(seed)
    model.set_weights(lesson.build().get_weights())
    forget(model.optimizer, learning_rate)
    return model


def forget(optimizer, learning_rate):
    """Make the optimizer what a new one is."""
    for variable in optimizer.variables:
        variable.assign(np.zeros(variable.shape, variable.dtype))
    optimizer.learning_rate = learning_rate


def fit(model, x=lesson.x_few, y=lesson.y_few, **settings):
    return model.fit(x, y, verbose=0, **settings).history


def same(these, those):
    return all(map(np.array_equal, these, those))


def epochs_and_weights(model, turns, epochs, rows=lambda: (lesson.x_few, lesson.y_few), **settings):
    losses = []
    for turn in range(turns):
        of_turn = {"epochs": epochs, "shuffle": settings.get("shuffle", True)}
        if settings.get("numbered"):
            of_turn |= {"initial_epoch": turn, "epochs": turn + 1}
        callbacks = lesson.callbacks_for(settings.get("case"))
        losses += fit(model, *rows(), callbacks=callbacks, **of_turn)["loss"]
    return losses, model.get_weights()


# ------------------------------------------------------------------------------ the second call
@claim("04", "The second curve begins below the end of the first.")
@claim("04", "The updates doubled: the optimizer went on counting, too.")
def test_a_second_fit_goes_on():
    for seed in SEEDS:
        model = new(seed, 0.001)
        first = fit(model, lesson.x_train, lesson.y_train, epochs=5)["loss"]
        second = fit(model, lesson.x_train, lesson.y_train, epochs=1)["loss"]
        assert second[0] < 0.95 * first[-1]
        assert int(model.optimizer.iterations) == 6 * 45


@claim("04", "Nothing that training needs is lost between two calls.")
def test_many_fits_are_one():
    for seed in SEEDS:
        long, short = (epochs_and_weights(new(seed), *how) for how in ((1, 3), (3, 1)))
        assert long[0] == short[0] and same(long[1], short[1])


@claim("04", "LearningRateScheduler asks for the rate of the epoch of this call: always epoch 0.")
@claim("04", "initial_epoch is the number of the first epoch, counted from 0.")
def test_a_scheduler_starts_over_unless_told():
    case = "LearningRateScheduler"
    for seed in SEEDS:
        _, long = epochs_and_weights(new(seed), 1, 2, case=case)
        assert not same(long, epochs_and_weights(new(seed), 2, 1, case=case)[1])
        assert same(long, epochs_and_weights(new(seed), 2, 1, case=case, numbered=True)[1])


@claim("04", "ReduceLROnPlateau compares with the best loss of this call")
def test_plateau_starts_over():
    case = "ReduceLROnPlateau"
    for seed in SEEDS:
        rates = []
        for turns, epochs in ((2, 1), (1, 2)):
            model = new(seed)
            epochs_and_weights(model, turns, epochs, case=case)
            rates.append(float(model.optimizer.learning_rate))
        assert rates[0] == np.float32(0.02) and rates[1] < 0.01


@claim("04", "A Dataset made anew begins its seed anew: the same order of rows in each turn.")
def test_a_new_dataset_repeats_its_order():
    once = lesson.stream()
    for streams, repeats in (((lesson.stream(), lesson.stream()), True), ((once, once), False)):
        orders = [np.concatenate([y for _, y in stream.as_numpy_iterator()]) for stream in streams]
        assert np.array_equal(*orders) == repeats
    for seed in SEEDS:
        stream = {"rows": lambda: (lesson.stream(), None), "shuffle": False}
        ends = [epochs_and_weights(new(seed, 0.001), *how, **stream)[1] for how in ((1, 2), (2, 1))]
        assert not same(*ends)


@claim("04", "nothing is left to do, and Keras does nothing, without a word.")
def test_until_and_not_how_many():
    for seed in SEEDS:
        model = new(seed)
        before = model.get_weights()
        assert fit(model, initial_epoch=10, epochs=10) == {}
        assert same(before, model.get_weights())


# ------------------------------------------------------------------------------ stopping
class Replayed:
    """Stands in for a model in a loop of fit(epochs=1): each call gives the next epoch of one long fit."""

    def __init__(self, losses, weights):
        self.losses, self.weights, self.epoch = losses, weights, 0

    def fit(self, *_, epochs, **__):
        assert epochs == 1
        self.epoch += 1
        return self

    @property
    def history(self):
        return {"val_loss": [self.losses[self.epoch - 1]]}

    def get_weights(self):
        return self.weights[self.epoch - 1]

    def set_weights(self, weights):
        self.epoch = 1 + next(at for at, kept in enumerate(self.weights) if kept is weights)


@pytest.fixture(scope="module")
def stops():
    """By way and seed: the losses and the last weights of the loops and of EarlyStopping, patience 1."""
    loops = {
        "taught": lambda model: lesson.as_often_taught(model, 1, MOST),
        "first step": lambda model: lesson.by_hand(model, 1, False, MOST),
        "second step": lambda model: lesson.by_hand(model, 1, True, MOST),
    }
    found = {}
    for seed in SEEDS:
        model, weights = new(seed), []
        each = keras.callbacks.LambdaCallback(
            on_epoch_end=lambda epoch, logs, model=model, weights=weights: weights.append(model.get_weights())
        )
        losses = fit(model, **WATCHED, epochs=MOST, callbacks=[each])["val_loss"]
        for name, loop in loops.items():
            replayed = Replayed(losses, weights)
            found[name, seed] = loop(replayed), replayed.get_weights()
        for restore in (False, True):
            stopper = keras.callbacks.EarlyStopping("val_loss", patience=1, restore_best_weights=restore)
            model = new(seed)
            stopped = fit(model, **WATCHED, epochs=MOST, callbacks=[stopper])["val_loss"]
            found[f"built in {restore}", seed] = stopped, model.get_weights()
    return found


@claim("04", "One curve, to the last bit, but the loop goes on for longer.")
@claim("04", "And both end higher than they have been.")
def test_the_loop_as_often_taught(stops):
    for seed in SEEDS:
        (taught, _), (built_in, _) = stops["taught", seed], stops["built in False", seed]
        assert len(taught) > len(built_in) and taught[: len(built_in)] == built_in
        assert built_in[-1] > min(built_in) and taught[-1] > min(taught)


@claim("04", "their weights are the same to the last bit")
def test_the_mended_loop_is_early_stopping(stops):
    for seed in SEEDS:
        for mine, theirs in (("first step", "built in False"), ("second step", "built in True")):
            (losses, weights), (their_losses, their_weights) = stops[mine, seed], stops[theirs, seed]
            assert losses == their_losses and same(weights, their_weights)
        assert not same(stops["first step", seed][1], stops["second step", seed][1])


def test_a_real_loop_is_early_stopping():
    model = new(0)
    losses, weights = lesson.by_hand(model, 1, True, MOST), model.get_weights()
    stopper = keras.callbacks.EarlyStopping("val_loss", patience=1, restore_best_weights=True)
    theirs = fit(new(0), validation_data=VALIDATION, epochs=MOST, callbacks=[stopper])
    assert losses == theirs["val_loss"] and same(weights, model.get_weights())


@claim("04", "It never fires.")
@claim("04", "a callback that saves the best model, made anew in each turn, saves the last one, not the best")
def test_inside_the_loop_it_never_fires(tmp_path):
    path, worse = str(tmp_path / "best.weights.h5"), 0
    for seed in SEEDS:
        model, losses = new(seed, 0.3), []  # a rate that bounces
        stopper = keras.callbacks.EarlyStopping("val_loss", patience=1)
        for _ in range(3):
            saver = keras.callbacks.ModelCheckpoint(path, save_best_only=True, save_weights_only=True)
            losses += fit(model, validation_data=VALIDATION, callbacks=[stopper, saver])["val_loss"]
            assert stopper.stopped_epoch == 0
        last = model.get_weights()
        model.load_weights(path)
        assert same(last, model.get_weights())
        worse += losses[-1] > min(losses)
    assert worse


@claim("04", "The training loss falls and falls: the model learns the wrong labels by heart.")
@claim("04", "The validation loss has its lowest point on the way.")
def test_the_few_digits_are_learnt_by_heart():
    plain = Experiment(lesson.build, lesson.x_few, lesson.y_few, validation_data=VALIDATION)
    for seed in SEEDS:
        run = plain.run({"epochs": 2 * MOST, "learning_rate": 0.02}, seed=seed)
        assert run["loss"][MOST - 1] < run["loss"][4] and run["loss"][-1] < 0.7 * run["loss"][MOST - 1]
        assert run.final("val_loss") > 1.1 * min(run["val_loss"])


# ------------------------------------------------------------------------------ compiling again
@claim("04", "Compiled once: a bump in its first epoch.")
@claim("04", "Compiled in each turn: a higher loss in every epoch.")
def test_compiling_again_bumps():
    never, always = [], []
    rows = lesson.x_train, lesson.y_train
    for seed in SEEDS:
        model = new(seed)
        fit(model, *rows, epochs=5)
        weights = model.get_weights()
        never.append(fit(model, *rows, epochs=4)["loss"])
        model.set_weights(weights)
        always.append([])
        for _ in range(4):
            forget(model.optimizer, 0.02)  # what compile does; its first epoch is that of compiling once
            always[-1] += fit(model, *rows)["loss"]
    ratio = np.array(always) / np.array(never)
    assert (ratio[:, 0] > 1.2).all() and np.median(ratio[:, 0]) > 1.4
    assert (ratio > 1.03).all() and (np.median(ratio, axis=0) > 1.3).all()


@claim("04", "The weights belong to the layers; the new Adam has counted no update.")
@claim("04", "Hand over the old optimizer: model.compile(optimizer=model.optimizer, …) keeps its state.")
def test_what_compile_keeps():
    model = lesson.build()
    fit(model, epochs=1)
    weights = model.get_weights()
    state = [variable.numpy() for variable in model.optimizer.variables]
    model.compile(optimizer=model.optimizer, loss=LOSS)
    assert same(state, [variable.numpy() for variable in model.optimizer.variables])
    model.compile(optimizer="adam", loss=LOSS)
    assert same(weights, model.get_weights()) and int(model.optimizer.iterations) == 0


# ------------------------------------------------------------------------------ nothing to learn
@claim("04", "the loss falls, the accuracy climbs above 0.6")
@claim("04", "On fresh coins it stays near 0.5, whatever you do, and the loss ends above that of guessing.")
@claim("04", "The validation loss never gets below 0.68")
def test_coins_are_learnt_by_heart_only():
    settings = {"features": 20, "classes": 2, "learning_rate": 0.005, "epochs": 20}
    coins = Experiment(
        lesson.build, lesson.x_noise, lesson.y_noise, validation_data=(lesson.x_fresh, lesson.y_fresh)
    )
    runs = [coins.run(settings, seed=seed) for seed in SEEDS]
    for run in runs:
        assert run.final("loss") < 0.95 * run["loss"][0] and run.final("accuracy") > 0.61
        assert max(abs(value - 0.5) for value in run["val_accuracy"]) < 0.06
        assert min(run["val_loss"]) > 0.68 and run.final("val_loss") > 0.71


# ------------------------------------------------------------------------------ a fresh start
@claim("04", "set_weights brings the old weights back, but the optimizer remembers updates")
@claim("04", "clear_session() tidies up behind Keras; the model in your hands stays trained.")
def test_half_a_fresh_start():
    for seed in SEEDS:
        model = new(seed)
        first = model.get_weights()
        losses = fit(model, epochs=2)["loss"]
        model.set_weights(first)
        assert int(model.optimizer.iterations) == 16
        assert fit(model, epochs=2)["loss"] != losses
    model = lesson.build()
    fit(model, epochs=1)
    weights = model.get_weights()
    keras.backend.clear_session()
    assert same(weights, model.get_weights()) and int(model.optimizer.iterations) == 8


@claim("04", "New weights, new optimizer, and the same random numbers.")
@claim("04", "For the same draw, set the seed before build().")
def test_a_fresh_start():
    for seed in SEEDS:
        keras.utils.set_random_seed(seed)
        first = lesson.build().get_weights()
        assert not same(first, lesson.build().get_weights())
        keras.utils.set_random_seed(seed)
        assert same(first, lesson.build().get_weights())
    histories = []
    for _ in range(2):
        keras.utils.set_random_seed(0)
        histories.append(fit(lesson.build(), epochs=2)["loss"])
    assert histories[0] == histories[1]
