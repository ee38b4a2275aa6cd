"""`Threshold`: probabilities, a slider that turns them into decisions, and the confusion matrix."""

from course_utils.plots.decision import checked, decision, described
from course_utils.plots.figure import DescribedFigure
from course_utils.widgets.stepper import Stepper

THRESHOLDS = tuple(round(0.01 * step, 2) for step in (1, *range(5, 100, 5), 99))


class Threshold(Stepper):
    """Move the threshold above which a probability counts as an alarm: nothing is trained, only decided anew.

    Show it as the last line of a cell; where no widget can live, the picture at `start` stands there with its
    words.

    Args:
        y: labels 0 or 1, of shape (rows,) or (rows, 1).
        p: the probabilities of class 1, in the same order, as `predict` returns them.
        start: where the slider stands at first.
        names: what class 0 and class 1 are called.
        costs: None, or what a miss costs and what an alarm for nothing costs.
        thresholds: the values of the slider.

    Attributes:
        slider: its `value` is the threshold.
        picture: its `alt` says what is seen.

    Raises:
        ValueError: y and p do not fit together, p holds no probabilities, or `start` is not on the slider.

    Example:
        Threshold(y_val, model.predict(x_val), names=("healthy", "ill"), costs=(10, 1))
    """

    def __init__(
        self,
        y,
        p,
        *,
        start: float = 0.5,
        names: tuple[str, str] = ("0", "1"),
        costs: tuple[float, float] | None = None,
        thresholds: tuple[float, ...] = THRESHOLDS,
    ):
        self._y, self._p = checked(y, p)
        self._names, self._costs = tuple(names), costs
        super().__init__("threshold", list(thresholds), start=start, still=start)

    def figure(self, value: float) -> DescribedFigure:
        """The two classes on either side of the threshold, and the confusion matrix."""
        return decision(self._y, self._p, value, self._names, self._costs)

    def words(self, value: float) -> str:
        """The confusion matrix in words."""
        return described(self._y, self._p, value, self._names, self._costs)

    def __repr__(self) -> str:
        return f"Threshold({len(self._y)} rows, threshold {self.slider.value:g})"
