"""Route a setting by its name: to `build`, to the data, to the callbacks, to `fit`, or to the optimizer."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field

import keras

# What `fit` takes, but for what a run is made of and for `verbose`, which would print into some other cell.
_NOT_SETTINGS = {"self", "x", "y", "validation_data", "callbacks", "sample_weight", "verbose"}
FIT = [name for name in inspect.signature(keras.Model.fit).parameters if name not in _NOT_SETTINGS]

_SAYS = {
    "build": "build",
    "data": "the data function x",
    "callbacks": "the callbacks function",
    "fit": "fit",
    "optimizer": "the optimizer",
}


@dataclass(frozen=True)
class Routed:
    """Settings sorted by where they go; each part is a dict of keyword arguments."""

    build: dict = field(default_factory=dict)
    data: dict = field(default_factory=dict)
    callbacks: dict = field(default_factory=dict)
    fit: dict = field(default_factory=dict)
    optimizer: dict = field(default_factory=dict)

    @property
    def numbers(self) -> dict:
        """The optimizer's numbers that are part of the traced program: all but the learning rate."""
        return {name: value for name, value in self.optimizer.items() if name != "learning_rate"}


def parameters(function) -> dict[str, inspect.Parameter]:
    """The named parameters of a function; empty for anything that is not a function."""
    if not callable(function):
        return {}
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return {n: p for n, p in inspect.signature(function).parameters.items() if p.kind in kinds}


def optimizer_numbers(optimizer: keras.optimizers.Optimizer) -> list[str]:
    """Names of the optimizer's settings that hold a number, or nothing yet, such as `clipnorm`."""
    config = optimizer.get_config()
    numbers = [name for name, value in config.items() if value is None or isinstance(value, (int, float))]
    return ["learning_rate", *(n for n in numbers if n != "learning_rate" and hasattr(optimizer, n))]


class Router:
    """Knows what each function of an experiment accepts; the first match in the order of `Routed` wins."""

    def __init__(self, build: Callable, x, callbacks):
        self._parameters = {
            "build": parameters(build),
            "data": parameters(x),
            "callbacks": parameters(callbacks),
        }
        self._accepts: dict[str, list[str]] = {
            place: list(names) for place, names in self._parameters.items()
        }
        self._accepts["fit"] = FIT
        self._accepts["optimizer"] = []

    def meet(self, optimizer: keras.optimizers.Optimizer) -> None:
        """Learn the optimizer's numbers, which are known once `build` has been called."""
        self._accepts["optimizer"] = optimizer_numbers(optimizer)

    def sort(self, settings: dict, known_optimizer: bool = True) -> Routed:
        """Sort settings by their place.

        Args:
            settings: values by name.
            known_optimizer: False before `meet`: what nothing else accepts is then left out, not refused.

        Raises:
            TypeError: a name that nothing accepts, or a parameter without default that is missing.
        """
        places = {name: self._place(name) for name in settings}
        unknown = [name for name, place in places.items() if place is None]
        if unknown and known_optimizer:
            raise TypeError(self._refusal(unknown[0]))
        sorted_ = {p: {n: settings[n] for n in settings if places[n] == p} for p in self._accepts}
        for place, known in self._parameters.items():
            missing = [n for n, p in known.items() if p.default is p.empty and n not in sorted_[place]]
            if missing:
                raise TypeError(
                    f"{_SAYS[place]} needs {missing[0]!r}, and no value was given. Expected "
                    f"{missing[0]}=[value, value, …] for a slider or {missing[0]}=value for a fixed setting; "
                    f"or give the parameter a default in the function."
                )
        return Routed(**sorted_)

    def _place(self, name: str) -> str | None:
        return next((place for place, names in self._accepts.items() if name in names), None)

    def _refusal(self, name: str) -> str:
        accepted = [
            f"  {_SAYS[place]}: {', '.join(names)}" for place, names in self._accepts.items() if names
        ]
        return (
            f"Nothing accepts the setting {name!r}. Expected one of these names:\n"
            + "\n".join(accepted)
            + "\n"
            f"Correct the name, or give build a parameter {name!r}."
        )
