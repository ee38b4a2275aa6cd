"""What lesson 07 says of hooks and of what callbacks remember, on ten seeds each, with its own cells."""

import atexit
import shutil
import sys
from functools import cache, partial

import keras
import numpy as np
import pytest
from by_hand import by_hand
from claim import SEEDS, claim, lesson_cells

lesson = lesson_cells(
    "07-callbacks",
    *("build", "keep-best", "recorder", "gradient-norm", "interrupt", "board-reader"),
)
atexit.register(shutil.rmtree, lesson.folder)
K = keras.callbacks


@cache
def model():
    """One for all: what is measured here does not hang on the weights, and to trace a model takes long."""
    keras.utils.set_random_seed(0)
    return lesson.build()


def rows_of(seed):
    """Other 64 rows for each seed: two batches."""
    chosen = np.random.default_rng(seed).choice(len(lesson.x_few), 64, replace=False)
    return lesson.x_few[chosen], lesson.y_few[chosen]


def fit(model, seed, epochs=1, callbacks=(), validation=True):
    watched = {"validation_data": (lesson.x_val[:32], lesson.y_val[:32])} if validation else {}
    return model.fit(*rows_of(seed), epochs=epochs, callbacks=list(callbacks), verbose=0, **watched)


# ------------------------------------------------------------------------------ watching nothing, or too much
@claim("07", "Nothing to compare, so it saves each time.")
@claim("07", "For an unknown name it cannot, and stops. A mode of your own takes this safety net away.")
@claim("07", "And val_loss is always a known name, even without validation data.")
def test_a_misspelt_monitor(tmp_path):
    fit(model(), 0)  # from now on it knows its metrics
    for seed in SEEDS:
        losses, path = np.random.default_rng(seed).uniform(0, 2, 4), tmp_path / f"{seed}-{{epoch}}.weights.h5"
        saver = K.ModelCheckpoint(path, "val_acc", mode="max", save_best_only=True, save_weights_only=True)
        with pytest.warns(UserWarning, match="Can save best model only with val_acc available"):
            by_hand(saver, losses, model())
        assert len(list(tmp_path.glob(f"{seed}-*"))) == 4
        with pytest.raises(ValueError, match="automatically determine"):
            by_hand(K.EarlyStopping("val_acc"), losses, model())
        for blind in (K.EarlyStopping("val_acc", mode="max"), K.EarlyStopping("val_accuracy")):
            with pytest.warns(UserWarning, match="which is not available"):
                assert by_hand(blind, losses, model()) == len(losses)


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
            by_hand(callback, [low], model())
            by_hand(callback, [high], model())
            assert callback.best == (high if forgets else low)
        for known, overwrites in (({}, True), ({"initial_value_threshold": low}, False)):
            path.write_bytes(b"mine")
            by_hand(making(**known), [high], model())
            assert (path.read_bytes() != b"mine") == overwrites


# ------------------------------------------------------------------------------ hooks
@claim("07", "It leaves out batches, and ends everything properly.")
@claim("07", "lies inside the epoch, before on_epoch_end")
def test_the_order_of_hooks():
    test = ["on_test_begin", "on_test_batch_begin", "on_test_batch_end", "on_test_end", "on_epoch_end"]
    batch = ["on_train_batch_begin", "on_train_batch_end"]
    for seed in SEEDS:
        whole, short = lesson.Recorder(), lesson.Recorder(stop_after=1)
        fit(model(), seed, callbacks=[whole])
        fit(model(), seed, callbacks=[short])
        for tape, batches in ((whole, 2), (short, 1)):
            inside = ["on_epoch_begin", *batch * batches, *test]
            assert tape.calls == ["on_train_begin", *inside, "on_train_end"]


@claim("07", "Within one moment, callbacks are called in the order of your list, and all get the same logs.")
@claim("07", "CSVLogger stands before it, and has written its line already.")
def test_logs_reach_those_who_come_later(tmp_path):
    for seed in SEEDS:
        paths = [tmp_path / name for name in ("before.csv", "after.csv")]
        norm = lesson.GradientNorm(*rows_of(seed))
        listed = [K.CSVLogger(paths[0]), norm, K.CSVLogger(paths[1])]
        assert "gradient_norm" in fit(model(), seed, callbacks=listed).history
        assert ["gradient_norm" in path.read_text() for path in paths] == [False, True]


@claim("07", "Of a tiny step of plain SGD you know how far the loss falls")
def test_the_norm_foretells_a_small_step():
    stepped = lesson.build()
    stepped.compile(optimizer=keras.optimizers.SGD(0.001), loss="sparse_categorical_crossentropy")
    starts = []
    for seed in SEEDS:
        keras.utils.set_random_seed(seed)
        starts.append(lesson.build().get_weights())
    for seed, start in zip(SEEDS, starts, strict=True):
        stepped.set_weights(start)
        x, y = rows_of(seed)
        logs, norm = {}, lesson.GradientNorm(x, y)
        norm.set_model(stepped)
        norm.on_epoch_end(0, logs)
        before = float(stepped.compute_loss(y=y, y_pred=stepped(x)))
        stepped.train_on_batch(x, y)
        fell = before - float(stepped.compute_loss(y=y, y_pred=stepped(x)))
        assert np.isclose(fell, 0.001 * logs["gradient_norm"] ** 2, rtol=0.02)


# ------------------------------------------------------------------------------ interrupted
@claim("07", "on_train_end was never called, and it puts the best weights back.")
@claim("07", "What works after each epoch is safe: the checkpoint, the lines of the log, and model.history")
@claim("07", "the best weights that it restores are the best of the rest")
@claim("07", "its next fit begins at the same number, so epochs=10 trains nothing, without a word")
def test_an_interruption_and_after(tmp_path):
    resumed = lesson.build()
    for seed in SEEDS:
        whole = 2 + seed % 2  # epochs before the one that breaks; not always as many as the seed before
        backup, path, log = (tmp_path / f"{seed}{end}" for end in ("", ".weights.h5", ".csv"))
        tape, stopper = lesson.Recorder(), K.EarlyStopping(patience=20, restore_best_weights=True)
        saver = K.ModelCheckpoint(path, save_best_only=True, save_weights_only=True)
        csv, updates = K.CSVLogger(log), int(model().optimizer.iterations)
        guards = [tape, stopper, saver, csv, K.BackupAndRestore(backup)]
        with pytest.raises(KeyboardInterrupt):
            fit(model(), seed, 6, [*guards, lesson.Interrupt(epoch=whole + 1)])
        csv.csv_file.close()
        assert "on_train_end" not in tape.calls and len(model().history.history["val_loss"]) == whole
        assert not all(map(np.array_equal, model().get_weights(), stopper.best_weights))
        assert path.exists() and len(log.read_text().splitlines()) == whole + 1
        again = K.EarlyStopping(patience=20, restore_best_weights=True)
        rest = fit(resumed, seed, 6, [again, K.BackupAndRestore(backup)])
        assert rest.epoch == [*range(whole, 6)] and again.best == min(rest.history["val_loss"])
        assert int(resumed.optimizer.iterations) == updates + 2 * 6  # all epochs, each once
        assert fit(resumed, seed, whole, validation=False).epoch == []


# ------------------------------------------------------------------------------ from outside
@claim("07", "This figure was drawn from the files alone")
@claim("07", "without it fit stops with TBNotInstalledError")
def test_event_files_hold_the_curves(tmp_path, monkeypatch):
    for seed in SEEDS:
        board = tmp_path / str(seed)
        history = fit(model(), seed, 3, [K.TensorBoard(board)]).history
        for part, name in (("train", "loss"), ("validation", "val_loss")):
            assert np.allclose(lesson.read_events(board / part, "epoch_loss"), history[name])
    for name in [name for name in sys.modules if name.partition(".")[0] == "tensorboard"]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(Exception, match="TensorBoard is not installed"):
        fit(model(), 0, callbacks=[K.TensorBoard(tmp_path / "keras")])
