"""Pictures as they come from outside: of many sizes, 0 to 255. All from files that come with scikit-learn."""

from course_utils.data.parts import check_count, total

import numpy as np

STICKER_KINDS = ("round", "wide", "tall")
DRAWINGS = 1797  # the digits that scikit-learn has
INK = 0.45  # where a blurred digit ends, as a share of its darkest grey
TEXTURE = 12  # pixels a side of the piece of a photo that is stretched to a sticker


def stickers(*, n=300, n_val=200, seed=0):
    """Ellipses of flower petals on a sky, cut out closely: round, wide or tall, each of another size.

    The kind is in the shape alone, so whoever makes all pictures square by squeezing has thrown it away.
    Petals and sky are pieces of scikit-learn's two sample photos, flower.jpg and china.jpg, each stretched
    with its sticker, so that their grain does not give the shape away.

    Args:
        n: Integer of at least 2, pictures to train on.
        n_val: Integer of at least 2, pictures to validate on.
        seed: Integer.

    Returns:
        `(x_train, y_train), (x_val, y_val)`: each x a list of uint8 arrays of shape `(height, width, 3)`,
        0 to 255, the shorter side of 20 to 47 pixels, the longer 1.6 to 2.4 times as long; y of shape `(n,)`
        and `(n_val,)`, int64, a place in `STICKER_KINDS`.

    Raises:
        ValueError: If there are too few pictures.
    """
    pictures = total(n, n_val, False)
    china, flower = _photos()
    generator = np.random.default_rng(seed)
    y = generator.integers(0, len(STICKER_KINDS), pictures)
    x = [_sticker(generator, kind, flower[120:300, 240:420], china[:150]) for kind in y]
    return (x[:n], y[:n]), (x[n:], y[n:])


def drawings(*, n=500, n_val=300, seed=0):
    """Outlines of handwritten digits, one pixel thin, on sheets of 128 to 192 pixels a side.

    Made from scikit-learn's digits, enlarged smoothly. One pixel of 16 by 16 stands for about a hundred here:
    resizing that looks at four of them loses the line.

    Args:
        n: Integer of at least 2, drawings to train on.
        n_val: Integer of at least 2, drawings to validate on; `n + n_val` is at most 1,797.
        seed: Integer, for choice, order and sizes.

    Returns:
        `(x_train, y_train), (x_val, y_val)`: each x a list of uint8 arrays of shape `(side, side, 1)`, 255
        for ink and 0 for paper; y of shape `(n,)` and `(n_val,)`, int64, 0 to 9.

    Raises:
        ValueError: If there are too few drawings, or too many.
    """
    from sklearn.datasets import load_digits  # Only here: scikit-learn takes a second to import.

    check_count("n + n_val", total(n, n_val, False), DRAWINGS)
    source = load_digits()
    generator = np.random.default_rng(seed)
    order = generator.permutation(DRAWINGS)[: n + n_val]
    x = [_outline(source.images[at], int(generator.integers(128, 193))) for at in order]
    y = source.target[order].astype("int64")
    return (x[:n], y[:n]), (x[n:], y[n:])


def crops(*, size=32, n=400, n_val=200, seed=0):
    """Grey square pieces of two photos, at random places: is it china.jpg (0) or flower.jpg (1)?

    Training pieces come from the left half of each photo, validation pieces from the right half.

    Args:
        size: Integer from 2 to 320, the side of a piece in pixels.
        n: Integer of at least 2, pieces to train on.
        n_val: Integer of at least 2, pieces to validate on.
        seed: Integer.

    Returns:
        `(x_train, y_train), (x_val, y_val)`: x of shape `(n, size, size, 1)`, float32, 0 to 1; y of shape
        `(n,)`, int64, 0 or 1.

    Raises:
        ValueError: If there are too few pieces, or the size is out of its range.
    """
    check_count("size", size, 320)
    total(n, n_val, False)
    grey = [photo.mean(axis=-1, keepdims=True) for photo in _photos()]
    generator = np.random.default_rng(seed)

    def half(many, columns):
        y = generator.integers(0, 2, many)
        x = np.stack([_piece(generator, grey[kind][:, columns], size, size) for kind in y])
        return (x / 255).astype("float32"), y

    return half(n, slice(None, 320)), half(n_val, slice(320, None))


def _photos():
    """Two colour photos, china.jpg and flower.jpg: uint8, shape (427, 640, 3)."""
    from sklearn.datasets import load_sample_images

    return load_sample_images().images


def _piece(generator, photo, height, width):
    top = generator.integers(0, photo.shape[0] - height + 1)
    left = generator.integers(0, photo.shape[1] - width + 1)
    return photo[top : top + height, left : left + width]


def _sticker(generator, kind, petals, sky):
    short = int(generator.integers(20, 48))
    long = int(short * generator.uniform(1.6, 2.4))
    height, width = ((short, short), (short, long), (long, short))[kind]
    y, x = np.mgrid[:height, :width]
    inside = ((y + 0.5) / height - 0.5) ** 2 + ((x + 0.5) / width - 0.5) ** 2 < 0.47**2
    size = width, height
    over, under = (_enlarged(_piece(generator, photo, TEXTURE, TEXTURE), size) for photo in (petals, sky))
    return np.where(inside[..., None], over, under)


def _outline(image, side):
    """The pixels of the enlarged digit that have paper above, below, left or right of them."""
    ink = _enlarged((image / 16).astype("float32"), (side, side)) > INK
    around = [np.roll(ink, step, axis) for axis in (0, 1) for step in (1, -1)]
    return np.where(ink & ~np.logical_and.reduce(around), 255, 0).astype("uint8")[..., None]


def _enlarged(image, size):
    """An array smoothly enlarged by Pillow, which takes the size as (width, height)."""
    from PIL import Image

    return np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BICUBIC))
