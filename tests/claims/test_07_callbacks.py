"""What lesson 07 says that callbacks do to a training, on ten seeds each, with the lesson's own cells."""

import atexit
import shutil
from functools import cache, partial

from course_utils.run import Experiment

import keras
import numpy as np
import pytest
from by_hand import by_hand
from claim import SEEDS, claim, lesson_cells

lesson = lesson_cells(
    "07-callbacks", "build", "keep-best", "keep-callbacks", "recipe-callbacks", "gradient-norm"
)
atexit.register(shutil.rmtree, lesson.folder)
ROWS = {"few": (lesson.x_few, lesson.y_few), "all": (lesson.x_train, lesson.y_train)}
K = keras.callbacks


class Late(lesson.GradientNorm):
    """Measures only the last ten epochs, to save time."""

    def on_epoch_end(self, epoch, logs=None):
        if epoch >= 20:
            super().on_epoch_end(epoch, logs)


CALLBACKS = {
    "stop": partial(K.EarlyStopping, restore_best_weights=True),
    "lower": partial(K.ReduceLROnPlateau, patience=1, factor=0.1),
    "recipe": lambda **patiences: lesson.recipe(**patiences)[:2],
    "norm": lambda: Late(*ROWS["few"]),
}


def build():
    """The lesson's, without what only costs time here: its parameter learning_rate, which would ask for a
    model of its own for each rate, and the metric, which changes no weight.
    """
    model = lesson.build()
    model.compile(optimizer=model.optimizer, loss=model.loss)
    return model


def rows_of(rows):
    return ROWS[rows]


def callbacks_of(callback, knobs):
    return CALLBACKS[callback](**dict(knobs))


VALIDATION = lesson.x_val, lesson.y_val
# One for all that can share it: the model is traced once, and a seed's first weights are drawn once.
everything = Experiment(build, rows_of, validation_data=VALIDATION, callbacks=callbacks_of)
# ModelCheckpoint looks at each batch, and so has to wait for each.
keeping = Experiment(build, *ROWS["few"], validation_data=VALIDATION, callbacks=lesson.keep)
ONE_BATCH = {"validation_batch_size": len(lesson.x_val)}  # the same loss, sooner


@cache
def _runs(callback, knobs, settings):
    wanted = {"callback": callback, "knobs": knobs, **ONE_BATCH, **dict(settings)}
    return [everything.run(wanted, seed=seed) for seed in SEEDS]


def runs(rows, callback, knobs=(), **settings):
    """The run of each seed, trained when first asked for."""
    return _runs(callback, tuple(dict(knobs).items()), tuple({"rows": rows, **settings}.items()))


@cache
def model():
    """One for all that needs a model and no training, or other weights than those it has."""
    return lesson.build()


def loss_now():
    """Of the weights that `model()` has, on the validation rows; without evaluate's tracing."""
    losses = keras.losses.sparse_categorical_crossentropy(lesson.y_val, model()(lesson.x_val))
    return float(keras.ops.mean(losses))


def loss_of(run):
    for variable, value in zip(model().variables, run.weights, strict=True):
        variable.assign(value)
    return loss_now()


def close(a, b):
    return np.isclose(a, b, rtol=1e-3)


def new_bests(values):
    return [at + 1 for at, value in enumerate(values) if value == min(values[: at + 1])]


# ------------------------------------------------------------------------------ keep the best
@claim("07", "There was a better model on the way. Nobody kept it.")
@claim("07", "The best weights are in the file. Your model is another one.")
@claim("07", "With val_loss, the rings go down the curve to its lowest point and end there.")
@claim("07", "With loss, nearly every epoch is a new best, up to the last ones: the file holds a model that")
def test_the_file_holds_the_best_and_the_model_the_last():
    for seed in SEEDS:
        wanted = {"epochs": 20, "monitor": "val_loss", "save_best_only": True, **ONE_BATCH}
        run = keeping.run(wanted, seed=seed)
        epochs, losses = lesson.saved(run), run["val_loss"]
        assert epochs == new_bests(losses) and close(loss_of(run), losses[-1])
        model().load_weights(lesson.place("val_loss", True) / f"{epochs[-1]:02d}.weights.h5")
        assert close(loss_now(), min(losses)) and losses[-1] > 1.08 * min(losses)
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
    fresh, trained = lesson.build(), lesson.build()
    for seed in SEEDS:
        rows, updates = slice(18 * seed, 18 * seed + 64), int(trained.optimizer.iterations)
        saver = K.ModelCheckpoint(tmp_path / "a.keras")
        trained.fit(lesson.x_few[rows], lesson.y_few[rows], callbacks=[saver], verbose=0)
        trained.save_weights(tmp_path / "a.weights.h5")
        assert int(keras.models.load_model(tmp_path / "a.keras").optimizer.iterations) == updates + 2
        fresh.load_weights(tmp_path / "a.weights.h5")
        assert int(fresh.optimizer.iterations) == 0
        assert all(map(np.array_equal, fresh.get_weights(), trained.get_weights()))


# ------------------------------------------------------------------------------ patience
def calm():
    return runs("all", "stop", {"patience": 40}, epochs=40, batch_size=128, learning_rate=0.03)


def stopper_after(losses, patience, **knobs):
    """EarlyStopping after a run with these losses, its hooks called by hand; and the epochs of that run."""
    stopper = K.EarlyStopping(patience=patience, **knobs)
    return stopper, by_hand(stopper, losses, model())


def stopped(losses, patience, **knobs):
    return stopper_after(losses, patience, **knobs)[1]


@claim("07", "One epoch without progress is no end of progress.")
@claim("07", "With patience=1 the run ends within its first ten epochs, while the loss is still falling.")
@claim("07", "With 8 it comes close to what all 40 epochs reach.")
def test_patience_must_outlast_the_noise():
    for run in calm():
        losses = run["val_loss"]
        early, late = (losses[: stopped(losses, patience)] for patience in (1, 8))
        assert len(early) <= 10 and min(early) > 1.5 * min(losses) and min(late) < 1.2 * min(losses)


@claim("07", "fit goes on as long as patience epochs lower the loss by more than min_delta")
def test_patience_epochs_must_bring_min_delta():
    for seed in SEEDS:
        draw = np.random.default_rng(seed)
        patience, fall = int(draw.integers(1, 9)), draw.uniform(0.001, 0.1)
        steady = 10 - fall * np.arange(40)
        assert stopped(steady, patience, min_delta=0.95 * patience * fall) == 40
        assert stopped(steady, patience, min_delta=1.05 * patience * fall) == 1 + patience


@claim("07", "With 8 and 0.1 the run ends within 20 epochs")
@claim("07", "the weights that come back have a loss well above the lowest of that very run")
def test_a_gain_below_min_delta_is_not_kept():
    for run in calm():
        stopper, epochs = stopper_after(run["val_loss"], 8, min_delta=0.1)
        lost = run["val_loss"][:epochs]
        assert epochs <= 20 and lost[stopper.best_epoch] > 1.3 * min(lost)


@claim("07", "The weights come back at the end of fit even if nothing was stopped. And the history does not")
def test_restored_although_nothing_was_stopped():
    for run in calm():
        assert run.epochs == 40 and close(loss_of(run), min(run["val_loss"]))
    assert sum(run.final("val_loss") > 1.02 * min(run["val_loss"]) for run in calm()) >= 8


# ------------------------------------------------------------------------------ lowering the rate
def rate_after(losses, **knobs):
    model().optimizer.learning_rate = 1.0
    by_hand(K.ReduceLROnPlateau(**knobs), losses, model())
    return float(model().optimizer.learning_rate)


def lowered(**more):
    return runs("all", "lower", more, epochs=30, learning_rate=0.1)


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
    patiences = {"lower_after": lower_after, "stop_after": stop_after}
    return runs("all", "recipe", patiences, epochs=20, learning_rate=0.1)


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
            model().optimizer.learning_rate = 1.0
            by_hand(K.CallbackList(three[turn:] + three[:turn], model=model()), losses, model())
            files = sorted(file.name[2:] for file in tmp_path.glob(f"{turn}-*"))
            outcomes.append((three[1].stopped_epoch, float(model().optimizer.learning_rate), files))
        assert outcomes[0] == outcomes[1] == outcomes[2]


# ------------------------------------------------------------------------------ the gradient
@claim("07", "With 0.02 the training loss ends far lower, and the gradient stays larger.")
def test_a_large_gradient_beside_a_low_loss():
    slow, fast = (
        runs("few", "norm", epochs=30, learning_rate=rate, validation_freq=30) for rate in (0.002, 0.02)
    )
    for at in SEEDS:
        assert fast[at].final("loss") < 0.5 * slow[at].final("loss")
        assert np.mean(fast[at]["gradient_norm"]) > 1.3 * np.mean(slow[at]["gradient_norm"])
