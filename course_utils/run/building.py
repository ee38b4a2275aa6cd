"""Make a model as the learner's `build` does, with a seed, and with every variable that it will have."""

import contextlib
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

# Keras reads and writes one global seed; two threads that seed and build at once would mix their numbers.
_SEEDING = threading.RLock()


@contextlib.contextmanager
def seeded(seed: int, *, draws: bool = True):
    """As after `keras.utils.set_random_seed(seed)`; Python's and NumPy's own sequences go on afterwards.

    Args:
        seed: of all generators.
        draws: False where nothing is drawn and the seed is only read, as by a Dataset's shuffle. Seeding
            makes TensorFlow forget its kernels, which takes half as long as a short run: once is enough.
    """
    with _SEEDING:
        python, numpy = random.getstate(), np.random.get_state()
        if draws or tf.compat.v1.random.get_seed(0)[0] != seed:
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


@dataclass(frozen=True, eq=False)
class Recipe:
    """How a model is made. It holds no model, so a run may keep it at no cost.

    Attributes:
        build: the learner's function.
        arguments: what it is called with.
        numbers: of the optimizer, by name.
    """

    build: Callable
    arguments: dict
    numbers: dict

    def optimizer(self) -> keras.optimizers.Optimizer:
        """The optimizer that `build` compiles with, to look at."""
        with seeded(0):
            return build_compiled(self.build, self.arguments).optimizer

    def fresh(self, sample) -> keras.Model:
        """A new model from `build`, with the optimizer's numbers set and every variable made.

        Args:
            sample: a few rows of x, to make the variables of a model without an Input.
        """
        with _SEEDING:
            model = build_compiled(self.build, self.arguments)
            for name, value in self.numbers.items():
                setattr(model.optimizer, name, value)
            if not model.built and sample is not None:
                _make_variables(model, sample)
            model.optimizer.build(model.trainable_variables)
        return model


def _make_variables(model: keras.Model, sample) -> None:
    """Call the model once; what it drew at random while it did so is put back, as `fit` draws nothing."""
    before = [(variable, variable.numpy()) for variable in model.variables]
    model(sample)
    for variable, value in before:
        variable.assign(value)
