# %% solution pick-rate
rates_of_momentum, smooth_of_momentum = find(build(keras.optimizers.SGD(momentum=0.9)))
my_learning_rate = float(rates_of_momentum[smooth_of_momentum.argmin()]) / 3

# %% hidden pick-rate
for seed in range(1, 4):
    again = run_fit(
        build_momentum, x_train, y_train, validation_data=(x_val, y_val), seed=seed, epochs=5,
        learning_rate=my_learning_rate,
    )
    assert max(again["val_accuracy"]) > 0.9, f"the rate holds on other seeds too, not on {seed}"

# %% wrong pick-rate: Too low
my_learning_rate = 0.001

# %% wrong pick-rate: Momentum adds steps up
my_learning_rate = 1.0

# %% wrong pick-rate: A learning rate is above 0
my_learning_rate = -0.1

# %% wrong pick-rate: Give one number
my_learning_rate = [0.01, 0.1]

# %% solution keep-state
def lower(model, factor):
    model.optimizer.learning_rate = float(model.optimizer.learning_rate) * factor

# %% hidden keep-state
twice = build("sgd")
lower(twice, 0.1)
lower(twice, 0.1)
assert np.isclose(float(twice.optimizer.learning_rate), 0.0001), "works for SGD, and twice in a row"

# %% wrong keep-state: it is a new one
def lower(model, factor):
    rate = float(model.optimizer.learning_rate) * factor
    model.compile(optimizer=keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy")

# %% wrong keep-state: it is a new one
def lower(model, factor):
    model.optimizer = keras.optimizers.Adam(float(model.optimizer.learning_rate) * factor)

# %% wrong keep-state: The model still has 0.01
def lower(model, factor):
    learning_rate = float(model.optimizer.learning_rate)
    learning_rate = learning_rate * factor

# %% wrong keep-state: factor is not the new rate
def lower(model, factor):
    model.optimizer.learning_rate = factor

# %% solution write-schedule
my_schedule = keras.optimizers.schedules.ExponentialDecay(0.03, decay_steps=5 * BATCHES, decay_rate=0.5)

# %% hidden write-schedule
assert isinstance(my_schedule, keras.optimizers.schedules.ExponentialDecay), "a schedule of Keras"
assert build(keras.optimizers.Adam(my_schedule)).optimizer is not None, "an optimizer takes it"

# %% wrong write-schedule: you count epochs
my_schedule = keras.optimizers.schedules.ExponentialDecay(0.03, decay_steps=5, decay_rate=0.5)

# %% wrong write-schedule: a step is a batch, not an image
my_schedule = keras.optimizers.schedules.ExponentialDecay(0.03, decay_steps=5 * 1437, decay_rate=0.5)

# %% wrong write-schedule: it should begin at 0.03
my_schedule = keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=5 * BATCHES, decay_rate=0.5)

# %% wrong write-schedule: not half of 0.03
my_schedule = keras.optimizers.schedules.ExponentialDecay(0.03, decay_steps=BATCHES, decay_rate=0.5)

# %% wrong write-schedule: not a number
my_schedule = 0.03

# %% solution colleague
# The same number is not the same step: SGD multiplies it with the gradient, Adam with a gradient that was
# divided by its own size. 0.001 is Adam's default and suits it; for SGD it is too low here, so the comparison
# shows a rate, not an optimizer. A flat line that began calmly, without a jump, is a rate that is too low:
# slow, not stuck. I would find a rate for each with a range finder or a sweep in steps of ten, run each at
# its own best rate on several seeds, and compare those. To be sure of the flat line I would run SGD with a
# hundred times the rate, or for more epochs.
