"""What is known of one finished run."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

FINISHED, STOPPED, ENDED = "finished", "stopped", "ended by a callback"


@dataclass
class Run:
    """One real `model.fit`: its settings, its history and what became of it.

    Attributes:
        settings: all settings of the run by name (`learning_rate`, `epochs`, `units`, …).
        history: exactly `History.history`: a list with one float an epoch for each metric.
        seed: given to `keras.utils.set_random_seed` before `build`, and to the order of the samples.
        seconds: of the fit alone, pauses not counted.
        status: "finished", "stopped" (by hand), or "ended by a callback" before the last epoch.
        warnings: what Keras warned of while it trained, in a background run.
        name: given by the learner, or None.
        number: its place in the table of a lab, from 1; 0 outside one.
        knobs: the settings that are turned, which name the run; empty means all of them.

    Example:
        run = run_fit(build, x_train, y_train, epochs=5, learning_rate=0.01)
        run.final("loss"), run.model.evaluate(x_val, y_val)
    """

    settings: dict
    history: dict[str, list[float]]
    seed: int = 0
    seconds: float = 0.0
    status: str = FINISHED
    warnings: list[str] = field(default_factory=list)
    name: str | None = None
    number: int = 0
    knobs: tuple[str, ...] = ()
    weights: list[np.ndarray] | None = field(default=None, repr=False)
    _rebuild: Callable | None = field(default=None, repr=False)
    _code: Callable | None = field(default=None, repr=False)

    def __getitem__(self, metric: str) -> list[float]:
        """The values of one metric, an epoch each.

        Raises:
            KeyError: the run has no such metric; the message lists those that it has.
        """
        if metric not in self.history:
            recorded = ", ".join(self.history) or "none: no epoch ended"
            raise KeyError(f"This run recorded no {metric!r}. Expected one of: {recorded}.")
        return self.history[metric]

    def final(self, metric: str) -> float:
        """The last value of a metric; nan or inf where the run diverged."""
        values = self[metric]
        return values[-1] if values else float("nan")

    @property
    def epochs(self) -> int:
        """Number of epochs that ended."""
        return max((len(values) for values in self.history.values()), default=0)

    @property
    def weight_bytes(self) -> int:
        """What the kept weights take in memory."""
        return sum(weight.nbytes for weight in self.weights or [])

    @property
    def label(self) -> str:
        """The name that the learner gave, or the settings in one line."""
        named = [name for name in self.knobs or self.settings if name in self.settings]
        parts = [f"{name} {show(self.settings[name])}" for name in named]
        return self.name or ", ".join(parts + ([f"seed {self.seed}"] if self.seed else []))

    @property
    def model(self):
        """A model of its own with this run's final weights, compiled; the optimizer's memory is new.

        Raises:
            RuntimeError: the weights of this run were let go to save memory, or build has changed.
        """
        if self.weights is None or self._rebuild is None:
            raise RuntimeError(
                f"The weights of the run ({self.label}) are no longer kept. Expected one of the latest runs; "
                f"run it again with the same settings."
            )
        model = self._rebuild()
        if [tuple(v.shape) for v in model.variables] != [w.shape for w in self.weights]:
            raise RuntimeError(
                f"build makes another model now than for the run ({self.label}), so its weights do not fit. "
                f"Expected what build reads to be unchanged; run it again."
            )
        for variable, value in zip(model.variables, self.weights, strict=True):
            variable.assign(value)
        return model

    def code(self) -> str:
        """The plain Keras cell that does this run: in a fresh kernel it gives the same training history."""
        if self._code is None:
            raise RuntimeError(
                "This run was made by hand, not by run_fit or FitLab: its program is not known."
            )
        return self._code()


def show(value) -> str:
    """A setting's value as a learner would write it: 0.001, 1e-05, relu, units of a tuple."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, float):
        return f"{value:g}"
    return getattr(value, "__name__", str(value))
