"""Models that have been traced once and are rewound for each run, so that a rerun pays no tracing."""

import gc
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable

from course_utils.run import inputs
from course_utils.run.building import Recipe
from course_utils.run.world import freeze, world_of

import keras
import numpy as np
import tensorflow as tf

# So many traced models stay in memory, and fewer when their forward passes are long: that of two dense layers
# has 24 operations, that of four LSTMs unrolled over two steps 218.
MOST = 8
MOST_OPERATIONS = 700

# A chunk of batches is one call into TensorFlow, and nothing can stop it. So many seconds may it take.
_CHUNK_SECONDS = 0.1


class WarmModel:
    """One model, traced once; `rewind` sets it back to what `build` gives for a seed.

    Args:
        recipe: how the model is made.
        keep_batches: whether each batch must be a call of its own.
    """

    def __init__(self, recipe: Recipe, keep_batches: bool):
        self.recipe = recipe
        self._keep_batches = keep_batches
        self._starts: dict[int, list[np.ndarray]] = {}
        self._model: keras.Model | None = None
        self.operations = 0  # of TensorFlow in its forward pass; 0 before the first run, and without a graph
        self._seconds_per_row = 0.0
        self._draws = False
        self._ranks: object = None

    def rewind(self, seed: int, sample) -> keras.Model:
        """The model with the variables that `set_random_seed(seed); build()` gives, and a new optimizer.

        Call it under `seeded(seed)`.
        """
        forward = None
        if not self._has_start(seed):
            fresh = self.recipe.fresh(sample)
            if self._model is None or len(_state(fresh)) != len(_state(self._model)):
                self._model, self._seconds_per_row = fresh, 0.0
                forward = _traced(fresh, sample)
                kinds = _operations(forward) if forward else []
                self.operations, self._draws = len(kinds), not kinds or not _GENERATORS.isdisjoint(kinds)
            self._starts[seed] = [variable.numpy() for variable in _state(fresh)]
        self._group_batches(sample, forward)  # first: it calls the model, which may draw at random
        for variable, value in zip(_state(self._model), self._starts[seed], strict=True):
            variable.assign(value)
        return self._model

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

    def _group_batches(self, sample, forward: Callable | None) -> None:
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
            step = 3 * _seconds_of(forward or _traced(model, sample))
            self._seconds_per_row = step / rows
            steps = max(1, int(_CHUNK_SECONDS / step))
            if first or steps < steps_now:
                model.steps_per_execution = steps
                model.make_train_function(force=True)
                model.make_test_function(force=True)


# TensorFlow's own generators: such numbers start anew only when TensorFlow is seeded anew. Keras' layers draw
# from variables of the model instead.
_GENERATORS = {
    "RandomStandardNormal", "RandomUniform", "RandomUniformInt", "TruncatedNormal", "RandomShuffle",
    "Multinomial", "RandomGamma", "RandomPoissonV2",
}  # fmt: skip


def _traced(model: keras.Model, sample) -> Callable | None:
    """The model's forward pass of `sample` as one graph; None for a model that runs without graphs."""
    if sample is None or model.run_eagerly:
        return None
    batch = tf.nest.map_structure(tf.convert_to_tensor, sample)
    return tf.function(lambda: model(batch, training=True)).get_concrete_function()


def _operations(forward: Callable) -> list[str]:
    """The kind of each operation of a graph, those within its functions included."""
    graph = forward.graph.as_graph_def()
    inner = [node for function in graph.library.function for node in function.node_def]
    return [node.op for node in [*graph.node, *inner]]


def _seconds_of(forward: Callable) -> float:
    forward()  # the first call also loads what TensorFlow needs for it
    times = []
    for _ in range(5):
        began = time.perf_counter()
        forward()
        times.append(time.perf_counter() - began)
    return min(times)  # the others were disturbed by what else the machine does


def _state(model: keras.Model) -> list:
    return [*model.variables, *model.optimizer.variables]


_LOCK = threading.RLock()  # the end of an experiment may be noticed while its thread holds it
_RECENT: OrderedDict[Hashable, WarmModel] = OrderedDict()  # of all experiments, the latest used last


class WarmModels:
    """The warm models of one experiment, by the settings that need another model.

    All experiments share the room for them: a lesson has many labs, and the learner turns one of them.
    """

    def __init__(self, build: Callable):
        self._build, self._owner = build, object()
        self._optimizers: dict[Hashable, keras.optimizers.Optimizer] = {}
        weakref.finalize(self, _let_go, self._owner)

    def get(self, arguments: dict, numbers: dict, keep_batches: bool) -> WarmModel:
        """The warm model for these arguments of `build` and numbers of the optimizer, made if need be."""
        key = (self._owner, world_of(self._build), freeze(arguments), freeze(numbers), keep_batches)
        with _LOCK:
            known = key in _RECENT
            if not known:
                _RECENT[key] = WarmModel(Recipe(self._build, arguments, numbers), keep_batches)
            _RECENT.move_to_end(key)
            found, full = _RECENT[key], not known and _too_many()
            while _too_many():
                _RECENT.popitem(last=False)
        if full:
            gc.collect()  # a model and its graphs hold each other; far cheaper than the trace that follows
        return found

    def optimizer(self, arguments: dict) -> keras.optimizers.Optimizer:
        """The optimizer that `build` compiles with, to look at; it has no variables yet.

        Raises:
            TypeError: `build` returns no compiled model.
        """
        key = (world_of(self._build), freeze(arguments))
        if key not in self._optimizers:
            self._optimizers[key] = Recipe(self._build, arguments, {}).optimizer()
        return self._optimizers[key]


def _too_many() -> bool:
    operations = sum(warm.operations for warm in _RECENT.values())
    return len(_RECENT) > MOST or (len(_RECENT) > 1 and operations > MOST_OPERATIONS)


def _let_go(owner: object) -> None:
    with _LOCK:
        for key in [key for key in _RECENT if key[0] is owner]:
            del _RECENT[key]
