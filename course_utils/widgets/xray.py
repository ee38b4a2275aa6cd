"""`Xray`: one recorded epoch, batch by batch, behind a slider."""

from course_utils.plots.figure import DescribedFigure
from course_utils.plots.xray import checked, described, xray
from course_utils.widgets.stepper import Stepper


class Xray(Stepper):
    """Step through the batches of an epoch that was recorded: the arrow keys go from batch to batch.

    Nothing is trained here. Show it as the last line of a cell; where no widget can live, the whole epoch
    stands there as a picture with its words.

    Args:
        steps: list of one dict a batch, in order: the images `x` of shape (rows, side * side), the labels `y`
            of shape (rows,), and the numbers `loss`, `running_mean`, `gradient` (its size) and `move` (how
            far the weights went).
        label: the slider's name.

    Attributes:
        slider: its `value` is the batch, counted from 1.
        picture: its `alt` says what is seen.

    Raises:
        ValueError: there is no step, or one of them lacks a key.

    Example:
        Xray([{"x": x, "y": y, "loss": 2.3, "running_mean": 2.3, "gradient": 1.0, "move": 0.1}])
    """

    def __init__(self, steps: list[dict], label: str = "batch"):
        self._steps = checked(steps)
        batches = list(range(1, len(self._steps) + 1))
        super().__init__(label, batches, start=1, still=batches[-1])

    def figure(self, value: int) -> DescribedFigure:
        """The batch, and the numbers of all batches up to it."""
        return xray(self._steps, value)

    def words(self, value: int) -> str:
        """The batch in words."""
        return described(self._steps, value)

    def progress(self, value: int) -> dict:
        """How many of the updates are made."""
        total = len(self._steps)
        return {"total": total, "done": value, "doing": f"{value} of {total} updates made"}

    def __repr__(self) -> str:
        return f"Xray({len(self._steps)} batches)"
