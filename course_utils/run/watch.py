"""The one callback of the helpers: it tells who is listening what `fit` does, and stops it when asked."""

import inspect
from collections.abc import Callable

import keras

_BATCH_HOOKS = (
    "on_train_batch_begin",
    "on_train_batch_end",
    "on_batch_begin",
    "on_batch_end",
    "on_test_batch_begin",
    "on_test_batch_end",
)


def nothing(*_, **__) -> None:
    """Listens and does nothing."""


def never() -> bool:
    """Never asks to stop."""
    return False


class Watch(keras.callbacks.Callback):
    """Hand each epoch's logs on while `fit` runs, and stop it at the end of a batch.

    Args:
        on_epoch: called with (epoch, logs) at the end of each epoch; epoch counts from 0. `fit` waits for it.
        on_batch: called with (epoch, batch) now and then within an epoch.
        should_stop: asked after each batch, or chunk of batches.
    """

    def __init__(self, on_epoch: Callable, on_batch: Callable, should_stop: Callable[[], bool]):
        super().__init__()
        self._on_epoch, self._on_batch, self._should_stop = on_epoch, on_batch, should_stop
        self._epoch = 0
        self.stopped = False

    def on_epoch_begin(self, epoch, logs=None):
        """Remember the epoch."""
        self._epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        """Tell of the batch, and stop if asked."""
        self._on_batch(self._epoch, batch)
        self._stop_if_asked()

    def on_test_batch_end(self, batch, logs=None):
        """Cut a long validation short: what is stopped need not be validated on everything."""
        if self._should_stop():
            self.model.stop_evaluating = True

    def on_epoch_end(self, epoch, logs=None):
        """Hand the epoch's logs on, and stop if asked."""
        self._on_epoch(epoch, {name: float(value) for name, value in (logs or {}).items()})
        if epoch + 1 < self.params["epochs"]:  # after the last there is nothing to stop
            self._stop_if_asked()

    def _stop_if_asked(self) -> None:
        if self._should_stop():
            self.stopped = True
            self.model.stop_training = True


def sees_batches(callbacks: list) -> bool:
    """Whether one of the callbacks looks at single batches, so that they must not be run in chunks."""
    return any(_overrides(callback, hook) for callback in callbacks for hook in _BATCH_HOOKS)


def _overrides(callback: keras.callbacks.Callback, hook: str) -> bool:
    ours = inspect.getattr_static(callback, hook, None)
    return ours is not inspect.getattr_static(keras.callbacks.Callback, hook)
