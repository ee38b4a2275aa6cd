"""The fastest honest input for `fit`: a Dataset with the same batches as the plain one, in the same order."""

import contextlib
import math

import numpy as np
import tensorflow as tf

BATCH_SIZE = 32  # the default of `fit`

# One batch for all validation data costs least; with more rows than this it would cost memory instead, and
# Stop would have to wait for it.
_ONE_VALIDATION_BATCH = 512
_LARGEST_VALIDATION_BATCH = 2048


def together(x, y=None, sample_weight=None):
    """(x, y) or (x, y, sample_weight) as one tuple where they are arrays; else x alone."""
    parts = tuple(as_arrays(part) for part in (x, y, sample_weight) if part is not None)
    return parts if len(parts) > 1 or is_arrays(parts) else x


def as_arrays(data):
    """Lists of numbers and tables as arrays; anything else as it is."""
    if isinstance(data, tuple):
        return tuple(as_arrays(part) for part in data)
    if isinstance(data, dict):
        return {name: as_arrays(part) for name, part in data.items()}
    if hasattr(data, "to_numpy"):
        return data.to_numpy()
    if isinstance(data, list) and data and not any(hasattr(part, "__array__") for part in data):
        with contextlib.suppress(ValueError):  # rows of different lengths: `fit` itself says what is wrong
            return np.asarray(data)
    return data


def is_arrays(data) -> bool:
    """Whether `data` is an array, or a dict or tuple of arrays: what can be cut into batches here."""
    if isinstance(data, dict):
        return bool(data) and all(is_arrays(part) for part in data.values())
    if isinstance(data, tuple):
        return bool(data) and all(is_arrays(part) for part in data)
    if isinstance(data, np.ndarray):
        return data.dtype.kind in "biuf" and data.ndim > 0
    return tf.is_tensor(data) and data.shape.rank != 0


def is_dataset(data) -> bool:
    """Whether `data` is a `tf.data.Dataset`, which brings its own batches and its own order."""
    return isinstance(data, tf.data.Dataset)


def rows(data) -> int:
    """Number of samples in arrays."""
    return len(tf.nest.flatten(data)[0])


def check_lengths(data, what: str) -> None:
    """Refuse arrays with different numbers of samples, before any training.

    Raises:
        ValueError: the lengths differ.
    """
    if not isinstance(data, (tuple, list)):
        return
    data = as_arrays(tuple(data))
    if not is_arrays(data):
        return
    lengths = [len(part) for part in tf.nest.flatten(data)]
    if len(set(lengths)) > 1:
        raise ValueError(
            f"Expected as many labels as inputs in {what}, got {' and '.join(map(str, lengths))} rows. "
            f"Look where the two were cut or filtered apart."
        )


def first_batch(data, batch_size: int | None = None):
    """A batch of x, or zeros like it, to make variables with; None where its shape is not known.

    Args:
        data: a tuple of arrays, or a Dataset.
        batch_size: number of rows; None takes the default of `fit`. A Dataset has its own.
    """
    if isinstance(data, tuple) and is_arrays(data):
        return tf.nest.map_structure(lambda part: part[: batch_size or BATCH_SIZE], data[0])
    if is_dataset(data):  # not a batch of it: to draw one would move its shuffle on
        x = data.element_spec[0] if isinstance(data.element_spec, tuple) else data.element_spec
        return tf.nest.map_structure(lambda spec: tf.zeros([d or 1 for d in spec.shape], spec.dtype), x)
    return None


def ranks(*parts) -> tuple:
    """The number of axes of each array; of what is no arrays, a Dataset say, its kind."""

    def kind(part):
        return str(tf.nest.map_structure(np.ndim, part)) if is_arrays(part) else type(part).__name__

    return tuple(kind(part) for part in parts)


def fit_arguments(train, validation, fit: dict, seed: int) -> dict:
    """What is handed to `model.fit`, apart from callbacks.

    Args:
        train: a tuple of arrays with the samples along the first axis, or what else `fit` takes as x.
        validation: as `fit` takes it, or None.
        fit: arguments of `fit` by name; not changed.
        seed: of the order of the samples.
    """
    fit = dict(fit)
    if not (isinstance(train, tuple) and is_arrays(train)):
        given = train if isinstance(train, tuple) else (train,)
        names = dict(zip(("x", "y", "sample_weight"), given, strict=False))
        return {**names, "validation_data": validation, **fit}
    if fit.get("validation_split"):
        train, validation = split(train, fit["validation_split"])
    fit.pop("validation_split", None)
    shuffled = fit.pop("shuffle", True)
    batch_size = fit.pop("batch_size", None) or BATCH_SIZE
    batches = training_dataset(train, batch_size, bool(shuffled), seed)
    if validation_arrays(validation):
        validation = as_arrays(tuple(validation))
        size = fit.pop("validation_batch_size", None) or validation_batch_size(validation, batch_size)
        validation = _without_overhead(tf.data.Dataset.from_tensor_slices(validation).batch(size))
    # `shuffle` is for arrays: left at its default, `fit` would warn that the Dataset is not shuffled again.
    return {"x": batches, "validation_data": validation, "shuffle": False, **fit}


def validation_arrays(validation) -> bool:
    """Whether the validation data are arrays, which can be validated in one batch."""
    return isinstance(validation, (tuple, list)) and is_arrays(as_arrays(tuple(validation)))


def split_at(train: tuple, validation_split: float) -> int:
    """The row where validation begins: `fit(validation_split=…)` takes the last rows, unshuffled.

    Raises:
        ValueError: no row would be left on one side.
    """
    at = math.floor(rows(train) * (1.0 - validation_split))
    if not 0 < at < rows(train):
        raise ValueError(
            f"Expected a validation_split between 0 and 1 that leaves rows on both sides, "
            f"got {validation_split} for {rows(train)} rows."
        )
    return at


def split(train: tuple, validation_split: float) -> tuple[tuple, tuple]:
    """(training arrays, validation arrays), cut as `fit(validation_split=…)` does."""
    at = split_at(train, validation_split)
    first = tf.nest.map_structure(lambda part: part[:at], train)
    return first, tf.nest.map_structure(lambda part: part[at:], train)


def validation_batch_size(validation, batch_size: int | None) -> int:
    """All validation data in one batch, unless they are many.

    Args:
        validation: arrays.
        batch_size: of the training; None is the default of `fit`.
    """
    size = rows(as_arrays(tuple(validation)))
    if size <= _ONE_VALIDATION_BATCH:
        return size
    # A row costs about a third of what it costs in training: so a step takes no longer than a training step.
    return min(3 * (batch_size or BATCH_SIZE), _LARGEST_VALIDATION_BATCH)


def training_dataset(arrays: tuple, batch_size: int, shuffle: bool, seed: int) -> tf.data.Dataset:
    """Batches of `arrays`; each new Dataset goes through the same sequence of orders for the same seed."""
    dataset = tf.data.Dataset.from_tensor_slices(arrays)
    if shuffle:
        dataset = dataset.shuffle(rows(arrays), seed=seed)
    return _without_overhead(dataset.batch(batch_size))


def _without_overhead(dataset: tf.data.Dataset) -> tf.data.Dataset:
    # For arrays in memory tf.data's threads and graph rewriting cost more than the batches themselves:
    # without them a fit takes less than half the time. They change no number.
    options = tf.data.Options()
    options.autotune.enabled = False
    options.threading.private_threadpool_size = 1
    options.threading.max_intra_op_parallelism = 1
    options.experimental_optimization.apply_default_optimizations = False
    return dataset.with_options(options)
