# %% solution patience-needed
def patience_needed(val_losses):
    best, since, needed = np.inf, 0, 1
    for loss in val_losses[: int(np.argmin(val_losses)) + 1]:
        since += 1
        if loss < best:
            best, needed, since = loss, max(needed, since), 0
    return needed

# %% hidden patience-needed
long_run = stop_lab.run(patience=40)["val_loss"]
needed = patience_needed(long_run)
assert min(stop_lab.run(patience=needed)["val_loss"]) == min(long_run), "enough for the real EarlyStopping"
if needed > 1:
    assert min(stop_lab.run(patience=needed - 1)["val_loss"]) > min(long_run), "and one less is not"
assert patience_needed([0.5]) == 1, "one epoch"
assert patience_needed([0.9, 1.0, 1.1, 0.8, 0.85, 0.7]) == 3, "the longest way, not the last"

# %% wrong patience-needed: never sees 0.4
def patience_needed(val_losses):
    needed, wait, best = 0, 0, np.inf
    for loss in val_losses[: int(np.argmin(val_losses)) + 1]:
        wait = 0 if loss < best else wait + 1
        best, needed = min(best, loss), max(needed, wait)
    return needed

# %% wrong patience-needed: patience is not needed any more
def patience_needed(val_losses):
    best, since, needed = np.inf, 0, 1
    for loss in val_losses:
        since += 1
        needed = max(needed, since)
        if loss < best:
            best, since = loss, 0
    return needed

# %% wrong patience-needed: Compare with the best so far
def patience_needed(val_losses):
    wait, needed = 1, 1
    for change in np.diff(val_losses[: int(np.argmin(val_losses)) + 1]):
        wait = 1 if change < 0 else wait + 1
        needed = max(needed, wait)
    return needed

# %% wrong patience-needed: Nothing comes back
def patience_needed(val_losses):
    print(np.argmin(val_losses))

# %% solution recipe
def my_recipe(path):
    return [
        keras.callbacks.ReduceLROnPlateau(patience=2, factor=0.5),
        keras.callbacks.EarlyStopping(patience=6, restore_best_weights=True),
        keras.callbacks.ModelCheckpoint(path, save_best_only=True, save_weights_only=True),
    ]

# %% hidden recipe
by_name = {type(each).__name__: each for each in my_recipe(folder / "hidden.weights.h5")}
stop_patience, lower_patience = by_name["EarlyStopping"].patience, by_name["ReduceLROnPlateau"].patience
assert stop_patience > lower_patience, "the stop waits longer"
assert {each.monitor for each in by_name.values()} <= {"val_loss", "val_accuracy"}, "judged by new rows"

# %% wrong recipe: who was faster
def my_recipe(path):
    return [
        keras.callbacks.ReduceLROnPlateau(patience=5, factor=0.5),
        keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True),
        keras.callbacks.ModelCheckpoint(path, save_best_only=True, save_weights_only=True),
    ]

# %% wrong recipe: EarlyStopping needs less patience
def my_recipe(path):
    return [
        keras.callbacks.ReduceLROnPlateau(patience=2, factor=0.5),
        keras.callbacks.EarlyStopping(patience=40, restore_best_weights=True),
        keras.callbacks.ModelCheckpoint(path, save_best_only=True, save_weights_only=True),
    ]

# %% wrong recipe: Which argument puts the best back
def my_recipe(path):
    return [
        keras.callbacks.ReduceLROnPlateau(patience=2, factor=0.5),
        keras.callbacks.EarlyStopping(patience=6),
        keras.callbacks.ModelCheckpoint(path, save_best_only=True, save_weights_only=True),
    ]

# %% wrong recipe: Which argument saves only that
def my_recipe(path):
    return [
        keras.callbacks.ReduceLROnPlateau(patience=2, factor=0.5),
        keras.callbacks.EarlyStopping(patience=6, restore_best_weights=True),
        keras.callbacks.ModelCheckpoint(path, save_weights_only=True),
    ]

# %% wrong recipe: must end in `.keras`
def my_recipe(path):
    return [
        keras.callbacks.ReduceLROnPlateau(patience=2),
        keras.callbacks.EarlyStopping(patience=6, restore_best_weights=True),
        keras.callbacks.ModelCheckpoint(f"{path}.best", save_best_only=True),
    ]

# %% solution stop-at
class StopAt(keras.callbacks.Callback):
    def __init__(self, target, times=2):
        super().__init__()
        self.target, self.times = target, times

    def on_train_begin(self, logs=None):
        self.reached = 0

    def on_epoch_end(self, epoch, logs=None):
        self.reached = self.reached + 1 if logs["val_accuracy"] >= self.target else 0
        if self.reached >= self.times:
            self.model.stop_training = True

# %% hidden stop-at
keras.utils.set_random_seed(0)
fitted = build()
reached = fitted.fit(
    x_train, y_train, epochs=15, validation_data=(x_val, y_val), callbacks=[StopAt(0.95)], verbose=0
).history["val_accuracy"]
assert len(reached) < 15 and min(reached[-2:]) >= 0.95, "it ends a real fit"
pairs = [min(reached[at : at + 2]) for at in range(len(reached) - 2)]
assert not any(low >= 0.95 for low in pairs), "and not too late"

# %% wrong stop-at: It should take two in a row
class StopAt(keras.callbacks.Callback):
    def __init__(self, target, times=2):
        super().__init__()
        self.target, self.times = target, times

    def on_train_begin(self, logs=None):
        pass

    def on_epoch_end(self, epoch, logs=None):
        if logs["val_accuracy"] >= self.target:
            self.model.stop_training = True

# %% wrong stop-at: set the count back to 0
class StopAt(keras.callbacks.Callback):
    def __init__(self, target, times=2):
        super().__init__()
        self.target, self.times = target, times

    def on_train_begin(self, logs=None):
        self.reached = 0

    def on_epoch_end(self, epoch, logs=None):
        self.reached += logs["val_accuracy"] >= self.target
        if self.reached >= self.times:
            self.model.stop_training = True

# %% wrong stop-at: The second fit remembers the first
class StopAt(keras.callbacks.Callback):
    def __init__(self, target, times=2):
        super().__init__()
        self.target, self.times, self.reached = target, times, 0

    def on_train_begin(self, logs=None):
        pass

    def on_epoch_end(self, epoch, logs=None):
        self.reached = self.reached + 1 if logs["val_accuracy"] >= self.target else 0
        if self.reached >= self.times:
            self.model.stop_training = True

# %% wrong stop-at: Exactly the target counts, too
class StopAt(keras.callbacks.Callback):
    def __init__(self, target, times=2):
        super().__init__()
        self.target, self.times = target, times

    def on_train_begin(self, logs=None):
        self.reached = 0

    def on_epoch_end(self, epoch, logs=None):
        self.reached = self.reached + 1 if logs["val_accuracy"] > self.target else 0
        if self.reached >= self.times:
            self.model.stop_training = True

# %% wrong stop-at: Set self.model.stop_training
class StopAt(keras.callbacks.Callback):
    def __init__(self, target, times=2):
        super().__init__()
        self.target, self.times = target, times

    def on_train_begin(self, logs=None):
        self.reached = 0

    def on_epoch_end(self, epoch, logs=None):
        self.reached = self.reached + 1 if logs["val_accuracy"] >= self.target else 0
        if self.reached >= self.times:
            self.stop_training = True

# %% solution colleague
# EarlyStopping stopped: with patience 3 it counted three epochs without a new best and ended the run at
# epoch 9, so the best was epoch 6. ReduceLROnPlateau, with patience 5, never came to act; that the rate
# stayed says nothing about whether it was right. ModelCheckpoint watched val_acc, which does not exist: with
# mode="max" of its own it could only warn, and it saved every epoch, so the file holds the last one. The
# model that was evaluated has the weights of epoch 9, too: restore_best_weights was not asked for, and the
# file was not loaded. I would write ReduceLROnPlateau(patience=3), EarlyStopping(patience=9,
# restore_best_weights=True), ModelCheckpoint("best.keras", monitor="val_loss", save_best_only=True), and
# CSVLogger last, so that it sees the learning rate as well.
