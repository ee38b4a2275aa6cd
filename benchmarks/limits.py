"""What a rerun cannot beat: the same fit bare and warm, and the same training without `fit`."""

import keras
import numpy as np
import tensorflow as tf
import work


class BareFit:
    """`model.fit(verbose=0)` on a warm model with the fastest input found."""

    def __init__(self):
        keras.utils.set_random_seed(work.SEED)
        self._model = work.build()
        self._model.optimizer.build(self._model.trainable_variables)
        self._model.steps_per_execution = 10**6
        self._variables = [*self._model.variables, *self._model.optimizer.variables]
        self._start = [variable.numpy() for variable in self._variables]

    def rewind(self, learning_rate: float) -> None:
        """Back to the first weights, before the clock starts."""
        for variable, value in zip(self._variables, self._start, strict=True):
            variable.assign(value)
        self._model.optimizer.learning_rate = learning_rate
        self._batches = work.dataset((work.X, work.Y), work.BATCH_SIZE, shuffle=True)
        self._validation = work.dataset(work.VALIDATION, len(work.VALIDATION[0]))

    def train(self) -> dict[str, list[float]]:
        """Fit, and return the history."""
        return self._model.fit(
            self._batches, validation_data=self._validation, epochs=work.EPOCHS, shuffle=False, verbose=0
        ).history


class HandWritten:
    """One `tf.function` over the whole run: shuffle, gather, step, validate; no Dataset and no callback."""

    def __init__(self):
        self._model = work.build()
        self._optimizer = self._model.optimizer
        self._optimizer.build(self._model.trainable_variables)
        self._variables = [*self._model.variables, *self._optimizer.variables]
        self._start = [variable.numpy() for variable in self._variables]
        self._loss = keras.losses.sparse_categorical_crossentropy
        self._x, self._y = tf.constant(work.X), tf.constant(work.Y)
        self._x_val, self._y_val = map(tf.constant, work.VALIDATION)

    def rewind(self, learning_rate: float) -> None:
        """Back to the first weights, before the clock starts."""
        for variable, value in zip(self._variables, self._start, strict=True):
            variable.assign(value)
        self._optimizer.learning_rate = learning_rate

    def train(self) -> np.ndarray:
        """An array of shape (epochs, 4): loss, accuracy, val_loss, val_accuracy."""
        return self._run().numpy()

    @tf.function
    def _run(self):
        told = tf.TensorArray(tf.float32, work.EPOCHS)
        for epoch in tf.range(work.EPOCHS):
            order = tf.random.shuffle(tf.range(len(work.X)))
            loss, right = tf.constant(0.0), tf.constant(0.0)
            for first in tf.range(0, len(work.X), work.BATCH_SIZE):
                rows = order[first : first + work.BATCH_SIZE]
                losses, hits = self._step(tf.gather(self._x, rows), tf.gather(self._y, rows))
                loss, right = loss + losses, right + hits
            guess = self._model(self._x_val, training=False)
            val_loss = tf.reduce_mean(self._loss(self._y_val, guess))
            val_accuracy = self._hits(self._y_val, guess) / len(work.VALIDATION[0])
            means = loss / len(work.X), right / len(work.X), val_loss, val_accuracy
            told = told.write(epoch, tf.stack(means))
        return told.stack()

    def _step(self, x, y):
        with tf.GradientTape() as tape:
            guess = self._model(x, training=True)
            losses = self._loss(y, guess)
            loss = tf.reduce_mean(losses)
        weights = self._model.trainable_variables
        self._optimizer.apply(tape.gradient(loss, weights), weights)
        return tf.reduce_sum(losses), self._hits(y, guess)

    def _hits(self, y, guess):
        return tf.reduce_sum(tf.cast(tf.equal(tf.argmax(guess, axis=1), y), tf.float32))
