"""Check an exercise: `with check("key", points=2):` around assertions that the learner can read.

While a learner works the block never raises, so *Run All* always reaches the end of the lesson. With the
environment variable `COURSE_STRICT=1` it raises unless the exercise is done: for CI and for graders.
"""

import os
import sys
import textwrap
from typing import NamedTuple

from course_utils import notice, stubs

TODO, AGAIN, DONE, UNSURE = "not attempted", "not yet", "done", "could not check"
_LOOK = {TODO: ("⬜", "plain"), AGAIN: ("❌", "again"), DONE: ("✅", "good"), UNSURE: ("⚠️", "ours")}


class Result(NamedTuple):
    """The state of one exercise: what was said, and how many of its points are earned."""

    state: str
    earned: float
    points: float
    message: str


_results: dict[str, Result] = {}


def progress() -> dict[str, Result]:
    """Return the latest result of every exercise of this lesson that was checked, by key."""
    return dict(_results)


def check(key: str, *, points: float = 1, learnt: str = "") -> "Check":
    """Check an exercise with the assertions of a `with` block.

    The learner sees one of four states. ⬜ Not attempted: a name that the block uses is still `...` or does
    not exist, or a stub raised NotImplementedError. ❌ Not yet: an assertion failed (its message says why)
    or the learner's own code raised. ✅ Done. ⚠️ Could not check: the block itself stumbled over something
    that it did not expect, which may be our mistake and is said so.

    Args:
        key: the exercise's key, the same as in its first line `# EXERCISE key`.
        points: what the exercise is worth.
        learnt: one sentence that adds something, shown when it is done.

    Returns:
        A context manager. Inside, assert from the coarse to the fine: type, then shape, then value,
        each with a message for the wrong answer that it meets.

    Raises:
        AssertionError: only with `COURSE_STRICT=1`, and then also whatever the block raised.

    Example:
        >>> my_epochs = 5
        >>> with check("enough-epochs", points=2, learnt="Each epoch sees every row once."):
        ...     assert my_epochs >= 5, "One epoch more than you think."
        ✅ Done: enough-epochs, 2 of 2 points. Each epoch sees every row once.
    """
    return Check(key, points, learnt)


class Check:
    """The context manager behind `check`: run the block, judge, say it, remember it."""

    def __init__(self, key: str, points: float, learnt: str):
        self.key, self.points, self.learnt = key, points, learnt

    def __enter__(self) -> "Check":
        self._block = stubs.block_of(sys._getframe(1))
        return self

    def __exit__(self, kind, error, traceback) -> bool:
        if error is not None and not isinstance(error, Exception):
            return False  # the learner pressed Stop, or left
        state, message, code = self._judge(error)
        earned = self.points if state == DONE else 0
        _results[self.key] = Result(state, earned, self.points, message)
        icon, mood = _LOOK[state]
        worth = f"{earned:g} of {self.points:g} point" + ("" if self.points == 1 else "s")
        title = f"{state.capitalize()}: {self.key}, {worth}."
        notice.show(notice.Notice(icon, title, message, code, mood))
        if os.environ.get("COURSE_STRICT", "0") in ("", "0") or state == DONE:
            return True
        if state == TODO:
            raise AssertionError(f"{self.key}: {state}. {message}") from error
        return False

    def _judge(self, error: Exception | None) -> tuple[str, str, str]:
        """Return the state, what to say, and the line to quote: missing first, then what the block found."""
        block = self._block
        if holes := block.holes():
            return TODO, f"Replace the three dots in {_listed(holes)}.", ""
        if error is None:
            return DONE, self.learnt, ""
        where = block.trace(error)
        if isinstance(error, NameError) and where.in_block:
            return TODO, f"Run the exercise cell above first: {error.name} does not exist yet.", ""
        if isinstance(error, NotImplementedError) and where.last_is_learners:
            return TODO, f"Write the body of {where.function}.", ""
        if isinstance(error, AssertionError) and not where.function:
            said = str(error)
            return (AGAIN, said, "") if said else (AGAIN, "This does not hold yet:", where.block_line)
        what = textwrap.shorten(f"{type(error).__name__}: {error}".rstrip(": "), 300, placeholder=" …")
        if where.function:
            return AGAIN, f"Your {where.function} stopped with {what}. It happened here:", where.learners_line
        held = block.values()
        seen = f" It read {held}." if held else ""
        said = f"The check stopped with {what}.{seen} If that is what you meant, the mistake is ours:"
        return UNSURE, said, where.block_line


def _listed(names: list[str]) -> str:
    *before, last = [f"`{name}`" for name in names]
    return f"{', '.join(before)} and {last}" if before else last
