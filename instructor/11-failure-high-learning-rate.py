"""Model solutions and hidden tests for lessons/11-failure-high-learning-rate.ipynb."""

# %% solution own-limit
def highest_rate(x):
    with_bias = np.c_[x, np.ones(len(x))]
    return 2 / np.linalg.eigvalsh(2 / len(x) * with_bias.T @ with_bias)[-1]

# %% hidden own-limit
assert np.isclose(highest_rate(np.array([[1.0], [-1.0]])), 1.0), "two rows: curvature 2 in both directions"
assert np.isclose(highest_rate(10 * x_train) * 100, highest_rate(x_train)), "the square of the scale"
assert np.isclose(highest_rate(x_raw), data.highest_learning_rate(x_raw), rtol=1e-3), "on any table"

# %% wrong own-limit: add the column of ones
def highest_rate(x):
    return 2 / np.linalg.eigvalsh(2 / len(x) * x.T @ x)[-1]

# %% wrong own-limit: Half of the limit
def highest_rate(x):
    with_bias = np.c_[x, np.ones(len(x))]
    return 1 / np.linalg.eigvalsh(2 / len(x) * with_bias.T @ with_bias)[-1]

# %% wrong own-limit: the loss is a mean
def highest_rate(x):
    with_bias = np.c_[x, np.ones(len(x))]
    return 2 / np.linalg.eigvalsh(2 * with_bias.T @ with_bias)[-1]

# %% wrong own-limit: sorts upwards
def highest_rate(x):
    with_bias = np.c_[x, np.ones(len(x))]
    return 2 / abs(np.linalg.eigvalsh(2 / len(x) * with_bias.T @ with_bias)[0])

# %% wrong own-limit: That is the curvature itself
def highest_rate(x):
    with_bias = np.c_[x, np.ones(len(x))]
    return np.linalg.eigvalsh(2 / len(x) * with_bias.T @ with_bias)[-1]

# %% wrong own-limit: one number for each direction
def highest_rate(x):
    with_bias = np.c_[x, np.ones(len(x))]
    return 2 / np.linalg.eigvalsh(2 / len(x) * with_bias.T @ with_bias)

# %% wrong own-limit: return its result
def highest_rate(x):
    print(2 / curvature)

# %% solution rescue
def scale_inputs(x_train, x_val):
    mean, spread = x_train.mean(axis=0), x_train.std(axis=0)
    return (x_train - mean) / spread, (x_val - mean) / spread

# %% hidden rescue
made = np.array([[0.0, 10.0], [2.0, 30.0]])
first, second = scale_inputs(made, np.array([[4.0, 20.0]]))
assert np.allclose(first, [[-1, -1], [1, 1]]) and np.allclose(second, [[3, 0]]), "training mean for both"

# %% wrong rescue: do not have mean 0 yet
def scale_inputs(x_train, x_val):
    return x_train / 255, x_val / 255

# %% wrong rescue: do not have mean 0 yet
def scale_inputs(x_train, x_val):
    return (x_train - x_train.mean()) / x_train.std(), (x_val - x_train.mean()) / x_train.std()

# %% wrong rescue: still differ in spread
def scale_inputs(x_train, x_val):
    return x_train - x_train.mean(axis=0), x_val - x_train.mean(axis=0)

# %% wrong rescue: with its own mean
def scale_inputs(x_train, x_val):
    return tuple((x - x.mean(axis=0)) / x.std(axis=0) for x in (x_train, x_val))

# %% wrong rescue: Return two arrays
def scale_inputs(x_train, x_val):
    return (x_train - x_train.mean(axis=0)) / x_train.std(axis=0)

# %% wrong rescue: changed the array it was given
def scale_inputs(x_train, x_val):
    mean, spread = x_train.mean(axis=0), x_train.std(axis=0)
    x_train -= 0.001
    return (x_train - mean) / spread, (x_val - mean) / spread

# %% solution broken
first_rise = next(epoch for epoch in range(2, 101) if losses_seen[epoch - 1] > losses_seen[epoch - 2])
first_broken = next(epoch for epoch, loss in enumerate(losses_seen, 1) if not np.isfinite(loss))

# %% hidden broken
assert first_broken - first_rise > 50, "it rises for tens of epochs before it breaks"
assert np.isfinite(losses_seen[first_broken - 2]), "the epoch before was still finite"

# %% wrong broken: epochs count from 1, lists from 0
first_rise = 3
first_broken = [np.isfinite(loss) for loss in losses_seen].index(False)

# %% wrong broken: That is the last epoch
first_rise = 3
first_broken = len(losses_seen)

# %% wrong broken: the last before the rise
first_rise = 2
first_broken = [np.isfinite(loss) for loss in losses_seen].index(False) + 1

# %% wrong broken: It rose long before it broke
first_broken = [np.isfinite(loss) for loss in losses_seen].index(False) + 1
first_rise = first_broken

# %% solution colleague
# A y with standard deviation 1 gives a loss of 1 to a model that always answers the mean, so 1.3 says that
# the network has learnt nothing: clipping took away the NaN, not the illness. Before the network grows,
# look at the data: are x and y finite, and how large are the inputs? If they are not scaled, the highest
# learning rate may lie hundreds of times below the optimizer's default: scale them first, which may be the
# whole cure. Then take out the clipping, so that you see what happens, and lower the learning rate ten
# times; look in which epoch the loss first rises. Only if single spikes remain, clip, and choose the number
# by trying several. This order goes from what makes every later step meaningless (the data) to what only
# caps the damage.
