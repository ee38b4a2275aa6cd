"""The look: readable colours, and never colour alone."""

from course_utils.plots import style

import pytest
from matplotlib.colors import to_rgb


def contrast_on_white(colour):
    """Contrast ratio as WCAG 2.2 defines it."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


@pytest.mark.parametrize("colour", [*style.COLOURS, style.GHOST])
def test_curves_can_be_seen_on_white(colour):
    assert contrast_on_white(colour) >= 3


@pytest.mark.parametrize("colour", [style.INK, style.MUTED])
def test_words_can_be_read_on_white(colour):
    assert contrast_on_white(colour) >= 4.5


@pytest.mark.parametrize("part", ["color", "marker", "linestyle"])
def test_curves_differ_in_colour_and_marker_and_line(part):
    looks = [style.curve_style(index) for index in range(len(style.COLOURS))]
    assert len({look[part] for look in looks}) == len(style.COLOURS)
    assert style.TRAINING[part] != style.VALIDATION[part]
    assert style.curve_style(len(style.COLOURS)) == looks[0]


@pytest.mark.parametrize(("points", "step"), [(1, 1), (12, 1), (40, 3), (400, 33)])
def test_a_long_curve_carries_about_a_dozen_markers(points, step):
    assert style.marker_step(points) == step
