"""Runs whose printed programs must give the same histories in a fresh process. Each function makes a few."""

from course_utils import FitLab, run_fit

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(7)
rng.normal(size=3)  # moves the generator on
x_all = rng.normal(size=(100, 6)).astype("float32")
y_all = (x_all.sum(axis=1) > 0).astype("int64")
x_train, y_train = x_all[:77], y_all[:77]
x_val, y_val = x_all[77:], y_all[77:]
LOSS = "sparse_categorical_crossentropy"


def mixed(dropout=0.3):
    model = keras.Sequential([keras.Input((6,)), layers.Dense(8), layers.BatchNormalization()])
    model.add(layers.Dropout(dropout))
    model.add(layers.Dense(2, activation="softmax"))
    model.compile(optimizer="adam", loss=LOSS, metrics=["accuracy"])
    return model


def small(units=4, optimizer="sgd"):
    model = keras.Sequential([keras.Input((6,)), layers.Dense(units), layers.Dense(2, activation="softmax")])
    model.compile(optimizer=optimizer, loss=LOSS)
    return model


class Noisy(keras.Model):
    """Has no variables until it is called, and draws at random when it is."""

    def __init__(self, width=5):
        super().__init__()
        self.hidden = layers.Dense(width, activation="relu")
        self.noise = layers.GaussianNoise(0.1)
        self.out = layers.Dense(2, activation="softmax")
        self.draw = keras.random.SeedGenerator()

    def call(self, x, training=None):
        x = x + 0.01 * keras.random.normal(keras.ops.shape(x), seed=self.draw)
        return self.out(self.noise(self.hidden(x), training=training))


def noisy():
    model = Noisy()
    model.compile(optimizer="rmsprop", loss=LOSS)
    return model


class Quarter(keras.callbacks.Callback):
    """Looks at single batches."""

    def on_train_batch_end(self, batch, logs=None):
        if batch == 1:
            self.model.optimizer.learning_rate = self.model.optimizer.learning_rate * 0.25


def plateau(patience, factor=0.5):
    return [
        keras.callbacks.ReduceLROnPlateau(monitor="loss", patience=patience, factor=factor, min_delta=1.0)
    ]


def rates_and_seeds():
    lab = FitLab(
        mixed, x_train, y_train, validation_data=(x_val, y_val), epochs=2, learning_rate=[0.001, 0.01, 0.1]
    )
    wished = [(0.001, 0), (0.1, 0), (0.001, 0), (0.01, 1)]
    return [lab.run(learning_rate=rate, seed=seed) for rate, seed in wished]


def momentum():
    lab = FitLab(small, x_train, y_train, momentum=[0.0, 0.9], clipnorm=0.1, epochs=2, batch_size=20)
    return [lab.run(momentum=0.9, learning_rate=0.05), lab.run(momentum=0.9, seed=3)]


def subclassed():
    lab = FitLab(noisy, x_train, y_train, epochs=[1, 2])
    return [lab.run(epochs=2), lab.run(epochs=1, seed=4)]


def held_out_and_weighed():
    weights = np.linspace(0.1, 1, 77)
    split = dict(validation_split=0.25, class_weight={0: 1.0, 1: 3.0})
    ones = [run_fit(small, x_train, y_train, epochs=2, **split)]
    return [
        *ones,
        run_fit(small, x_train, y_train, sample_weight=weights, shuffle=False, epochs=2, optimizer="adam"),
    ]


def two_inputs():
    inputs = {"a": x_train[:, :2], "b": x_train[:, 2:]}

    def build():
        a, b = keras.Input((2,), name="a"), keras.Input((4,), name="b")
        model = keras.Model(
            {"a": a, "b": b}, layers.Dense(2, activation="softmax")(layers.concatenate([a, b]))
        )
        model.compile(optimizer="sgd", loss=LOSS)
        return model

    return [run_fit(build, inputs, y_train, validation_split=0.2)]


def datasets():
    fixed = tf.data.Dataset.from_tensor_slices((x_train, y_train)).batch(16)

    def shuffled(size=16):
        return tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(77).batch(size)

    lab = FitLab(small, shuffled, size=[16, 32], epochs=2)
    return [run_fit(small, fixed, epochs=2), lab.run(size=32), lab.run(size=16, seed=1)]


def callbacks():
    stop = keras.callbacks.EarlyStopping(monitor="loss", patience=1, min_delta=10.0)
    lab = FitLab(small, x_train, y_train, callbacks=plateau, patience=[1, 2], epochs=4)
    stopped = run_fit(small, x_train, y_train, callbacks=[stop], epochs=5, learning_rate=0.3)
    quartered = run_fit(small, x_train, y_train, callbacks=[Quarter()], epochs=2, learning_rate=0.3)
    return [
        stopped,
        quartered,
        lab.run(patience=2, learning_rate=0.1),
        lab.run(patience=1, learning_rate=0.1),
    ]


def expressions():
    train = (x_train, y_train)
    width = 3
    x = "a name that the program must not run over"
    units = len(x) // 20
    for size in (10,):
        run = run_fit(lambda units=units: small(units), x_train[:-7], y_train[:-7], batch_size=size)
    return [run, run_fit(small, *train, units=width, seed=9)]


def world(width=3):
    global WIDTH
    WIDTH = width

    def build():
        return small(WIDTH)

    lab = FitLab(build, x_train, y_train, learning_rate=[0.1, 0.2])
    before = lab.run()
    WIDTH = 7
    return [before, lab.run()]


ALL = [
    rates_and_seeds,
    momentum,
    subclassed,
    held_out_and_weighed,
    two_inputs,
    datasets,
    callbacks,
    expressions,
    world,
]
