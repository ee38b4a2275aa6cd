# %% solution one-step
def one_step(model, x, y, learning_rate):
    loss_function = keras.losses.SparseCategoricalCrossentropy()
    with tf.GradientTape() as tape:
        loss = loss_function(y, model(x, training=True))
    gradients = tape.gradient(loss, model.trainable_variables)
    for weight, gradient in zip(model.trainable_variables, gradients, strict=True):
        weight.assign(weight - learning_rate * gradient)

# %% hidden one-step
for rate, rows in [(0.5, 7), (0.01, 32)]:
    again, reference = build(keras.optimizers.SGD(rate)), build(keras.optimizers.SGD(rate))
    reference.set_weights(again.get_weights())
    for _ in range(2):
        one_step(again, x_train[:rows], y_train[:rows], rate)
        reference.train_on_batch(x_train[:rows], y_train[:rows])
    assert np.allclose(flat(again), flat(reference), atol=1e-6), "another batch, another rate, two steps"

# %% wrong one-step: No weight has moved
def one_step(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        loss = loss_of(y, model(x))
    gradients = tape.gradient(loss, model.trainable_variables)
    for weight, gradient in zip(model.trainable_variables, gradients, strict=True):
        weight = weight - learning_rate * gradient

# %% wrong one-step: The step goes uphill
def one_step(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        loss = loss_of(y, model(x))
    gradients = tape.gradient(loss, model.trainable_variables)
    for weight, gradient in zip(model.trainable_variables, gradients, strict=True):
        weight.assign(weight + learning_rate * gradient)

# %% wrong one-step: Is learning_rate in it, once?
def one_step(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        loss = loss_of(y, model(x))
    gradients = tape.gradient(loss, model.trainable_variables)
    for weight, gradient in zip(model.trainable_variables, gradients, strict=True):
        weight.assign(weight - gradient)

# %% wrong one-step: times the length of fit's step
def one_step(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        loss = loss_of(y, model(x))
    last = model.trainable_variables[-1]
    last.assign(last - learning_rate * tape.gradient(loss, last))

# %% solution my-loop
def my_loop(step, x, y, batch_size, epochs):
    for _ in range(epochs):
        for start in range(0, len(x), batch_size):
            step(x[start : start + batch_size], y[start : start + batch_size])

# %% hidden my-loop
counted = []
my_loop(lambda x, y: counted.append(len(x)), x_train, y_train, 32, 2)
assert counted == ([32] * 44 + [29]) * 2, "all rows of the digits, in each of two epochs"
counted.clear()
my_loop(lambda x, y: counted.append(len(x)), x_train[:64], y_train[:64], 32, 1)
assert counted == [32, 32], "no empty batch where the rows come out even"

# %% wrong my-loop: The last rows are left out
def my_loop(step, x, y, batch_size, epochs):
    for _ in range(epochs):
        for i in range(len(x) // batch_size):
            step(x[i * batch_size : (i + 1) * batch_size], y[i * batch_size : (i + 1) * batch_size])

# %% wrong my-loop: That is one epoch
def my_loop(step, x, y, batch_size, epochs):
    for start in range(0, len(x), batch_size):
        step(x[start : start + batch_size], y[start : start + batch_size])

# %% wrong my-loop: Each epoch goes through all batches in order
def my_loop(step, x, y, batch_size, epochs):
    for start in range(0, len(x), batch_size):
        for _ in range(epochs):
            step(x[start : start + batch_size], y[start : start + batch_size])

# %% wrong my-loop: should hold rows 0 to 3
def my_loop(step, x, y, batch_size, epochs):
    for _ in range(epochs):
        step(x, y)

# %% solution on-the-bar
def on_the_bar(losses, rows):
    return float(np.sum(np.array(losses) * np.array(rows)) / np.sum(rows))

# %% hidden on-the-bar
assert np.isclose(on_the_bar([2.0], [5]), 2.0), "a single batch"
assert np.isclose(on_the_bar([3.0, 1.0, 2.0], [4, 4, 2]), 2.0), "three batches"

# %% wrong on-the-bar: That is the mean of the batches
def on_the_bar(losses, rows):
    return float(np.mean(losses))

# %% wrong on-the-bar: That is the last batch
def on_the_bar(losses, rows):
    return losses[-1]

# %% wrong on-the-bar: That is a sum
def on_the_bar(losses, rows):
    return float(sum(loss * count for loss, count in zip(losses, rows, strict=True)))

# %% wrong on-the-bar: The function gives nothing back
def on_the_bar(losses, rows):
    mean = sum(losses) / len(losses)

# %% solution two-loops
# 1. range(len(x) // 32) leaves out the last rows in every epoch: other batches, so other weights. Go through
#    range(0, len(x), 32) instead; the last slice may be shorter.
# 2. The order: sorted by label, a batch holds one kind of digit, and the same batches come again in each
#    epoch. fit shuffles in each epoch by default. This changes the weights, and is the likely reason for the
#    better network. Draw a new order in each epoch (or give fit shuffle=False, to compare the loops).
# 3. The printed number: the loss of the last batch against the mean over all images of the epoch. This
#    changes nothing but the print. Keep a running mean, weighted by the rows of each batch.
# The metric is no reason: it is read after the forward pass and gives no gradient, so it moves no weight. To
# settle it, start both from the same weights, with the same batches: then the weights agree to the last bit.
