# %% solution count-updates
import math


def count_updates(rows, batch_size, epochs):
    return epochs * math.ceil(rows / batch_size)

# %% hidden count-updates
assert count_updates(1, 32, 7) == 7, "one row is a batch"
assert count_updates(1200, 400, 2) == 6, "no extra step where nothing is left over"

# %% wrong count-updates: the small last batch is a step
def count_updates(rows, batch_size, epochs):
    return epochs * (rows // batch_size)

# %% wrong count-updates: the steps of one epoch
import math


def count_updates(rows, batch_size, epochs):
    return math.ceil(rows / batch_size)

# %% wrong count-updates: Round up first
import math


def count_updates(rows, batch_size, epochs):
    return math.ceil(epochs * rows / batch_size)

# %% solution shuffle-rows
order = np.random.default_rng(0).permutation(len(x_sorted))
my_x = x_sorted[order]
my_y = y_sorted[order]

# %% hidden shuffle-rows
assert my_x.shape == (1437, 64), "all rows, all pixels"
assert build().fit(my_x, my_y, epochs=5, validation_split=0.2, verbose=0).history["val_accuracy"][-1] > 0.8

# %% wrong shuffle-rows: still stand in order
my_x = x_sorted
my_y = y_sorted

# %% wrong shuffle-rows: kept their label
my_x = np.random.default_rng(0).permutation(x_sorted)
my_y = np.random.default_rng(1).permutation(y_sorted)

# %% wrong shuffle-rows: Use a permutation
order = np.random.default_rng(0).integers(0, len(x_sorted), len(x_sorted))
my_x = x_sorted[order]
my_y = y_sorted[order]

# %% wrong shuffle-rows: Keep all
my_x = x_sorted[::2]
my_y = y_sorted[::2]

# %% solution stirred-batches
my_batches = tf.data.Dataset.from_tensor_slices((x_sorted, y_sorted)).shuffle(len(x_sorted)).batch(32)

# %% hidden stirred-batches
model = build()
model.fit(my_batches, epochs=5, shuffle=False, verbose=0)
assert model.evaluate(x_val, y_val, return_dict=True, verbose=0)["accuracy"] > 0.85, "it trains as arrays do"

# %% wrong stirred-batches: Shuffle first, then batch
my_batches = tf.data.Dataset.from_tensor_slices((x_sorted, y_sorted)).batch(32).shuffle(45, seed=0)

# %% wrong stirred-batches: Is the buffer large enough
my_batches = tf.data.Dataset.from_tensor_slices((x_sorted, y_sorted)).shuffle(32, seed=0).batch(32)

# %% wrong stirred-batches: single rows
my_batches = tf.data.Dataset.from_tensor_slices((x_sorted, y_sorted)).shuffle(1437)

# %% solution too-good
# Training gets 90 % of 50,000 rows, in batches of 1,000: 45 steps an epoch, 135 updates in all, which is few.
# The loss still falls because training has hardly begun: I would train longer or with smaller batches,
# that is, make more updates. validation_split takes the last tenth, unshuffled, so validation holds only the
# last customer groups: I would shuffle the rows once, x and y in the same order, before fit, or give
# validation_data of my own. Validation below training in epoch 1 means nothing: the logged training loss is a
# mean over the whole epoch, validation is measured at its end.
