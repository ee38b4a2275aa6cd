"""Model solutions, hidden tests and typical wrong answers for lessons/02-compile.ipynb."""

# %% solution pair-up
my_pairs = {
    "5 or more? y = 0 or 1": (1, "sigmoid", "binary_crossentropy"),
    "which digit? y = 0 to 9": (10, "softmax", "sparse_categorical_crossentropy"),
    "which digit? y one-hot": (10, "softmax", "categorical_crossentropy"),
    "how much ink? y = a number": (1, None, "mse"),
}

# %% hidden pair-up
assert set(my_pairs) == set(asked), "all four questions are answered"
for asked_for, (units, activation, loss) in my_pairs.items():
    again = build(units, activation, loss)
    keras.utils.set_random_seed(1)
    losses_of = again.fit(x_train, asked[asked_for], epochs=2, verbose=0).history["loss"]
    assert 0 < losses_of[1] < losses_of[0], f"{asked_for} the loss falls and stays above zero"

# %% wrong pair-up: A single softmax unit always says 1
my_pairs = {
    "5 or more? y = 0 or 1": (1, "softmax", "binary_crossentropy"),
    "which digit? y = 0 to 9": (10, "softmax", "sparse_categorical_crossentropy"),
    "which digit? y one-hot": (10, "softmax", "categorical_crossentropy"),
    "how much ink? y = a number": (1, None, "mse"),
}

# %% wrong pair-up: fit raises ValueError
my_pairs = {
    "5 or more? y = 0 or 1": (1, "sigmoid", "binary_crossentropy"),
    "which digit? y = 0 to 9": (10, "softmax", "categorical_crossentropy"),
    "which digit? y one-hot": (10, "softmax", "categorical_crossentropy"),
    "how much ink? y = a number": (1, None, "mse"),
}

# %% wrong pair-up: No error, but it does not learn
my_pairs = {
    "5 or more? y = 0 or 1": (1, "sigmoid", "binary_crossentropy"),
    "which digit? y = 0 to 9": (1, "sigmoid", "binary_crossentropy"),
    "which digit? y one-hot": (10, "softmax", "categorical_crossentropy"),
    "how much ink? y = a number": (1, None, "mse"),
}

# %% wrong pair-up: how much ink? y = a number No error, but it does not learn
my_pairs = {
    "5 or more? y = 0 or 1": (1, "sigmoid", "binary_crossentropy"),
    "which digit? y = 0 to 9": (10, "softmax", "sparse_categorical_crossentropy"),
    "which digit? y one-hot": (10, "softmax", "categorical_crossentropy"),
    "how much ink? y = a number": (1, "sigmoid", "mse"),
}

# %% wrong pair-up: Give (units, activation, loss)
my_pairs = {
    "5 or more? y = 0 or 1": ("sigmoid", "binary_crossentropy"),
    "which digit? y = 0 to 9": ("softmax", "sparse_categorical_crossentropy"),
    "which digit? y one-hot": ("softmax", "categorical_crossentropy"),
    "how much ink? y = a number": (None, "mse"),
}


# %% solution safe-loss
def safe_error(y_true, y_pred):
    return keras.ops.square(keras.ops.reshape(y_true, keras.ops.shape(y_pred)) - y_pred)


# %% hidden safe-loss
class SafeLoss(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return safe_error(y_true, y_pred)


def build_safe():
    model = keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(1),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss=SafeLoss())
    return model


keras.utils.set_random_seed(0)
safe_model = build_safe()
(x_flat, y_flat), (x_seen, y_seen) = waves("(n,)")
safe_model.fit(x_flat, y_flat, epochs=10, verbose=0)
assert r2_score(y_seen, np.array(safe_model(x_seen))) > 0.8, "inside fit, too, with y of shape (n,)"


# %% wrong safe-loss: Nine values for three samples
def safe_error(y_true, y_pred):
    return keras.ops.square(y_true - y_pred)


# %% wrong safe-loss: Three samples should give three values, not 1
def safe_error(y_true, y_pred):
    return keras.ops.mean(keras.ops.square(keras.ops.reshape(y_true, (-1, 1)) - y_pred))


# %% wrong safe-loss: Those are differences
def safe_error(y_true, y_pred):
    return keras.ops.reshape(y_true, (-1, 1)) - y_pred


# %% wrong safe-loss: not for (n, 1)
def safe_error(y_true, y_pred):
    return keras.ops.square(y_true - y_pred[:, 0])


# %% solution judge
def judge(y_true, y_said):
    hits = np.sum(y_true * y_said)
    return hits / max(np.sum(y_said), 1), hits / max(np.sum(y_true), 1)


# %% hidden judge
truth, verdicts = np.array([0, 0, 1, 0, 1, 1]), np.array([1, 0, 1, 1, 0, 0])
for name, value in zip(["Precision", "Recall"], judge(truth, verdicts), strict=True):
    meter = getattr(keras.metrics, name)()
    meter.update_state(truth, verdicts)
    assert np.isclose(value, float(meter.result())), f"the same as keras.metrics.{name}"
assert tuple(judge(truth, truth)) == (1, 1), "a perfect model"


# %% wrong judge: that is accuracy
def judge(y_true, y_said):
    right = np.mean(y_true == y_said)
    return right, right


# %% wrong judge: The other way round
def judge(y_true, y_said):
    hits = np.sum(y_true * y_said)
    return hits / np.sum(y_true), hits / np.sum(y_said)


# %% wrong judge: no NaN
def judge(y_true, y_said):
    hits = np.sum(y_true * y_said)
    with np.errstate(invalid="ignore"):
        return np.divide(hits, np.sum(y_said)), np.divide(hits, np.sum(y_true))


# %% wrong judge: Return two numbers
def judge(y_true, y_said):
    return np.sum(y_true * y_said) / np.sum(y_said)


# %% solution fraud
# The network: softmax on one unit divides it by itself, so it says 1 to every payment; predict shows nothing
# but ones. The loss falls because Keras trains the logit behind the softmax as if a sigmoid stood there.
# Accuracy is then the share of frauds, half a percent. With a sigmoid it becomes about 99.5 %, which a
# network that always says "no fraud" gets as well: that is the baseline, so it is no reason to celebrate
# before recall, precision or AUC are above it. The comparison gave both optimizers the same rate, which may
# suit Adam and be far too low for SGD: find the best rate of each, several seeds, then compare. Recall in
# metrics changes no weight; it only shows how many frauds are found. To find more of them something in the
# training must change, or the threshold.
