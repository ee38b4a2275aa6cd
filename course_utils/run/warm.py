"""Models that have been traced once and are rewound for each run, so that a rerun pays no tracing."""

import contextlib
import inspect
import random
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

import keras
import numpy as np
import tensorflow as tf

# Keras reads and writes one global seed; two threads that seed and build at once would mix their numbers.
_SEEDING = threading.RLock()

# A chunk of batches is one call into TensorFlow, and nothing can stop it. So long may it take.
_CHUNK_SECONDS = 0.1


@contextlib.contextmanager
def seeded(seed: int):
    """As after `keras.utils.set_random_seed(seed)`; Python's and NumPy's own sequences go on afterwards."""
    with _SEEDING:
        python, numpy = random.getstate(), np.random.get_state()
        keras.utils.set_random_seed(seed)
        try:
            yield
        finally:
            random.setstate(python)
            np.random.set_state(numpy)


def build_compiled(build: Callable, arguments: dict) -> keras.Model:
    """Call the learner's `build` and look at what came back.

    Raises:
        TypeError: no Keras model came back, or one that was not compiled.
    """
    model = build(**arguments)
    if not isinstance(model, keras.Model):
        hint = " Does it end with `return model`?" if model is None else ""
        raise TypeError(f"build must return a compiled Keras model, got {type(model).__name__}.{hint}")
    if getattr(model, "optimizer", None) is None:
        raise TypeError(
            "build returned a model that is not compiled. Expected a compiled one: call "
            "model.compile(optimizer=…, loss=…) inside build, before `return model`."
        )
    return model


def freeze(value) -> Hashable:
    """Something hashable that is equal for equal settings."""
    if isinstance(value, dict):
        return tuple(sorted((str(k), freeze(v)) for k, v in value.items()))
    if isinstance(value, (list, tuple)):
        return tuple(freeze(v) for v in value)
    if isinstance(value, np.ndarray):
        return (value.shape, value.dtype.str, hash(value.tobytes()))
    try:
        hash(value)
    except TypeError:
        return id(value)
    return (type(value).__name__, value)


def world_of(function: Callable) -> Hashable:
    """What a function reads from around it; a warm model is used again only while this is unchanged."""
    inner = getattr(function, "__func__", function)
    if not inspect.isfunction(inner):
        return id(function)
    seen = inspect.getclosurevars(inner)
    outside = {**seen.globals, **seen.nonlocals}
    return (id(inner.__code__), freeze({n: _token(v) for n, v in outside.items()}))


def _token(value) -> Hashable:
    plain = (bool, int, float, str, bytes, type(None), tuple, list, dict)
    return freeze(value) if isinstance(value, plain) else id(value)


class WarmModel:
    """One model, traced once; `rewind` sets it back to what `build` gives for a seed."""

    def __init__(self, build: Callable, arguments: dict, numbers: dict, keep_batches: bool):
        self._build, self._arguments, self._numbers = build, arguments, numbers
        self._keep_batches = keep_batches
        self._starts: dict[int, list[np.ndarray]] = {}
        self._model: keras.Model | None = None

    def look(self) -> keras.Model:
        """The model as it is, to look at its optimizer."""
        if self._model is None:
            self._model = build_compiled(self._build, self._arguments)
        return self._model

    def fresh(self, sample) -> keras.Model:
        """A new model from `build`, with the optimizer's numbers set and every variable made.

        Args:
            sample: a few rows of x, to make the variables of a model without an Input.
        """
        model = build_compiled(self._build, self._arguments)
        for name, value in self._numbers.items():
            setattr(model.optimizer, name, value)
        if not model.built and sample is not None:
            model(sample)
        model.optimizer.build(model.trainable_variables)
        return model

    def rewind(self, seed: int, sample) -> keras.Model:
        """The model with the variables that `set_random_seed(seed); build()` gives, and a new optimizer."""
        if seed not in self._starts:
            fresh = self.fresh(sample)
            self._starts[seed] = [variable.numpy() for variable in _state(fresh)]
            if len(self._starts) == 1:
                self._model = fresh
                self._choose_steps(sample)
        for variable, value in zip(_state(self._model), self._starts[seed], strict=True):
            variable.assign(value)
        return self._model

    def _choose_steps(self, sample) -> None:
        """Let TensorFlow run as many batches at a time as Stop can wait for; it changes no number."""
        model = self._model
        if self._keep_batches or sample is None or model.run_eagerly or model.steps_per_execution != 1:
            return
        # A step is forward, backward and update: about three forward passes of a graph.
        step = 3 * _seconds_of_forward(model, sample)
        model.steps_per_execution = max(1, int(_CHUNK_SECONDS / step))


def _seconds_of_forward(model: keras.Model, sample) -> float:
    forward = tf.function(lambda batch: model(batch, training=False))
    forward(sample)
    began = time.perf_counter()
    for _ in range(3):
        forward(sample)
    return (time.perf_counter() - began) / 3


def _state(model: keras.Model) -> list:
    return [*model.variables, *model.optimizer.variables]


class WarmModels:
    """The most recently used warm models, by the settings that need another model."""

    def __init__(self, build: Callable, most: int = 8):
        self._build, self._most = build, most
        self._models: OrderedDict[Hashable, WarmModel] = OrderedDict()

    def get(self, arguments: dict, numbers: dict, keep_batches: bool) -> WarmModel:
        """The warm model for these arguments of `build` and numbers of the optimizer, made if need be."""
        key = (world_of(self._build), freeze(arguments), freeze(numbers), keep_batches)
        if key not in self._models:
            self._models[key] = WarmModel(self._build, arguments, numbers, keep_batches)
        self._models.move_to_end(key)
        while len(self._models) > self._most:
            self._models.popitem(last=False)
        return self._models[key]
