"""Model solutions and hidden tests for lessons/10-failure-deep-lstm.ipynb."""

# %% solution arrives
def arrives(model, x):
    first, *_, last = [*spreads(model, x).values()] * 2
    return last > first / 30

# %% hidden arrives
assert arrives(build(2), x_val[:64]), "two layers hand on a fifth to a quarter, whatever the rows"
assert not arrives(build(5), x_val[:64]), "five layers hand on far less than a thirtieth"

# %% wrong arrives: yes to six layers
def arrives(model, x):
    first, *_, last = [*spreads(model, x).values()] * 2
    return first > last / 30

# %% wrong arrives: a single layer
def arrives(model, x):
    first, *_, last = [*spreads(model, x).values()] * 2
    return last > 30 * first

# %% wrong arrives: Where is your border
def arrives(model, x):
    first, *_, last = [*spreads(model, x).values()] * 2
    return last > first / 3

# %% wrong arrives: less than a thirtieth
def arrives(model, x):
    first, *_, last = [*spreads(model, x).values()] * 2
    return last > first / 300

# %% wrong arrives: not one a layer
def arrives(model, x):
    found = np.array(list(spreads(model, x).values()))
    return found > found[0] / 30

# %% wrong arrives: end with return
def arrives(model, x):
    first, *_, last = [*spreads(model, x).values()] * 2
    print(last > first / 30)

# %% solution norm-rate
norm_rate = 0.03

# %% hidden norm-rate
again = run_fit(build_cured, x_train, y_train, validation_data=(x_val, y_val), batch_size=128, epochs=8,
                cure="LayerNorm", learning_rate=norm_rate, seed=1)
assert again.final("val_accuracy") > 0.6, "it learns from other first weights, too"

# %% wrong norm-rate: Go down
norm_rate = 0.3

# %% wrong norm-rate: too low for eight epochs
norm_rate = 1e-5

# %% wrong norm-rate: Your lab has a better one
norm_rate = 0.001

# %% wrong norm-rate: Give one number
norm_rate = [0.01, 0.03]

# %% solution six
def build_six():
    inputs = keras.Input((64,))
    x = keras.layers.Reshape((2, 32))(inputs)
    x = keras.layers.Dense(16)(x)
    for number in range(1, 7):
        lstm = keras.layers.LSTM(16, return_sequences=True, unroll=True, name=f"lstm_{number}")
        x = keras.layers.Add()([lstm(x), x])
    outputs = keras.layers.Dense(10, activation="softmax")(x[:, -1])
    model = keras.Model(inputs, outputs)
    optimizer = keras.optimizers.SGD(0.3, momentum=0.9)
    model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model

# %% hidden six
units = [layer.units for layer in build_six().layers if isinstance(layer, keras.layers.LSTM)]
assert units == [16] * 6, "all six are LSTMs of 16 units"

# %% wrong six: end with return model
def build_six():
    model = build(6)

# %% wrong six: Expected six LSTMs
def build_six():
    return build_cured(5, "residual")

# %% wrong six: 0 residual connections
def build_six():
    return build(6)

# %% wrong six: 5 residual connections
def build_six():
    return build_cured(6, "residual")

# %% wrong six: not ten for a row
def build_six():
    inputs = keras.Input((64,))
    x = keras.layers.Dense(16)(keras.layers.Reshape((2, 32))(inputs))
    for _ in range(6):
        x = keras.layers.Add()([keras.layers.LSTM(16, return_sequences=True, unroll=True)(x), x])
    return keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))

# %% wrong six: not compiled
def build_six():
    inputs = keras.Input((64,))
    x = keras.layers.Dense(16)(keras.layers.Reshape((2, 32))(inputs))
    for _ in range(6):
        x = keras.layers.Add()([keras.layers.LSTM(16, return_sequences=True, unroll=True)(x), x])
    return keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x[:, -1]))

# %% solution colleague
# With two classes 0.693 is ln 2, the loss of guessing: after 50 epochs the model knows nothing about any row.
# First look at ten rows and their labels, and ask whether the labels could be known from them at all: with
# random labels no week helps. Then let the model learn 32 rows by heart; if the loss stays at 0.693 there,
# it cannot learn anything at any length. Then look at the spread of the outputs and at the gradient, layer by
# layer, in a new model and once more after some epochs: more epochs make sense only if the last layer's
# spread grows. clipnorm shortens gradients that are too long, and hers are too short. An orthogonal start
# keeps lengths within a matrix; it is the gates of each LSTM that shrink them. Residual connections, fewer
# layers or Adam would do something about that, and each can be tried in minutes.
