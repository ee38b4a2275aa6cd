"""One panel of the live chart: the axes of one metric, with the current run and the earlier ones."""

import math

from course_utils.curves import first_nonfinite
from course_utils.history import epochs_of
from course_utils.plots import axis, style
from course_utils.plots.limits import finite, spread, y_limits

from matplotlib.lines import Line2D
from matplotlib.transforms import IdentityTransform, ScaledTranslation

LABEL_HEIGHT = 13  # pixels between two labels at the end of curves
ABOVE = 11  # pixels from a curve's end to its label where the panel goes on
LONGEST_LABEL = 9  # letters that fit to the right of a panel
BROKEN = " ✕"  # at the label of an earlier run that met NaN or infinity
MARK = 8  # points
NOTICE = 60  # pixels to the right of the panel: there a notice ends, so that a long title has room beside it


class Panel:
    """The axes of one metric.

    Args:
        ax: Matplotlib Axes.
        metric: String, the metric's Keras name without `val_`.
    """

    def __init__(self, ax, metric):
        self.ax, self.metric = ax, metric
        self.limits = None
        style.styled(ax, xlabel="epoch", title=metric.replace("_", " "))
        self._training = self._line(**style.TRAINING)
        self._validation = self._line(**style.VALIDATION)
        self._ghost = self._line(**style.GHOST_LINE, markersize=3)
        words = {"fontsize": style.SMALL, "animated": True, "va": "center"}
        self._label = ax.text(0, 0, "", color=style.MUTED, transform=IdentityTransform(), **words)
        dots = ax.get_figure().dpi_scale_trans
        aside = ax.transAxes + ScaledTranslation(NOTICE / style.DPI, 0, dots)
        self._notice = ax.text(1, 1.07, "", color=style.INK, ha="right", transform=aside, **words)
        # Its upper end touches the edge: above it stands the title.
        inside = ax.get_xaxis_transform() + ScaledTranslation(0, -MARK / 2 / 72, dots)
        self._mark = self._line(color=style.INK, markersize=MARK, transform=inside)
        self._mark.set_ydata([1])

    def _line(self, **settings):
        # Values beyond the axes are moved to their edge: nothing needs to be cut off, and markers stay whole.
        line = self.ax.add_line(Line2D([], [], animated=True, **settings))
        line.set_clip_on(False)
        return line

    def set_epochs(self, epochs):
        """Let the x axis run from 0 to `epochs`."""
        axis.set_epochs(self.ax, epochs)

    def curves(self, history):
        """The training and the validation curve of this metric in `history`, empty where there is none."""
        return history.get(self.metric, []), history.get(f"val_{self.metric}", [])

    def fit_limits(self, histories):
        """Choose the y axis anew for all these histories; whether it changed."""
        curves = [curve for history in histories for curve in self.curves(history)]
        limits = y_limits(self.metric, curves)
        if limits == self.limits or (self.limits and not any(finite(curve) for curve in curves)):
            return False
        self.limits = limits
        axis.set_limits(self.ax, limits)
        return True

    def holds(self, values):
        """Whether the y axis has room for these values."""
        low, high, _ = self.limits or (0, 0, "")
        return all(low <= value <= high for value in finite(values))

    def draw_ghosts(self, ghosts):
        """Draw earlier runs, a list of `(label, history)`, and name each at the end of its curve.

        A run of one epoch is a dot. One that broke before it was a line is named to the right of the panel.
        """
        ends = []
        for label, history in ghosts:
            training, validation = self.curves(history)
            for values, dashes in ((training, "-"), (validation, style.GHOST_LINE["linestyle"])):
                if values:
                    self._ghost.set(linestyle=dashes, marker="" if len(finite(values)) > 1 else "o")
                    visible = self._draw(self._ghost, values, max(len(training), len(validation)))
            if training or validation:
                beside, broken = self.ax.get_xlim()[1], first_nonfinite(training + validation)
                epoch, value = visible[-1] if visible else (beside, self.limits[1])
                ends.append((beside if broken and len(visible) < 2 else epoch, value, _named(label, broken)))
        self._write_labels(ends)

    def draw_current(self, history):
        """Draw the run in progress, with its newest values and with what went wrong."""
        training, validation = self.curves(history)
        length = max(len(training), len(validation))
        for line, values in ((self._training, training), (self._validation, validation)):
            if values:
                self._draw(line, values, length)
        notes = [
            axis.note(values, epochs_of(values, length), self.limits[1])
            for values in (training, validation)
            if values
        ]
        note = next(filter(None, notes), None)
        if note:
            epoch, marker, words = note
            self._mark.set(xdata=[epoch], marker=marker)
            self._notice.set_text(words)
            self.ax.draw_artist(self._mark)
            self.ax.draw_artist(self._notice)

    def _draw(self, line, values, length):
        """Draw a curve, what is outside at the edge; return its visible points."""
        last = self.ax.get_xlim()[1]
        # An earlier run may have had more epochs than fit on the axis now: the rest is left out.
        epochs = [epoch for epoch in epochs_of(values, length) if epoch <= last]
        shown = axis.clipped(values[: len(epochs)], self.limits)
        line.set_data(epochs, shown)
        line.set_markevery(style.marker_step(last))
        self.ax.draw_artist(line)
        return [point for point in zip(epochs, shown, strict=True) if not math.isnan(point[1])]

    def _write_labels(self, ends):
        """Write labels at the ends of curves, those that end in the same epoch one over another."""
        low, high = self.ax.bbox.y0 + 6, self.ax.bbox.y1 - 3
        for epoch in dict.fromkeys(epoch for epoch, _, _ in ends):
            here = [(value, label) for end, value, label in ends if end == epoch]
            points = [self.ax.transData.transform((epoch, value)) for value, _ in here]
            wishes, x = [y for _, y in points], points[0][0] + 5
            beside = epoch >= self.ax.get_xlim()[1]
            if (
                not beside
            ):  # other curves go on through the end of this one: its name stands above it, or below
                wishes, x = [y + ABOVE if y + ABOVE < high else y - ABOVE for y in wishes], points[0][0]
            for y, (_, label) in zip(spread(wishes, LABEL_HEIGHT, low, high), here, strict=True):
                self._label.set(x=x, y=y, text=label, ha="left" if beside else "center")
                self.ax.draw_artist(self._label)


def _named(label, broken):
    """The label as it fits beside the panel, with a cross if its run broke."""
    sign = BROKEN if broken else ""
    room = LONGEST_LABEL - len(sign)
    return (label if len(label) <= room else label[: room - 1] + "…") + sign
