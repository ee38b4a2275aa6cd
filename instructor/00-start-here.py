# %% solution count-pictures
pictures = len(x_train)

# %% hidden count-pictures
assert pictures == x_train.shape[0] == len(y_train), "one label for each picture"

# %% wrong count-pictures: the whole shape
pictures = x_train.shape

# %% wrong count-pictures: 64 numbers make up one picture
pictures = 64

# %% wrong count-pictures: pictures for validation
pictures = len(x_val)

# %% solution last-accuracy
my_accuracy = history.history["val_accuracy"][-1]

# %% hidden last-accuracy
assert isinstance(my_accuracy, float) and 0.9 < my_accuracy < 1, "a share of the validation pictures"

# %% wrong last-accuracy: on the training data
my_accuracy = history.history["accuracy"][-1]

# %% wrong last-accuracy: the whole list
my_accuracy = history.history["val_accuracy"]

# %% wrong last-accuracy: That is a loss
my_accuracy = history.history["val_loss"][-1]

# %% wrong last-accuracy: the first epoch
my_accuracy = history.history["val_accuracy"][0]

# %% solution new-pictures
# Keep some pictures aside that `fit` never sees, or collect new ones, and call `evaluate` on them. Naming the
# training pictures right may be mere memory; the accuracy on pictures that the model did not learn from says
# how it will do on new ones. I would compare the two: if accuracy is far lower on the new pictures, the model
# has learnt its training pictures by heart and is not finished.
