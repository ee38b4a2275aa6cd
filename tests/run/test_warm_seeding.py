"""A rerun does not seed TensorFlow again: it would cost a short run half its time, and change no number."""

from course_utils.run import Experiment
from course_utils.run.building import seeded

import keras
import numpy as np
import tensorflow as tf

X = np.linspace(-1, 1, 64, dtype=np.float32).reshape(-1, 1)


def build():
    hidden = [keras.layers.Dense(4), keras.layers.Dropout(0.5)]
    model = keras.Sequential([keras.Input((1,)), *hidden, keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def test_a_rerun_seeds_nothing_and_gives_the_same_numbers(monkeypatch):
    experiment = Experiment(build, X, X)
    first = experiment.run({"epochs": 3}, seed=4)
    seeds = []
    real = keras.utils.set_random_seed
    monkeypatch.setattr(keras.utils, "set_random_seed", lambda seed: (seeds.append(seed), real(seed)))
    assert experiment.run({"epochs": 3}, seed=4).history == first.history and seeds == []
    other = experiment.run({"epochs": 3}, seed=5)
    assert other.history != first.history and seeds == [5]
    assert experiment.run({"epochs": 3}, seed=4).history == first.history and seeds == [5, 4]


def test_a_learner_who_seeds_in_between_changes_no_run():
    experiment = Experiment(build, X, X)
    first = experiment.run({"epochs": 2}, seed=4)
    tf.random.set_seed(99)
    assert experiment.run({"epochs": 2}, seed=4).history == first.history


class Noise(keras.layers.Layer):
    """Draws with TensorFlow itself, as a learner's layer may."""

    def call(self, inputs, training=False):
        return inputs + tf.random.normal(tf.shape(inputs)) if training else inputs


def test_a_layer_that_draws_with_tensorflow_draws_the_same_in_each_rerun():
    def build_noisy():
        model = keras.Sequential([keras.Input((1,)), Noise(), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        return model

    experiment = Experiment(build_noisy, X, X)
    first = experiment.run({"epochs": 3}, seed=4)
    assert experiment.run({"epochs": 3}, seed=4).history == first.history
    assert experiment.run({"epochs": 3}, seed=5).history != first.history


def test_a_dataset_made_without_drawing_takes_the_order_of_its_seed():
    def order(draws):
        with seeded(4, draws=draws):
            return [int(n) for n in tf.data.Dataset.range(20).shuffle(20, seed=4)]

    assert order(draws=True) == order(draws=False)


def test_data_with_another_number_of_axes_do_not_disturb_a_warm_model():
    def line(columns):
        return X, X if columns else X[:, 0]

    experiment = Experiment(build, line)
    column, flat, again = (experiment.run({"columns": c, "epochs": 2}).history for c in (True, False, True))
    assert column == again and np.allclose(column["loss"], flat["loss"])
