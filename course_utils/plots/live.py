"""A chart that grows while a model trains, drawn in a few milliseconds.

Three layers: the empty axes, the title and the earlier runs on them, the current run on top. The lower two
are kept as pixels, and a new epoch redraws only the last. No pyplot: the chart can be drawn in any thread.
"""

import threading

from course_utils.history import metric_names, metrics_of
from course_utils.plots import style
from course_utils.plots.panel import Panel
from course_utils.plots.png import quick_png

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

MOST_PANELS = 4
MOST_GHOSTS = 6  # more earlier runs than this cannot be told apart
LEFT, RIGHT, TOP, BOTTOM, BETWEEN = 48, 66, 62, 44, 52  # pixels


class LiveChart:
    r"""Panels of one metric each: the current run in colour, earlier runs in grey.

    Every method may be called from any thread.

    Args:
        metrics: List of metric names without `val_`, at most four are drawn; or None: the metrics of the
            first epoch or the first earlier run.
        epochs: Integer, the length of the x axis.
        width: Integer, pixels.
        height: Integer, pixels of one row of panels. Three and four panels stand in two rows.

    Example:
    >>> chart = LiveChart(["loss"], epochs=2)
    >>> chart.start("learning_rate 0.1")
    >>> chart.add_epoch({"loss": 2.3, "val_loss": 2.1})
    >>> chart.draw()[:4]
    b'\x89PNG'
    """

    def __init__(self, metrics=None, epochs=1, *, width=760, height=300):
        self._lock = threading.RLock()
        self._size = width, height
        self._epochs, self._label = epochs, ""
        self._ghosts, self._current = [], {}
        self._panels = []
        self._validated = False  # the last known: a run that begins does not tell
        self._empty = self._behind = None  # pixels of the axes; the same with title and earlier runs
        if metrics:
            self._open(metrics)

    def start(self, label="", epochs=None):
        """Begin a run: forget the current curves.

        Args:
            label: String, stands over the chart.
            epochs: Integer, a new length of the x axis, or None to keep it.
        """
        self.show({}, label, epochs)

    def show(self, history, label="", epochs=None):
        """Show a whole run as the current one, such as one that is remembered.

        Args:
            history: Anything that `metrics_of` reads.
            label: String, stands over the chart.
            epochs: Integer, a new length of the x axis, or None to keep it.
        """
        with self._lock:
            if label != self._label:
                self._label, self._behind = label, None
            self._current = metrics_of(history)
            if epochs is not None and epochs != self._epochs:
                self._epochs, self._empty = epochs, None
            self._refit()

    def add_epoch(self, logs):
        """Add the values of one more epoch to the current run.

        Args:
            logs: Dict, metric name to number, as Keras passes it to `on_epoch_end`.
        """
        with self._lock:
            for name, value in metrics_of({name: [value] for name, value in logs.items()}).items():
                self._current.setdefault(name, []).extend(value)
            if not self._panels:
                self._refit()
            self._name_lines()  # whether there is validation, an epoch tells
            for panel in self._panels:
                # Within a run the axis moves only for a value that it has no room for.
                newest = [value for curve in panel.curves(self._current) for value in curve[-1:]]
                if not panel.holds(newest):
                    self._fit(panel)

    def ghost(self, history, label=""):
        """Add an earlier run.

        Args:
            history: Anything that `metrics_of` reads.
            label: String, written at the end of the curve; it is cut after nine letters.
        """
        with self._lock:
            self.set_runs([*self._ghosts, (label, history)])

    def set_runs(self, runs):
        """Replace all earlier runs. The newest six are drawn.

        Args:
            runs: List of `(label, history)`.
        """
        with self._lock:
            ghosts = [(label, metrics_of(history)) for label, history in runs][-MOST_GHOSTS:]
            if ghosts != self._ghosts:  # their names are most of what a picture costs
                self._ghosts, self._behind = ghosts, None
                self._refit()

    def draw(self):
        """Draw what is new.

        Returns:
            Bytes of a PNG picture.
        """
        with self._lock:
            if not self._panels:
                self._open(["loss"])
            canvas = self._canvas
            if self._empty is None:
                canvas.draw()
                self._empty, self._behind = canvas.copy_from_bbox(self._figure.bbox), None
            canvas.restore_region(self._behind or self._empty)
            if self._behind is None:
                self._set_title()
                self._figure.draw_artist(self._title)
                for panel in self._panels:
                    panel.draw_ghosts(self._ghosts)
                self._behind = canvas.copy_from_bbox(self._figure.bbox)
            for panel in self._panels:
                panel.draw_current(self._current)
            return quick_png(np.asarray(canvas.buffer_rgba()))

    def _set_title(self):
        """Write as many of the settings as stand to the left of the legend."""
        settings = self._label.split(", ")
        legend = self._figure.legends[0].get_window_extent(self._canvas.get_renderer())
        for shown in range(len(settings), 0, -1):
            left_out = ["…"] if shown < len(settings) else []
            self._title.set_text(", ".join([*settings[:shown], *left_out]))
            if self._title.get_window_extent(self._canvas.get_renderer()).x1 < legend.x0:
                return

    def _histories(self):
        return [history for _, history in self._ghosts] + [self._current]

    def _refit(self):
        """Choose the axes for what is there now."""
        if not self._panels:
            names = next((metric_names(history) for history in self._histories() if history), None)
            if names is None:
                return
            self._open(names)
        self._name_lines()
        for panel in self._panels:
            panel.set_epochs(self._epochs)  # a new length has forgotten the empty axes
            self._fit(panel)

    def _fit(self, panel):
        if panel.fit_limits(self._histories()):
            self._empty = self._behind = None

    def _open(self, metrics):
        """Lay out the panels. The places are fixed: nothing moves when a number grows longer."""
        metrics = metrics[:MOST_PANELS]
        rows = 1 if len(metrics) <= 2 else 2
        columns = -(-len(metrics) // rows)
        width, height = self._size[0], self._size[1] * rows
        inches = width / style.DPI, height / style.DPI
        self._figure = Figure(figsize=inches, dpi=style.DPI, facecolor=style.PAPER)
        self._canvas = FigureCanvasAgg(self._figure)
        for index, metric in enumerate(metrics):
            row, column = divmod(index, columns)
            across, down = width / columns, (height - TOP) / rows
            box = (
                column * across + LEFT,
                (rows - 1 - row) * down + BOTTOM,
                across - LEFT - RIGHT,
                down - BOTTOM - (BETWEEN - 24 if row else 0),
            )
            ax = self._figure.add_axes((box[0] / width, box[1] / height, box[2] / width, box[3] / height))
            panel = Panel(ax, metric)
            panel.set_epochs(self._epochs)
            panel.fit_limits([])
            self._panels.append(panel)
        self._title = self._figure.text(
            LEFT / width, 1 - 10 / height, "", va="top", fontsize=style.TEXT, color=style.INK, animated=True
        )
        self._name_lines()

    def _name_lines(self):
        """Name in the legend the kinds of lines that are drawn, and no other."""
        if histories := [history for history in self._histories() if history]:
            self._validated = any(name.startswith("val_") for history in histories for name in history)
        dashes = {} if self._validated else {"linestyle": "-"}
        named = {
            "training": style.TRAINING,
            **({"validation": style.VALIDATION} if self._validated else {}),
            **({"earlier runs": {**style.GHOST_LINE, **dashes}} if self._ghosts else {}),
        }
        legends = self._figure.legends
        if legends and [text.get_text() for text in legends[0].get_texts()] == list(named):
            return
        for legend in list(legends):
            legend.remove()
        self._empty = self._behind = None
        self._figure.legend(
            [Line2D([], [], **look) for look in named.values()],
            list(named),
            loc="upper right",
            ncols=len(named),
            frameon=False,
            fontsize=style.SMALL,
            labelcolor=style.INK,
            handlelength=2.6,
            borderaxespad=0.2,
        )
