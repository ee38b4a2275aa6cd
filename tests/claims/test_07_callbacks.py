"""What lesson 07 says of callbacks, on ten seeds each, with the lesson's own cells."""

import shutil
import sys
from functools import cache, partial

from course_utils.run import Experiment

import keras
import numpy as np
import pytest
from claim import SEEDS, claim, lesson_cells

lesson = lesson_cells(
    "07-callbacks",
    *("imports", "build", "keep-best", "keep-callbacks", "recipe-callbacks", "recorder"),
    *("gradient-norm", "interrupt", "board-own", "board-reader"),
)
VALIDATION = lesson.x_val, lesson.y_val
K = keras.callbacks
SMALL = lesson.x_few[:64], lesson.y_few[:64]
few = Experiment(lesson.build, lesson.x_few, lesson.y_few, validation_data=VALIDATION, callbacks=lesson.keep)


@pytest.fixture(scope="module", autouse=True)
def tidy():
    yield
    shutil.rmtree(lesson.folder)


def on_all(callbacks, **settings):
    """The runs of all seeds on all digits, with callbacks from a function without parameters."""
    whole = Experiment(
        lesson.build, lesson.x_train, lesson.y_train, validation_data=VALIDATION, callbacks=callbacks
    )
    return [whole.run(settings, seed=seed) for seed in SEEDS]


def new_bests(values):
    return [at + 1 for at, value in enumerate(values) if value == min(values[: at + 1])]


def loss_of(model):
    """On the validation rows, without the tracing that evaluate would do for each new model."""
    losses = keras.losses.sparse_categorical_crossentropy(lesson.y_val, model(lesson.x_val))
    return float(keras.ops.mean(losses))


def close(a, b):
    return np.isclose(a, b, rtol=1e-3)


@cache
def small_model():
    return lesson.build()


def fit(model, epochs=2, callbacks=(), rows=SMALL, validation=True, **settings):
    watched = {"validation_data": (lesson.x_val[:32], lesson.y_val[:32])} if validation else {}
    return model.fit(*rows, epochs=epochs, callbacks=list(callbacks), verbose=0, **watched, **settings)


def by_hand(callback, losses, model=None):
    """Call the hooks of one fit with these validation losses; return the model."""
    model = model or small_model()
    model.stop_training = False
    callback.set_model(model)
    callback.on_train_begin()
    for epoch, loss in enumerate(losses):
        callback.on_epoch_begin(epoch)
        callback.on_epoch_end(epoch, {"loss": loss, "val_loss": loss})
        if model.stop_training:
            break
    return model


# ------------------------------------------------------------------------------ keep the best
@claim("07", "There was a better model on the way. Nobody kept it.")
@claim("07", "The best weights are in the file. Your model is another one.")
@claim("07", "With val_loss, the rings go down the curve to its lowest point and end there.")
@claim("07", "With loss, nearly every epoch is a new best, up to the last ones: the file holds a model that")
def test_the_file_holds_the_best_and_the_model_the_last():
    for seed in SEEDS:
        run = few.run({"epochs": 20, "monitor": "val_loss", "save_best_only": True}, seed=seed)
        epochs, losses, model = lesson.saved(run), run["val_loss"], run.model
        assert epochs == new_bests(losses) and close(loss_of(model), losses[-1])
        model.load_weights(lesson.place("val_loss", True) / f"{epochs[-1]:02d}.weights.h5")
        assert close(loss_of(model), min(losses)) and losses[-1] > 1.08 * min(losses)
        by_training = new_bests(run["loss"])
        assert len(by_training) >= 15 and by_training[-1] >= 17
        assert losses[by_training[-1] - 1] > 1.08 * min(losses)


@claim("07", "To train on later, take .keras: it brings Adam's state along.")
@claim("07", "A model fresh from build() that loads a .weights.h5 starts with a new one.")
@claim("07", "Keras knows two kinds of file, and tells them by their ending")
def test_what_the_two_files_bring_back(tmp_path):
    for path, weights_only in (("a.h5", True), ("a.keras", True), ("a.ckpt", False)):
        with pytest.raises(ValueError, match="must end in `.keras`" if not weights_only else ".weights.h5"):
            K.ModelCheckpoint(path, save_weights_only=weights_only)
    fresh = lesson.build()
    for seed in SEEDS:
        model, updates = small_model(), int(small_model().optimizer.iterations)
        keras.utils.set_random_seed(seed)
        fit(model, 1, [K.ModelCheckpoint(tmp_path / "a.keras")])
        model.save_weights(tmp_path / "a.weights.h5")
        assert int(keras.models.load_model(tmp_path / "a.keras").optimizer.iterations) == updates + 2
        fresh.load_weights(tmp_path / "a.weights.h5")
        assert int(fresh.optimizer.iterations) == 0
        assert all(map(np.array_equal, fresh.get_weights(), model.get_weights()))


# ------------------------------------------------------------------------------ patience
@cache
def calm():
    stopper = partial(K.EarlyStopping, patience=40, restore_best_weights=True)
    return on_all(lambda: [stopper()], epochs=40, batch_size=128, learning_rate=0.03)


def stopped(losses, patience):
    """How many epochs EarlyStopping trains, its hooks called by hand."""
    stopper = K.EarlyStopping(patience=patience)
    by_hand(stopper, losses)
    return stopper.stopped_epoch + 1 if stopper.stopped_epoch else len(losses)


@claim("07", "One epoch without progress is no end of progress.")
@claim("07", "With patience=1 the run ends within its first ten epochs, while the loss is still falling.")
@claim("07", "With 8 it comes close to what all 40 epochs reach.")
def test_patience_must_outlast_the_noise():
    for run in calm():
        losses = run["val_loss"]
        early, late = (losses[: stopped(losses, patience)] for patience in (1, 8))
        assert len(early) <= 10 and min(early) > 1.5 * min(losses) and min(late) < 1.2 * min(losses)


@claim("07", "The weights come back at the end of fit even if nothing was stopped. And the history does not")
def test_restored_although_nothing_was_stopped():
    for run in calm():
        assert run.epochs == 40 and close(loss_of(run.model), min(run["val_loss"]))
    assert sum(run.final("val_loss") > 1.02 * min(run["val_loss"]) for run in calm()) >= 8


# ------------------------------------------------------------------------------ lowering the rate
def rate_after(losses, **knobs):
    model = small_model()
    model.optimizer.learning_rate = 1.0
    return float(by_hand(K.ReduceLROnPlateau(**knobs), losses, model).optimizer.learning_rate)


def lowered(**more):
    return on_all(lambda: [K.ReduceLROnPlateau(patience=1, factor=0.1, **more)], epochs=30, learning_rate=0.1)


@claim("07", "It can only go down, and noise takes it down.")
@claim("07", "After a dozen epochs the upper line is flat.")
@claim("07", "with a floor under the rate, the same run ends at less than half of its training loss")
@claim("07", "and its lowest validation loss is lower, too")
def test_a_steep_setting_freezes():
    steep, floor = lowered(), lowered(min_lr=0.01)
    for at in SEEDS:
        frozen = steep[at].final("loss")
        assert steep[at].final("learning_rate") < 1e-9 and frozen > 0.9 * steep[at]["loss"][14]
        assert floor[at].final("loss") < 0.5 * frozen
        assert min(floor[at]["val_loss"]) < min(steep[at]["val_loss"])


def cooked(lower_after, stop_after):
    return on_all(lambda: lesson.recipe(lower_after, stop_after)[:2], epochs=20, learning_rate=0.1)


@claim("07", "The impatient one had ended the run before.")
@claim("07", "only where the rate was lowered first, the loss gets down")
@claim("07", "If both are equal, they act in one epoch, and the lower rate is never used.")
def test_the_smaller_patience_acts_first():
    equal, recipe = cooked(6, 6), cooked(2, 6)
    for at in SEEDS:
        assert lesson.times_lowered(equal[at]) == 0 and lesson.times_lowered(recipe[at]) >= 2
        assert equal[at].epochs < 20 and stopped(equal[at]["val_loss"], 3) < equal[at].epochs
        assert min(recipe[at]["val_loss"]) < 0.8 * min(equal[at]["val_loss"])


@claim("07", "After a lowering ReduceLROnPlateau counts from 0 again, EarlyStopping counts on")
@claim("07", "cooldown=5 only delays the fall")
def test_only_a_new_best_sets_a_count_back():
    for seed in SEEDS:
        losses = [1.0, 0.5, *np.random.default_rng(seed).uniform(0.6, 2.0, 28)]
        assert stopped(losses, 6) == 8 and np.isclose(rate_after(losses[:8], patience=2, factor=0.5), 0.5**3)
        assert 1e-7 < rate_after(losses, patience=1, factor=0.1, cooldown=5) < 1e-4


@claim("07", "The order in the list makes no difference here.")
def test_the_recipe_in_any_order(tmp_path):
    for seed in SEEDS:
        losses, outcomes = [*np.random.default_rng(seed).uniform(0.6, 2.0, 20)], []
        for turn in (0, 1, 2):
            path = str(tmp_path / f"{turn}-{{epoch}}.weights.h5")
            saver = K.ModelCheckpoint(path, save_best_only=True, save_weights_only=True)
            three = [K.ReduceLROnPlateau(patience=2, factor=0.5), K.EarlyStopping(patience=5), saver]
            model = small_model()
            model.optimizer.learning_rate = 1.0
            by_hand(K.CallbackList(three[turn:] + three[:turn], model=model), losses, model)
            files = sorted(file.name[2:] for file in tmp_path.glob(f"{turn}-*"))
            outcomes.append((three[1].stopped_epoch, float(model.optimizer.learning_rate), files))
        assert outcomes[0] == outcomes[1] == outcomes[2]


# ------------------------------------------------------------------------------ watching nothing, or too much
@claim("07", "Nothing to compare, so it saves each time.")
@claim("07", "For an unknown name it cannot, and stops. A mode of your own takes this safety net away.")
@claim("07", "And val_loss is always a known name, even without validation data.")
def test_a_misspelt_monitor(tmp_path):
    fit(small_model(), 1)  # from now on it knows its metrics
    for seed in SEEDS:
        losses, path = np.random.default_rng(seed).uniform(0, 2, 4), tmp_path / f"{seed}-{{epoch}}.weights.h5"
        saver = K.ModelCheckpoint(path, "val_acc", mode="max", save_best_only=True, save_weights_only=True)
        with pytest.warns(UserWarning, match="Can save best model only with val_acc available"):
            by_hand(saver, losses)
        assert len(list(tmp_path.glob(f"{seed}-*"))) == 4
        with pytest.raises(ValueError, match="automatically determine"):
            by_hand(K.EarlyStopping("val_acc"), losses)
        for blind in (K.EarlyStopping("val_acc", mode="max"), K.EarlyStopping("val_accuracy")):
            with pytest.warns(UserWarning, match="which is not available"):
                assert not by_hand(blind, losses).stop_training


@claim("07", "EarlyStopping and ReduceLROnPlateau begin anew with each fit.")
@claim("07", "ModelCheckpoint keeps its best as long as the object lives.")
@claim("07", "a new object knows no best, so its first epoch overwrites your file, be it worse")
def test_who_remembers(tmp_path):
    path = tmp_path / "a.weights.h5"
    making = partial(K.ModelCheckpoint, path, save_best_only=True, save_weights_only=True)
    for seed in SEEDS:
        low, high = sorted(np.random.default_rng(seed).uniform(0.1, 2.0, 2))
        stopper, plateau, saver = K.EarlyStopping(patience=2), K.ReduceLROnPlateau(patience=2), making()
        for callback, forgets in ((stopper, True), (plateau, True), (saver, False)):
            by_hand(callback, [low])
            by_hand(callback, [high])
            assert callback.best == (high if forgets else low)
        for known, overwrites in (({}, True), ({"initial_value_threshold": low}, False)):
            path.write_bytes(b"mine")
            by_hand(making(**known), [high])
            assert (path.read_bytes() != b"mine") == overwrites


# ------------------------------------------------------------------------------ hooks
@claim("07", "It leaves out batches, and ends everything properly.")
@claim("07", "lies inside the epoch, before on_epoch_end")
def test_the_order_of_hooks():
    test = ["on_test_begin", "on_test_batch_begin", "on_test_batch_end", "on_test_end", "on_epoch_end"]
    batch = ["on_train_batch_begin", "on_train_batch_end"]
    for seed in SEEDS:
        keras.utils.set_random_seed(seed)
        whole, short = lesson.Recorder(), lesson.Recorder(stop_after=1)
        fit(small_model(), 1, [whole])
        fit(small_model(), 1, [short])
        for tape, batches in ((whole, 2), (short, 1)):
            inside = ["on_epoch_begin", *batch * batches, *test]
            assert tape.calls == ["on_train_begin", *inside, "on_train_end"]


@claim("07", "Within one moment, callbacks are called in the order of your list, and all get the same logs.")
@claim("07", "CSVLogger stands before it, and has written its line already.")
def test_logs_reach_those_who_come_later(tmp_path):
    for seed in SEEDS:
        keras.utils.set_random_seed(seed)
        paths = [tmp_path / name for name in ("before.csv", "after.csv")]
        norm = lesson.GradientNorm(*SMALL)
        listed = [K.CSVLogger(paths[0]), norm, K.CSVLogger(paths[1])]
        assert "gradient_norm" in fit(small_model(), 1, listed).history
        assert ["gradient_norm" in path.read_text() for path in paths] == [False, True]


class Late(lesson.GradientNorm):
    """Measures only the last ten epochs, to save time."""

    def on_epoch_end(self, epoch, logs=None):
        if epoch >= 20:
            super().on_epoch_end(epoch, logs)


@claim("07", "With 0.02 the training loss ends far lower, and the gradient stays larger.")
def test_a_large_gradient_beside_a_low_loss():
    rows = lesson.x_few, lesson.y_few
    seen = Experiment(lesson.build, *rows, callbacks=lambda: [Late(*rows)])
    for seed in SEEDS:
        slow, fast = (seen.run({"epochs": 30, "learning_rate": r}, seed=seed) for r in (0.002, 0.02))
        assert fast.final("loss") < 0.5 * slow.final("loss")
        assert np.mean(fast["gradient_norm"]) > 1.3 * np.mean(slow["gradient_norm"])


@claim("07", "Of a tiny step of plain SGD you know how far the loss falls")
def test_the_norm_foretells_a_small_step():
    for seed in SEEDS:
        keras.utils.set_random_seed(seed)
        model, logs, norm = lesson.build(), {}, lesson.GradientNorm(*SMALL)
        model.compile(optimizer=keras.optimizers.SGD(0.001), loss="sparse_categorical_crossentropy")
        norm.set_model(model)
        norm.on_epoch_end(0, logs)
        before = float(model.compute_loss(y=SMALL[1], y_pred=model(SMALL[0])))
        model.train_on_batch(*SMALL)
        fell = before - float(model.compute_loss(y=SMALL[1], y_pred=model(SMALL[0])))
        assert np.isclose(fell, 0.001 * logs["gradient_norm"] ** 2, rtol=0.02)


# ------------------------------------------------------------------------------ interrupted
@claim("07", "on_train_end was never called, and it puts the best weights back.")
@claim("07", "What works after each epoch is safe: the checkpoint, the lines of the log, and model.history")
@claim("07", "the best weights that it restores are the best of the rest")
@claim("07", "its next fit begins at the same number, so epochs=10 trains nothing, without a word")
def test_an_interruption_and_after(tmp_path):
    for seed in SEEDS:
        backup, path, log = (tmp_path / f"{seed}{end}" for end in ("", ".weights.h5", ".csv"))
        keras.utils.set_random_seed(seed)
        model, tape = small_model(), lesson.Recorder()
        stopper = K.EarlyStopping(patience=20, restore_best_weights=True)
        saver = K.ModelCheckpoint(path, save_best_only=True, save_weights_only=True)
        csv = K.CSVLogger(log)
        guards = [tape, stopper, saver, csv, K.BackupAndRestore(backup)]
        with pytest.raises(KeyboardInterrupt):
            fit(model, 6, [*guards, lesson.Interrupt(epoch=4)])
        csv.csv_file.close()
        assert "on_train_end" not in tape.calls and len(model.history.history["val_loss"]) == 3
        assert not all(map(np.array_equal, model.get_weights(), stopper.best_weights))
        assert path.exists() and len(log.read_text().splitlines()) == 4
        resumed, again = lesson.build(), K.EarlyStopping(patience=20, restore_best_weights=True)
        rest = fit(resumed, 6, [again, K.BackupAndRestore(backup)])
        assert rest.epoch == [3, 4, 5] and again.best == min(rest.history["val_loss"])
        assert fit(resumed, 3, validation=False).epoch == []


# ------------------------------------------------------------------------------ from outside
@claim("07", "This figure was drawn from the files alone")
@claim("07", "without it fit stops with TBNotInstalledError")
def test_event_files_hold_the_curves(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    for seed in SEEDS:
        losses, board = np.random.default_rng(seed).uniform(0, 2, 5), lesson.Board(tmp_path / str(seed))
        by_hand(board, losses)
        for part in ("train", "validation"):
            assert np.allclose(lesson.read_events(tmp_path / str(seed) / part, "epoch_loss"), losses)
    with pytest.raises(Exception, match="TensorBoard is not installed"):
        fit(small_model(), 1, [K.TensorBoard(tmp_path / "keras")])
