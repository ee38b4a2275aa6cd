"""Datasets that somebody measured: handwritten digits, and patients. Both come with scikit-learn."""

from course_utils.data.parts import check_choice, check_count, check_share, pairs, standardised

import numpy as np

DIGITS_TRAIN = 1437  # four fifths of the 1,797 digits
DIABETES_TRAIN = 353  # four fifths of the 442 patients
DIGITS_SCALES = ("0..1", "0..16", "standardised")


def digits(*, scale="0..1", noisy_labels=0.0, n=None, test=False, seed=0):
    """Handwritten digits of 8 by 8 pixels, in ten classes: 1,797 images from scikit-learn, shuffled.

    With few images and wrong labels, `digits(n=250, noisy_labels=0.25)`, a network learns the mistakes by
    heart: an overfitting that needs no patience. Labels for validation and test stay right.

    Args:
        scale: "0..1"; "0..16", the file's own range; or "standardised": each pixel has mean 0 and standard
            deviation 1 over the training images.
        noisy_labels: Float from 0 to 1, the share of the training images whose label is drawn anew at random.
        n: Integer, how many images to train on, at most 1,437; None for all.
        test: Whether to split the validation images into 180 for validation and 180 for a test.
        seed: Integer, for the order of the images and the noise.

    Returns:
        `(x_train, y_train), (x_val, y_val)`: x of shape `(1437, 64)` and `(360, 64)`, y of shape `(1437,)`
        and `(360,)`, int64, 0 to 9. With `test=True` the pairs hold 1,437, 180 and 180 images.

    Raises:
        ValueError: If an argument is out of its range.

    Example:
    >>> (x_train, y_train), (x_val, y_val) = digits()
    >>> x_train.shape, y_train.shape, x_val.shape
    ((1437, 64), (1437,), (360, 64))
    """
    from sklearn.datasets import load_digits  # Only here: scikit-learn takes a second to import.

    check_choice("scale", scale, DIGITS_SCALES)
    check_share("noisy_labels", noisy_labels)
    check_count("n", DIGITS_TRAIN if n is None else n, DIGITS_TRAIN)
    source = load_digits()
    generator = np.random.default_rng(seed)
    order = generator.permutation(len(source.data))
    x, y = source.data[order].astype("float32"), source.target[order].astype("int64")
    (x_train, x_rest), (y_train, y_rest) = np.split(x, [DIGITS_TRAIN]), np.split(y, [DIGITS_TRAIN])
    if scale == "0..1":
        x_train, x_rest = x_train / 16, x_rest / 16
    elif scale == "standardised":
        x_train, x_rest = standardised(x_train, x_rest)
    x_train, y_train = x_train[:n], y_train[:n].copy()
    wrong = generator.random(len(y_train)) < noisy_labels
    y_train[wrong] = generator.integers(0, 10, wrong.sum())
    return pairs((x_train, y_train), x_rest, y_rest, test)


def diabetes(*, standardise=True, test=False, seed=0):
    """How far diabetes went within a year, for 442 patients: ten measurements, from scikit-learn, shuffled.

    As measured, the features have very different sizes (an age in years, a cholesterol in the hundreds), and
    gradient descent bears only a tiny learning rate. Standardised, it bears one ten thousand times as large.

    Args:
        standardise: Whether each feature is shifted and scaled to mean 0 and standard deviation 1 over the
            training patients.
        test: Whether to split the validation patients into 44 for validation and 45 for a test.
        seed: Integer, for the order of the patients.

    Returns:
        `(x_train, y_train), (x_val, y_val)`: x of shape `(353, 10)` and `(89, 10)`, y of shape `(353, 1)` and
        `(89, 1)`, float32, with mean 0 and standard deviation 1 over the training patients.
    """
    from sklearn.datasets import load_diabetes

    source = load_diabetes(scaled=False)
    order = np.random.default_rng(seed).permutation(len(source.data))
    x_train, x_rest = np.split(source.data[order].astype("float32"), [DIABETES_TRAIN])
    y_train, y_rest = np.split(source.target[order, None].astype("float32"), [DIABETES_TRAIN])
    if standardise:
        x_train, x_rest = standardised(x_train, x_rest)
    y_train, y_rest = standardised(y_train, y_rest)
    return pairs((x_train, y_train), x_rest, y_rest, test)
