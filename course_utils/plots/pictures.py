"""Show samples that are images."""

import math

from course_utils.plots import style
from course_utils.plots.figure import describe, new_axes

import numpy as np

# A picture in colour ignores the map of greys.
_LOOK = {"vmin": 0, "vmax": 1}
_INK, _LIGHT = "gray_r", "gray"
_SMALL = 64  # pixels a side, which have room to be seen one by one; of more, thin lines would get gaps


def images(x, titles=None, *, columns=8, ink=True, alt=None, axes=None, ax=None):
    """Show images in a grid, each with its title.

    All share one range of grey, from the lowest to the highest value in `x`, so that a dark one looks dark.

    Args:
        x: Array of shape `(samples, height, width)`, `(samples, height, width, channels)` with 1 or 3
            channels, or `(samples, height * height)`; or a list of images of different sizes.
        titles: List of one title a sample, such as the labels; by default none.
        columns: Integer, images in a row.
        ink: Boolean, whether a high value in an image of one channel is ink on paper, as in the digits; False
            for grey photos, where a high value is light.
        alt: String, what the pictures show, for readers who do not see them; by default their number, size
            and titles.
        axes: List of Matplotlib Axes, one a sample. By default a new figure.
        ax: One Matplotlib Axes instead, for all of them: a panel of `FitLab`'s `also`.

    Returns:
        Array of the Axes.

    Raises:
        ValueError: If there is no image, a sample is no image, or titles and samples differ in number.
    """
    pictures = [_picture(np.asarray(sample)) for sample in x]
    if not pictures:
        raise ValueError("Expected one image or more; got none. Pass x[:8].")
    names = [""] * len(pictures) if titles is None else [str(title) for title in titles]
    if len(names) != len(pictures):
        raise ValueError(f"Expected a title for each of {len(pictures)} images; got {len(names)} titles.")
    columns = min(columns, len(pictures))
    rows = math.ceil(len(pictures) / columns)
    shades, look = _shades(pictures), {**_LOOK, "cmap": _INK if ink else _LIGHT}
    words = alt or _described(pictures, names)
    if ax is not None:
        _tiled(ax, shades, names, columns, look)
        describe(ax, words)
        return np.array([ax])
    if axes is None:
        side = style.WIDTH / max(columns, 6)
        axes = new_axes(columns, rows, width=side * columns, height=rows * (side + 0.25 * any(names)))
    for place in axes:
        place.set_axis_off()
    for place, shade, name in zip(axes, shades, names, strict=False):
        place.imshow(shade, interpolation=_interpolation(shade), **look)
        place.set_title(name, fontsize=style.SMALL, color=style.INK, pad=3)
    describe(axes[0], words)
    return axes


def _shades(pictures):
    """The pictures from 0 to 1: 0 is the lowest value in any of them, 1 the highest."""
    low = min(float(picture.min()) for picture in pictures)
    span = max(float(picture.max()) for picture in pictures) - low or 1
    return [(picture - low) / span for picture in pictures]


def _interpolation(shade):
    return "nearest" if max(shade.shape[:2]) <= _SMALL else "auto"


def _tiled(ax, shades, names, columns, look):
    """Draw all on one Axes, row by row. A new Axes for each would take ten times as long."""
    step = 1.3 if any(names) else 1.08  # a picture's longer side is 1
    for index, (shade, name) in enumerate(zip(shades, names, strict=True)):
        height, width = np.array(shade.shape[:2]) / max(shade.shape[:2])
        left, top = 1.08 * (index % columns), -step * (index // columns)
        place = (left, left + width, top - height, top)
        ax.imshow(shade, extent=place, interpolation=_interpolation(shade), **look)
        ax.text(left + width / 2, top + 0.03, name, fontsize=style.SMALL, color=style.INK, ha="center")
    ax.set(xlim=(0, 1.08 * columns - 0.08), ylim=(top - 1, 0.22 if any(names) else 0), aspect="equal")
    ax.set_axis_off()


def _picture(sample):
    """A sample as an array of shape (height, width) or (height, width, 3)."""
    if sample.ndim == 1 and math.isqrt(sample.size) ** 2 == sample.size and sample.size:
        return sample.reshape(math.isqrt(sample.size), -1)
    if sample.ndim == 3 and sample.shape[-1] == 1:
        return sample[..., 0]
    if sample.ndim == 2 or (sample.ndim == 3 and sample.shape[-1] == 3):
        return sample
    raise ValueError(
        "Expected images of shape (height, width), (height, width, 1) or (height, width, 3), or square ones "
        f"in a row; got a sample of shape {sample.shape}. For one image, pass x[:1]."
    )


def _described(pictures, names):
    sizes = sorted({picture.shape[:2] for picture in pictures})
    size = " and ".join(f"{height} by {width}" for height, width in sizes[:3])
    words = f"{len(pictures)} image{'s' * (len(pictures) > 1)} of {size} pixels"
    return f"{words}: {', '.join(names)}." if any(names) else f"{words}."
