"""Models that have been traced once and are rewound for each run, so that a rerun pays no tracing."""

import contextlib
import random
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

from course_utils.run import inputs
from course_utils.run.world import freeze, world_of

import keras
import numpy as np
import tensorflow as tf

# Keras reads and writes one global seed; two threads that seed and build at once would mix their numbers.
_SEEDING = threading.RLock()

# A chunk of batches is one call into TensorFlow, and nothing can stop it. So many seconds may it take.
_CHUNK_SECONDS = 0.1


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


class WarmModel:
    """One model, traced once; `rewind` sets it back to what `build` gives for a seed.

    Args:
        build, arguments: the function that makes the model, and what it is called with.
        numbers: of the optimizer, by name.
        keep_batches: whether each batch must be a call of its own.
    """

    def __init__(self, build: Callable, arguments: dict, numbers: dict, keep_batches: bool):
        self._build, self._arguments, self._numbers = build, arguments, numbers
        self._keep_batches = keep_batches
        self._starts: dict[int, list[np.ndarray]] = {}
        self._model: keras.Model | None = None
        self._optimizer: keras.optimizers.Optimizer | None = None
        self._seconds_per_row = 0.0
        self._draws = False
        self._ranks: object = None

    def optimizer(self) -> keras.optimizers.Optimizer:
        """The optimizer that `build` compiles with, to look at."""
        if self._optimizer is None:
            with seeded(0):
                self._optimizer = build_compiled(self._build, self._arguments).optimizer
        return self._optimizer

    def fresh(self, sample) -> keras.Model:
        """A new model from `build`, with the optimizer's numbers set and every variable made.

        Args:
            sample: a few rows of x, to make the variables of a model without an Input.
        """
        with _SEEDING:
            model = build_compiled(self._build, self._arguments)
            for name, value in self._numbers.items():
                setattr(model.optimizer, name, value)
            if not model.built and sample is not None:
                _make_variables(model, sample)
            model.optimizer.build(model.trainable_variables)
        return model

    def rewind(self, seed: int, sample) -> keras.Model:
        """The model with the variables that `set_random_seed(seed); build()` gives, and a new optimizer.

        Call it under `seeded(seed)`.
        """
        if not self._has_start(seed):
            fresh = self.fresh(sample)
            if self._model is None or len(_state(fresh)) != len(_state(self._model)):
                self._model, self._seconds_per_row = fresh, 0.0
                self._draws = _draws_in_tensorflow(fresh, sample)
            self._starts[seed] = [variable.numpy() for variable in _state(fresh)]
        self._group_batches(sample)  # first: it calls the model, which may draw at random
        for variable, value in zip(_state(self._model), self._starts[seed], strict=True):
            variable.assign(value)
        return self._model

    def forget(self) -> None:
        """Give the traced model's memory back; `fresh` still makes a new one."""
        self._model = self._optimizer = None
        self._starts.clear()

    def expect(self, ranks) -> None:
        """Trace anew when the data have other numbers of axes than those of the last run.

        Else TensorFlow generalises what it has traced to arrays of any rank, which Keras' losses refuse. A
        model that was never traced for y of shape (n,) has no trouble with it.

        Args:
            ranks: equal for data that one trace serves.
        """
        if self._ranks not in (None, ranks) and self._model is not None:
            self._model.make_train_function(force=True)
            self._model.make_test_function(force=True)
        self._ranks = ranks

    def knows(self, seed: int) -> bool:
        """Whether a run needs no new seeding: `build` is not called again, and no layer draws by itself."""
        return not self._draws and self._has_start(seed)

    def _has_start(self, seed: int) -> bool:
        # A model may make variables of its own only while it trains.
        return seed in self._starts and len(_state(self._model)) == len(self._starts[seed])

    def _group_batches(self, sample) -> None:
        """Let TensorFlow run as many batches at a time as Stop can wait for; it changes no number."""
        model = self._model
        if self._keep_batches or sample is None or model.run_eagerly:
            return
        first = not self._seconds_per_row
        if first and model.steps_per_execution != 1:
            self._keep_batches = True  # the learner has chosen
            return
        rows, steps_now = inputs.rows(sample), model.steps_per_execution
        # A step costs at most in proportion to its rows: chunks for small batches may be too long for large.
        too_long = steps_now > 1 and self._seconds_per_row * rows * steps_now > 1.5 * _CHUNK_SECONDS
        if first or too_long:
            # It is forward, backward and update: about three forward passes of a graph.
            step = 3 * _seconds_of_forward(model, sample)
            self._seconds_per_row = step / rows
            steps = max(1, int(_CHUNK_SECONDS / step))
            if first or steps < steps_now:
                model.steps_per_execution = steps
                model.make_train_function(force=True)
                model.make_test_function(force=True)


# TensorFlow's own generators, as a graph calls them. Keras' layers draw from variables of the model instead.
_GENERATORS = {
    "RandomStandardNormal", "RandomUniform", "RandomUniformInt", "TruncatedNormal", "RandomShuffle",
    "Multinomial", "RandomGamma", "RandomPoissonV2",
}  # fmt: skip


def _draws_in_tensorflow(model: keras.Model, sample) -> bool:
    """Whether a layer calls `tf.random.…`: such numbers start anew only when TensorFlow is seeded anew."""
    if sample is None or model.run_eagerly:
        return True
    batch = tf.nest.map_structure(tf.convert_to_tensor, sample)
    call = tf.function(lambda rows: model(rows, training=True))
    graph = call.get_concrete_function(batch).graph.as_graph_def()
    inner = [node for function in graph.library.function for node in function.node_def]
    return any(node.op in _GENERATORS for node in [*graph.node, *inner])


def _make_variables(model: keras.Model, sample) -> None:
    """Call the model once; what it drew at random while it did so is put back, as `fit` draws nothing."""
    before = [(variable, variable.numpy()) for variable in model.variables]
    model(sample)
    for variable, value in before:
        variable.assign(value)


def _seconds_of_forward(model: keras.Model, sample) -> float:
    forward = tf.function(lambda batch: model(batch, training=False))
    batch = tf.nest.map_structure(tf.convert_to_tensor, sample)
    forward(batch)
    # The least: the others were disturbed by what else the machine does.
    return min(_seconds_of(lambda: forward(batch)) for _ in range(5))


def _seconds_of(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _state(model: keras.Model) -> list:
    return [*model.variables, *model.optimizer.variables]


class WarmModels:
    """The most recently used warm models, by the settings that need another model."""

    def __init__(self, build: Callable, most: int = 8):
        self._build, self._most = build, most
        self._lock = threading.Lock()
        self._models: OrderedDict[Hashable, WarmModel] = OrderedDict()

    def get(self, arguments: dict, numbers: dict, keep_batches: bool) -> WarmModel:
        """The warm model for these arguments of `build` and numbers of the optimizer, made if need be."""
        key = (world_of(self._build), freeze(arguments), freeze(numbers), keep_batches)
        with self._lock:
            if key not in self._models:
                self._models[key] = WarmModel(self._build, arguments, numbers, keep_batches)
            self._models.move_to_end(key)
            while len(self._models) > self._most:
                self._models.popitem(last=False)
            return self._models[key]

    def optimizer(self, arguments: dict) -> keras.optimizers.Optimizer:
        """The optimizer that `build` compiles with.

        Raises:
            TypeError: `build` returns no compiled model.
        """
        return self.get(arguments, {}, keep_batches=False).optimizer()

    def forget(self) -> None:
        """Give the memory of all models back: a run of theirs may live on, and it needs none of them."""
        with self._lock:
            for model in self._models.values():
                model.forget()
            self._models.clear()
