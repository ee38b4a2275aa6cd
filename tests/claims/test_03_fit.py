"""What lesson 03 says of updates, batches, epochs, validation, Datasets and the logged loss."""

import statistics
import warnings

from course_utils.run import Experiment

import numpy as np
import pytest
import tensorflow as tf
from claim import SEEDS, claim, lesson_cells


@pytest.fixture(scope="module")
def lesson():
    return lesson_cells("03-fit", "build", "rows", "sorted", "stream", "shuffled")


@pytest.fixture(scope="module")
def arrays(lesson):
    validation = lesson.x_val, lesson.y_val
    return Experiment(lesson.build, lesson.x_train, lesson.y_train, validation_data=validation)


@pytest.fixture(scope="module")
def by_batch(arrays):
    """Five epochs each: the final validation accuracies by batch size, seed by seed."""
    return {size: [validated(arrays, size, 5, seed)[0] for seed in SEEDS] for size in (8, 32, 128, 512, 1437)}


def validated(experiment, batch_size, epochs, seed):
    """Validation accuracy and loss after the last epoch; measured there alone, which saves time."""
    settings = {"batch_size": batch_size, "epochs": epochs, "validation_freq": epochs}
    run = experiment.run(settings, seed=seed)
    return run.final("val_accuracy"), run.final("val_loss")


def row_losses(lesson, run):
    """The cross-entropy of each training row after a run."""
    probabilities = run.model(lesson.x_train).numpy()
    return -np.log(probabilities[np.arange(len(lesson.y_train)), lesson.y_train])


def updates(model, *data, **settings):
    """How many updates a fit makes, and what Keras warns of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model.fit(*data, verbose=0, **settings)
    return int(model.optimizer.iterations), [str(warning.message) for warning in caught]


@claim("03", "1437 / 32 is 44.9, so 45 steps: 44 batches of 32 rows, and one of 29.")
@claim("03", "45 steps in each of 5 epochs.")
@claim("03", "Give no `batch_size`, and Keras takes 32.")
def test_updates(lesson):
    assert len(lesson.x_train) == 1437 == 44 * 32 + 29
    for settings in ({"batch_size": 32}, {}):
        assert updates(lesson.build(), lesson.x_train, lesson.y_train, epochs=5, **settings) == (225, [])


@claim("03", "It made 900 updates, the others 60 and 5.")
@claim("03", "900 with 8 rows a batch, 15 with 512, 5 with all rows at once")
@claim("03", "45 x 4, 12 x 15 and 3 x 60 steps are all 180.")
@pytest.mark.parametrize(
    ("size", "epochs", "expected"),
    [(8, 5, 900), (128, 5, 60), (512, 5, 15), (1437, 5, 5), (32, 4, 180), (128, 15, 180), (512, 60, 180)],
)
def test_updates_by_batch_size(lesson, size, epochs, expected):
    made, _ = updates(lesson.build(), lesson.x_train, lesson.y_train, batch_size=size, epochs=epochs)
    assert made == expected


@claim("03", "8 rows a batch beat 128, 128 beat 512, and 512 beat all rows at once.")
def test_batch_size_at_equal_epochs(by_batch):
    assert min(by_batch[8]) > max(by_batch[128]) + 0.03
    assert min(by_batch[128]) > max(by_batch[512]) + 0.1
    assert statistics.mean(by_batch[512]) > statistics.mean(by_batch[1437]) + 0.15


@claim("03", "With the number of updates held fixed, the batch size hardly matters here.")
@claim("03", "on these digits you see no sign of it")
def test_batch_size_at_equal_updates(arrays):
    settings = {32: 4, 128: 15, 512: 60}
    losses = {size: [] for size in settings}
    for seed in SEEDS:
        ends = {size: validated(arrays, size, epochs, seed) for size, epochs in settings.items()}
        accuracies = [accuracy for accuracy, _ in ends.values()]
        assert max(accuracies) - min(accuracies) < 0.06, (seed, ends)
        for size, (_, loss) in ends.items():
            losses[size].append(loss)
    # Nothing in favour of small batches: on average the smallest ends no lower than the largest.
    assert statistics.mean(losses[32]) > statistics.mean(losses[512]) - 0.02


@claim("03", "an epoch with `batch_size=1` takes several times as long as one with 32")
def test_seconds(arrays):
    seconds = {1: [], 32: []}
    for seed in range(3):  # the machine, not the seed, makes the time: three in turn, the middle one counts
        for size in seconds:
            seconds[size].append(arrays.run({"batch_size": size, "epochs": 2}, seed=seed).seconds)
    assert statistics.median(seconds[1]) > 2 * statistics.median(seconds[32]), seconds


@claim("03", "what is given or taken halves each time the batch grows fourfold")
def test_noise(lesson, arrays):
    """The spread of the mean of a batch is that of one row over the root of the batch size."""
    for seed in SEEDS:
        losses = row_losses(lesson, arrays.run({"epochs": 5, "validation_freq": 5}, seed=seed))
        draw = np.random.default_rng(seed)
        sizes = 8, 32, 128, 512
        spread = [np.std([draw.choice(losses, size).mean() for _ in range(1000)]) for size in sizes]
        assert all(1.7 < spread[i] / spread[i + 1] < 2.3 for i in range(3)), (seed, spread)


@claim("03", "On one computer, the same seed gives the same history, bit for bit")
@claim("03", "more of them are more updates, no other ones")
@claim("03", "The first epochs bring most of it. At the end the training loss is still falling, a little.")
def test_epochs(lesson):
    long, again = (Experiment(lesson.build, lesson.x_train, lesson.y_train) for _ in range(2))
    for seed in SEEDS:
        loss = long.run({"epochs": 40}, seed=seed)["loss"]
        assert again.run({"epochs": 5}, seed=seed)["loss"] == loss[:5]
        assert loss[0] - loss[4] > 3 * (loss[4] - loss[-1]), (seed, loss)
        late = statistics.mean(loss[30:35]) - statistics.mean(loss[35:])
        assert 0 < late < 0.02, (seed, late)


def test_the_same_seed_in_plain_keras(lesson):
    """Without the helpers, too: what the sentence on seeds says of `set_random_seed`."""
    histories = []
    for _ in range(2):
        lesson.keras.utils.set_random_seed(0)
        histories.append(lesson.build().fit(lesson.x_train, lesson.y_train, epochs=2, verbose=0).history)
    assert histories[0] == histories[1]


@claim("03", "Training looks splendid, validation is as bad as can be.")
@claim("03", "Almost all that it was asked are digits that it never saw.")
@claim("03", "So it learns 0 to 7, and is asked about 8 and 9.")
def test_sorted_split(lesson):
    experiment = Experiment(lesson.build, lesson.rows)
    for seed in SEEDS:
        ends = {}
        for order in ("sorted", "shuffled"):
            run = experiment.run({"order": order, "validation_split": 0.2, "epochs": 5}, seed=seed)
            ends[order] = run.final("accuracy"), run.final("val_accuracy")
        assert ends["sorted"][0] > 0.93 and ends["sorted"][1] < 0.05, (seed, ends)
        assert ends["shuffled"][1] > 0.85, (seed, ends)
    assert set(lesson.y_sorted[: lesson.cut]) == set(range(8))
    assert np.mean(lesson.y_sorted[lesson.cut :] >= 8) > 0.95


@claim("03", "`validation_split` takes the last rows as they stand.")
@claim("03", "`fit` does shuffle, but only what is left, and only after the cut.")
def test_plain_keras_splits_before_it_shuffles(lesson):
    """The last fifth never changes a weight: other labels there give the same training history."""
    losses = []
    for other in (0, 1):
        y = np.concatenate([lesson.y_train[:1149], (lesson.y_train[1149:] + other) % 10])
        lesson.keras.utils.set_random_seed(0)
        history = lesson.build().fit(lesson.x_train, y, validation_split=0.2, epochs=2, verbose=0).history
        losses.append((history["loss"], history["val_loss"]))
    assert losses[0][0] == losses[1][0] and losses[0][1] != losses[1][1]


@claim("03", "The Dataset decides: 1437 / 64, rounded up.")
@claim("03", "`batch_size` is passed over without a word.")
@claim("03", "it is the default, and has no effect here")
@claim("03", "`validation_split` is refused.")
def test_a_dataset_decides(lesson):
    made, warned = updates(lesson.build(), lesson.batches, batch_size=8, epochs=1)
    assert made == 23 and len(warned) == 1 and "shuffle=True" in warned[0] and "batch_size" not in warned[0]
    assert updates(lesson.build(), lesson.batches, batch_size=8, shuffle=False) == (23, [])
    with pytest.raises(ValueError, match="only supported for tensors or NumPy arrays"):
        lesson.build().fit(lesson.batches, validation_split=0.2, verbose=0)


@claim("03", "A buffer of 32 is hardly better than none.")
@claim("03", "Only the full one does what arrays do by themselves.")
@claim("03", "32 neighbours in a sorted file are nearly all the same digit.")
def test_buffer(lesson, by_batch):
    experiment = Experiment(lesson.build, lesson.shuffled, validation_data=(lesson.x_val, lesson.y_val))
    for seed in SEEDS:
        ends = {}
        for size in (1, 32, 256, 1437):
            settings = {"buffer": size, "epochs": 5, "validation_freq": 5}
            ends[size] = experiment.run(settings, seed=seed).final("val_accuracy")
        assert abs(ends[32] - ends[1]) < 0.12 and ends[1437] - ends[32] > 0.4, (seed, ends)
        assert ends[1437] - ends[256] > 0.1 and abs(ends[1437] - by_batch[32][seed]) < 0.05, (seed, ends)


@claim("03", "`.batch(32).shuffle(…)` stirs whole batches, each still full of one digit.")
@claim("03", "With a small buffer a batch holds one or two kinds of digit")
def test_kinds_of_digit_in_a_batch(lesson):
    rows = tf.data.Dataset.from_tensor_slices((lesson.x_sorted, lesson.y_sorted))

    def kinds(dataset):
        return [len(np.unique(y)) for _, y in dataset.as_numpy_iterator()]

    whole, small, full = map(kinds, (rows.batch(32).shuffle(45), lesson.shuffled(32), lesson.shuffled(1437)))
    assert max(whole) == 2 and statistics.mean(whole) < 1.3
    assert statistics.median(small) <= 2 and max(small) <= 3
    assert min(full) >= 7


@claim("03", "4 + 4 + 2, then the stream begins again: 4 + 4.")
@claim("03", "The third epoch found two batches, warned, and ended early.")
@claim("03", "`.repeat()` makes the stream endless, so each epoch gets its four.")
def test_steps_per_epoch(lesson):
    ten = tf.data.Dataset.from_tensor_slices((lesson.x_train, lesson.y_train)).batch(144)
    settings = {"steps_per_epoch": 4, "epochs": 5, "shuffle": False}
    model, seen = lesson.build(), []
    count = lesson.keras.callbacks.LambdaCallback(
        on_epoch_end=lambda *_: seen.append(int(model.optimizer.iterations))
    )
    made, warned = updates(model, ten, callbacks=[count], **settings)
    assert seen == [4, 8, 10, 14, 18] and made == 18
    assert len(warned) == 1 and "ran out of data" in warned[0]
    assert updates(lesson.build(), ten.repeat(), **settings) == (20, [])


@claim("03", "The two losses that were measured *after* the epoch lie together.")
@claim("03", "The one that `fit` logged lies above, most of all in the first epoch.")
@claim("03", "It was measured while the model was still learning.")
def test_logged_loss_is_a_running_mean(lesson, arrays):
    for seed in SEEDS:
        gaps = []
        for epochs in (1, 4):
            run = arrays.run({"epochs": epochs}, seed=seed)
            after = np.mean(row_losses(lesson, run))
            assert abs(after - run.final("val_loss")) < 0.1, (seed, epochs, after)
            gaps.append(run.final("loss") - after)
        assert gaps[0] > 0.3 and 0.02 < gaps[1] < gaps[0] / 2, (seed, gaps)
