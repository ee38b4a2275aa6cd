"""A figure that carries its description into the notebook, for readers who hear it instead of seeing it."""

from io import BytesIO

from course_utils.plots import style
from course_utils.plots.png import html_image, small_png

from matplotlib.figure import Figure
from PIL import Image


class DescribedFigure(Figure):
    """A Matplotlib figure with alternative text.

    A notebook's output gets the words three times, since each reader looks elsewhere: as `alt` of an image in
    HTML (JupyterLab, nbconvert, which drop it from a bare PNG), as metadata of the PNG, and as plain text
    (terminals). The PNG has no date and no version in it: drawn twice, it is the same to the last byte.
    """

    alt = ""

    def png(self):
        """The picture as PNG bytes."""
        buffer = BytesIO()
        self.savefig(buffer, format="png", dpi=self.dpi)
        return small_png(Image.open(buffer))

    def _repr_mimebundle_(self, include=None, exclude=None):
        png = self.png()
        data = {"image/png": png, "text/html": html_image(png, self.alt), "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt}}

    def _ipython_display_(self):
        # IPython prefers the PNG printer that the inline backend registers for every Figure to the bundle of
        # this one, and with "retina" that printer's metadata would replace the alternative text.
        from IPython.display import display

        data, metadata = self._repr_mimebundle_()
        display(data, metadata=metadata, raw=True)


def new_axes(columns=1, rows=1, *, width=style.WIDTH, height=style.HEIGHT, **kwargs):
    """Open a described figure which the notebook shows at the end of the cell.

    Args:
        columns: Integer, panels side by side.
        rows: Integer, panels one below the other.
        width: Float, the figure's width in inches.
        height: Float, its height in inches.
        **kwargs: More arguments for `Figure.subplots`, such as `sharex`.

    Returns:
        Array of Axes, shape `(rows * columns,)`, in reading order.
    """
    from matplotlib import pyplot  # Only here: whoever passes an Axes, or draws in a thread, needs no pyplot.

    figure = pyplot.figure(
        FigureClass=DescribedFigure,
        figsize=(width, height),
        dpi=style.DPI,
        layout="constrained",
        facecolor=style.PAPER,
    )
    return figure.subplots(rows, columns, squeeze=False, **kwargs).ravel()


def describe(ax, text):
    """Add `text` to the alternative text of the figure that `ax` is in, if it can carry one.

    Args:
        ax: Matplotlib Axes.
        text: String, one or more sentences.
    """
    figure = ax.get_figure(root=True)
    if isinstance(figure, DescribedFigure):
        figure.alt = f"{figure.alt} {text}".strip()
