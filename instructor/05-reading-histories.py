# %% solution cure
my_settings = {"weight_decay": 0.5}

# %% hidden cure
for seed in range(1, 4):
    again = bench.run(seed=seed, **my_settings)
    assert again.final("val_loss") < 1.55, f"the cure holds on other seeds too, not on {seed}"

# %% wrong cure: Still overfitting
my_settings = {"weight_decay": 0.004}

# %% wrong cure: Still overfitting
my_settings = {"units": 256}

# %% wrong cure: Underfitting
my_settings = {"units": 2}

# %% wrong cure: Underfitting
my_settings = {"weight_decay": 5.0}

# %% wrong cure: build does not know epochs
my_settings = {"epochs": 5}

# %% wrong cure: Give a dictionary
my_settings = 0.5

# %% solution best-epoch
def best_epoch(history):
    return int(np.argmin(history["val_loss"])) + 1

# %% hidden best-epoch
assert best_epoch({"loss": [1.0, 0.5], "val_loss": [1.0, 1.5]}) == 1, "the first epoch can be the best"
assert best_epoch(both.history) == best["loss"], "and it works on a real history"

# %% wrong best-epoch: You count from 0
def best_epoch(history):
    return int(np.argmin(history["val_loss"]))

# %% wrong best-epoch: New rows are what counts
def best_epoch(history):
    return int(np.argmin(history["loss"])) + 1

# %% wrong best-epoch: the highest validation loss
def best_epoch(history):
    return int(np.argmax(history["val_loss"])) + 1

# %% wrong best-epoch: Does it end with return
def best_epoch(history):
    epoch = int(np.argmin(history["val_loss"])) + 1

# %% solution rows-needed
def rows_needed(accuracy, error):
    return int(np.ceil(round(accuracy * (1 - accuracy) / error**2, 6)))

# %% hidden rows-needed
assert rows_needed(0.9, 0.015) == 400, "half the error takes four times the rows"
assert rows_needed(0.1, 0.03) == rows_needed(0.9, 0.03), "one in ten right spreads as nine in ten right"

# %% wrong rows-needed: Square it
def rows_needed(accuracy, error):
    return int(np.ceil(round(accuracy * (1 - accuracy) / error, 6)))

# %% wrong rows-needed: you used one of them
def rows_needed(accuracy, error):
    return int(np.ceil(round(accuracy / error**2, 6)))

# %% wrong rows-needed: the root of the answer
def rows_needed(accuracy, error):
    return np.sqrt(accuracy * (1 - accuracy)) / error

# %% wrong rows-needed: round up
def rows_needed(accuracy, error):
    return round(accuracy * (1 - accuracy) / error**2)

# %% solution three-curves
# Validation below training is what dropout 0.6 does: it disturbs the training loss only; in the first
# epochs the running mean adds to it. Evaluate the training rows with `evaluate`: I expect the difference to
# vanish, and only if it stays would I ask whether the validation rows are easier. The jumps are one and two
# rows of 25, each worth 0.04: they say nothing about the model, so I would judge it on many more rows, or
# at least read the loss. Both losses still fall, so ten epochs were too short, and neither "better" nor
# "unstable" can be said yet: I would train on until the validation loss turns or lies flat.
