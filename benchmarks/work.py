"""The work that all compare on: a small MLP over scikit-learn's digits, and how notebooks usually show it.

This is imported in a kernel, after nothing else: `course_utils` comes first.
"""

from course_utils import data

import ipywidgets
import keras
import matplotlib.pyplot as plt
import tensorflow as tf
from IPython.display import clear_output, display

EPOCHS, BATCH_SIZE, SEED = 20, 32, 0
(X, Y), VALIDATION = data.digits()


def build():
    hidden, output = keras.layers.Dense(64, activation="relu"), keras.layers.Dense(10, activation="softmax")
    model = keras.Sequential([keras.Input((64,)), hidden, output])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def learning_rates(count: int) -> list[float]:
    """So many different values: no run is remembered from an earlier one."""
    return [round(0.001 * 1.03**step, 6) for step in range(count)]


def dataset(arrays: tuple, batch_size: int, shuffle: bool = False) -> tf.data.Dataset:
    """The fastest input found for `fit`: batches in memory without tf.data's threads and graph rewriting."""
    batches = tf.data.Dataset.from_tensor_slices(arrays)
    if shuffle:
        batches = batches.shuffle(len(arrays[0]), seed=SEED)
    options = tf.data.Options()
    options.autotune.enabled = False
    options.threading.private_threadpool_size = 1
    options.threading.max_intra_op_parallelism = 1
    options.experimental_optimization.apply_default_optimizations = False
    return batches.batch(batch_size).with_options(options)


class Redraw(keras.callbacks.Callback):
    """What notebooks in the wild do: clear the output and draw the whole figure anew after each epoch."""

    def __init__(self, output: ipywidgets.Output | None = None):
        super().__init__()
        self.history: dict[str, list[float]] = {}
        self.output = output

    def on_epoch_end(self, epoch, logs=None):  # noqa: D102
        for name, value in logs.items():
            self.history.setdefault(name, []).append(value)
        if self.output is None:
            self.draw()
        else:
            with self.output:
                self.draw()

    def draw(self):
        """One figure, in the cell or in the Output widget that is open."""
        clear_output(wait=True)
        _, axes = plt.subplots(1, 2, figsize=(10, 4))
        for ax, metric in zip(axes, ("loss", "accuracy"), strict=True):
            ax.plot(self.history[metric], label="training")
            ax.plot(self.history[f"val_{metric}"], label="validation")
            ax.set(xlabel="epoch", ylabel=metric)
            ax.legend()
        plt.show()


class NaiveSlider:
    """The usual slider of a notebook: its callback builds, compiles, fits arrays and redraws each epoch."""

    def __init__(self, values: list[float]):
        self.output = ipywidgets.Output()
        self.control = ipywidgets.SelectionSlider(options=values, description="learning_rate")
        self.control.observe(lambda change: self.train(change.new), "value")
        self.history: dict[str, list[float]] = {}
        self.said = ipywidgets.Label()
        self.output.add_class("naive-figure")
        display(ipywidgets.VBox([self.control, self.output, self.said], _dom_classes=["naive-lab"]))

    def train(self, learning_rate: float) -> None:
        """What the callback does."""
        self.said.value = "training"
        model = build()
        model.optimizer.learning_rate = learning_rate
        redraw = [Redraw(self.output)]
        sizes = {"epochs": EPOCHS, "batch_size": BATCH_SIZE}
        fitted = model.fit(X, Y, **sizes, validation_data=VALIDATION, verbose=0, callbacks=redraw)
        self.history = fitted.history
        self.said.value = "finished"
