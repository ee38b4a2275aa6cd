"""A build function, data and callbacks, on which the real `model.fit` is run again and again."""

import time
from collections.abc import Callable, Hashable
from functools import partial

from course_utils.run import inputs
from course_utils.run.building import seeded
from course_utils.run.given import Given
from course_utils.run.program import Program
from course_utils.run.record import ENDED, FINISHED, STOPPED, Run
from course_utils.run.settings import Routed, Router
from course_utils.run.warm import WarmModels
from course_utils.run.watch import Watch, never, nothing, sees_batches
from course_utils.run.world import freeze, plain_globals, world_of


class Experiment:
    """What stays the same between runs; `run` does one, and keeps the traced model for the next.

    Args:
        build, x, y, validation_data, callbacks, sample_weight: as for `run_fit`.
        program: how the learner wrote all this, for `Run.code`; None when that does not matter.

    Raises:
        TypeError, ValueError: at once, when what was given cannot be trained on.
    """

    def __init__(
        self,
        build: Callable,
        x,
        y=None,
        *,
        validation_data=None,
        callbacks=None,
        sample_weight=None,
        program: Program | None = None,
    ):
        self.given = Given(build, x, y, validation_data, callbacks, sample_weight)
        self.program = program
        self._router = Router(build, x, callbacks)
        self._globals = plain_globals(self.given.functions)
        self._models = WarmModels(build)

    def check(self, settings: dict) -> Routed:
        """Sort the settings by what accepts them; builds a model once, to know its optimizer.

        Raises:
            TypeError: a name that nothing accepts; a value that is missing; no compiled model from `build`.
        """
        optimizer = self._models.optimizer(self._router.sort(settings).build)
        routed = self._router.sort(settings, optimizer)
        schedule = optimizer.get_config().get("learning_rate")
        if "learning_rate" in routed.optimizer and isinstance(schedule, dict):
            raise TypeError(
                f"learning_rate cannot be a setting here: build compiles with the schedule "
                f"{schedule['class_name']}, which sets it at each step. Expected a number in the optimizer; "
                f"or give build a parameter that the schedule uses."
            )
        return routed

    def key(self, settings: dict, seed: int) -> Hashable:
        """Equal for runs that would be the same run."""
        return (freeze(settings), seed, tuple(world_of(function) for function in self.given.functions))

    def run(
        self,
        settings: dict,
        *,
        seed: int = 0,
        on_epoch: Callable = nothing,
        on_batch: Callable = nothing,
        should_stop: Callable[[], bool] = never,
    ) -> Run:
        """One real `model.fit`; see `run_fit`. One thread at a time may call it."""
        routed = self.check(settings)
        train, validation = self.given.data(routed)
        callbacks = self.given.fresh_callbacks(routed)
        watch = Watch(on_epoch, on_batch, should_stop)
        # Without arrays, or with steps that the learner counts, the number of batches is not ours to group.
        keep_batches = (
            sees_batches(callbacks) or not inputs.is_arrays(train) or "steps_per_epoch" in routed.fit
        )
        warm = self._models.get(routed.build, routed.numbers, keep_batches)
        sample = inputs.first_batch(train, routed.fit.get("batch_size"))
        changed = self._changed_globals()
        with seeded(seed, draws=not (inputs.is_arrays(train) and warm.knows(seed))):
            model = warm.rewind(seed, sample)
            warm.expect(inputs.ranks(train, validation))
            if callable(self.given.x) and not inputs.is_arrays(train):
                train, validation = self.given.data(
                    routed
                )  # a Dataset's shuffle takes the seed of this moment
            if "learning_rate" in routed.optimizer:
                model.optimizer.learning_rate = routed.optimizer["learning_rate"]
            arguments = inputs.fit_arguments(train, validation, routed.fit, seed)
        began = time.perf_counter()
        result = model.fit(**arguments, callbacks=[*callbacks, watch], verbose=0)
        return Run(
            settings=dict(settings),
            history={name: [float(v) for v in values] for name, values in result.history.items()},
            seed=seed,
            seconds=time.perf_counter() - began,
            status=_status(watch, result.epoch, routed.fit),
            weights=[variable.numpy() for variable in model.variables],
            _rebuild=partial(warm.recipe.fresh, sample),
            _code=self.program and partial(self.program.cell, self.given, routed, seed, changed),
        )

    def _changed_globals(self) -> dict:
        """What the functions read now, where it differs from the time when this experiment was made."""
        now = plain_globals(self.given.functions)
        return {n: v for n, v in now.items() if n in self._globals and freeze(self._globals[n]) != freeze(v)}


def _status(watch: Watch, epochs: list[int], fit: dict) -> str:
    if watch.stopped:
        return STOPPED
    return FINISHED if len(epochs) + fit.get("initial_epoch", 0) >= fit.get("epochs", 1) else ENDED


def run_fit(
    build: Callable,
    x,
    y=None,
    *,
    validation_data=None,
    callbacks=None,
    sample_weight=None,
    seed: int = 0,
    on_epoch: Callable = nothing,
    should_stop: Callable[[], bool] = never,
    **settings,
) -> Run:
    """Run one real `model.fit` and return all that is known of it.

    The model is what `build` returns. Every further keyword is a setting, routed by its name: a parameter of
    `build`, of `x` (when it is a function), of `callbacks` (when it is a function), an argument of `fit`
    (`epochs`, `batch_size`, …) or a number of the optimizer (`learning_rate`, `momentum`, …). The first match
    in this order wins.

    Args:
        build: a function that returns a compiled Keras model.
        x: as `fit` takes it: an array of shape (samples, …), a Dataset, …; or a function that returns
            (x, y), ((x, y), (x_val, y_val)), or a Dataset. A Dataset that shuffles goes on where it stopped
            in the run before; one from a function is made anew.
        y: labels of shape (samples, …); None when `x` brings them.
        validation_data: as `fit` takes it.
        callbacks: a list of Keras callbacks, or a function that returns one. A function is better where
            several runs are made: a callback may keep its state from one run to the next.
        sample_weight: as `fit` takes it, shape (samples,).
        seed: given to `keras.utils.set_random_seed` before `build`, and to the order of the samples.
        on_epoch: called with (epoch, logs) after each epoch; `epoch` counts from 0.
        should_stop: asked after each batch, or few batches, whether to stop; the run is kept as "stopped".
        **settings: the defaults are those of `fit`: epochs=1, batch_size=32.

    Returns:
        A `Run`; its `history` is exactly `History.history`.

    Raises:
        TypeError: a setting that nothing accepts; a `build` without a compiled model.
        ValueError: x and y of different lengths; and whatever `fit` itself raises.

    Example:
        run = run_fit(build, x_train, y_train, epochs=5, learning_rate=0.01)
        run.final("loss")
    """
    experiment = Experiment(
        build,
        x,
        y,
        validation_data=validation_data,
        callbacks=callbacks,
        sample_weight=sample_weight,
        program=Program.of_caller(),
    )
    return experiment.run(settings, seed=seed, on_epoch=on_epoch, should_stop=should_stop)
