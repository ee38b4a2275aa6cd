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
    """Knows what each function of an experiment accepts; the first match in the order of `Routed` wins.

    Args:
        build, x, callbacks: the functions, or what stands in their place.
    """

    def __init__(self, build: Callable, x, callbacks):
        self._parameters = {
            "build": parameters(build),
            "data": parameters(x),
            "callbacks": parameters(callbacks),
        }

    def sort(self, settings: dict, optimizer: keras.optimizers.Optimizer | None = None) -> Routed:
        """Sort settings by their place.

        Args:
            settings: values by name.
            optimizer: the one that `build` compiles with. While it is not known, what nothing else accepts is
                left out, not refused.

        Raises:
            TypeError: a name that nothing accepts, or a parameter without default that is missing.
        """
        accepts = {place: list(known) for place, known in self._parameters.items()}
        accepts |= {"fit": FIT, "optimizer": optimizer_numbers(optimizer) if optimizer is not None else []}
        places = {name: next((p for p, names in accepts.items() if name in names), None) for name in settings}
        unknown = [name for name, place in places.items() if place is None]
        if unknown and optimizer is not None:
            raise TypeError(_refusal(unknown[0], accepts))
        sorted_ = {p: {n: settings[n] for n in settings if places[n] == p} for p in accepts}
        self._check_complete(sorted_)
        return Routed(**sorted_)

    def _check_complete(self, sorted_: dict[str, dict]) -> None:
        for place, known in self._parameters.items():
            missing = [n for n, p in known.items() if p.default is p.empty and n not in sorted_[place]]
            if missing:
                raise TypeError(
                    f"{_SAYS[place]} needs {missing[0]!r}, and no value was given. Expected "
                    f"{missing[0]}=[value, value, …] for a slider or {missing[0]}=value for a fixed setting; "
                    f"or give the parameter a default in the function."
                )


def _refusal(name: str, accepts: dict[str, list[str]]) -> str:
    names = [f"  {_SAYS[place]}: {', '.join(known)}" for place, known in accepts.items() if known]
    return (
        f"Nothing accepts the setting {name!r}. Expected one of these names:\n" + "\n".join(names) + "\n"
        f"Correct the name, or give build a parameter {name!r}."
    )
