# %% solution resume
my_initial_epoch = 3
my_epochs = 6

# %% hidden resume
assert (my_initial_epoch, my_epochs) == (3, 6), "there is one answer"

# %% wrong resume: Nothing is trained
my_initial_epoch = 3
my_epochs = 3

# %% wrong resume: It ends before it begins
my_initial_epoch = 4
my_epochs = 3

# %% wrong resume: the scheduler starts over
my_initial_epoch = 0
my_epochs = 3

# %% wrong resume: that is 2 epochs, not 3
my_initial_epoch = 4
my_epochs = 6

# %% wrong resume: epochs are counted from 0
my_initial_epoch = 4
my_epochs = 7

# %% solution stop-now
def stop_now(val_losses, patience):
    since_the_best = len(val_losses) - 1 - int(np.argmin(val_losses))
    return since_the_best >= patience

# %% hidden stop-now
for patience in [1, 2, 3, 5]:
    stopped = lab.run(patience=patience)["val_loss"]
    says = [bool(stop_now(stopped[:epochs], patience)) for epochs in range(1, len(stopped) + 1)]
    assert not any(says[:-1]), f"patience {patience}: not before EarlyStopping does"
    assert says[-1] or len(stopped) == 30, f"patience {patience}: in the epoch in which EarlyStopping does"

# %% wrong stop-now: Is there a > for a >=?
def stop_now(val_losses, patience):
    return len(val_losses) - 1 - np.argmin(val_losses) > patience

# %% wrong stop-now: Compare with the best
def stop_now(val_losses, patience):
    wait = 0
    for change in np.diff(val_losses):
        wait = 0 if change < 0 else wait + 1
    return wait >= patience

# %% wrong stop-now: do not count
def stop_now(val_losses, patience):
    return (np.diff(val_losses) > 0).sum() >= patience

# %% wrong stop-now: The function gives nothing back
def stop_now(val_losses, patience):
    print(len(val_losses) - 1 - np.argmin(val_losses) >= patience)

# %% solution fresh
def fresh(seed):
    keras.utils.set_random_seed(seed)
    return build()

# %% hidden fresh
for seed in range(3):
    starts = [fresh(seed).fit(x_few, y_few, epochs=2, verbose=0).history["loss"] for again in range(2)]
    assert starts[0] == starts[1], f"seed {seed}: the same history twice"

# %% wrong fresh: Seed 1 gave two different models
def fresh(seed):
    return build()

# %% wrong fresh: Seed 1 gave two different models
def fresh(seed):
    new = build()
    keras.utils.set_random_seed(seed)
    return new

# %% wrong fresh: You give the same model twice
def fresh(seed):
    keras.utils.set_random_seed(seed)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model

# %% wrong fresh: Use the argument seed
def fresh(seed):
    keras.utils.set_random_seed(0)
    return build()

# %% wrong fresh: The function gives nothing back
def fresh(seed):
    keras.utils.set_random_seed(seed)
    build()

# %% solution colleague
# The second fit began with the weights that SGD had trained, 88 % and not one in ten: fit goes on,
# and compiling again leaves the weights alone. Only the optimizer was new, and with it its state. So
# the second history shows epochs 11 to 20 of one training, and it must look better from its first
# epoch, with any optimizer that is not harmful. For a fair comparison I would call a build function
# for each optimizer, with the same seed before it, so that both start from the same first weights;
# train both for the same epochs, each at its own good learning rate; and repeat that over several
# seeds.
