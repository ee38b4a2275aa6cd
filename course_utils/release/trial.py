"""Used by the solved version of a lesson: try an answer that is not right, and see that its check says so."""

import os

from course_utils.check import AGAIN, TODO, progress


def begin() -> None:
    """Let the checks speak and not raise, as they do for a learner, until the attempt is judged."""
    os.environ["COURSE_STRICT"] = "0"


def not_attempted(key: str) -> None:
    """Require that the check took the attempt for an untouched stub."""
    _require(key, TODO, "")


def not_yet(key: str, message: str) -> None:
    """Require that the check turned the attempt down with a message that holds `message`."""
    _require(key, AGAIN, message)


def _require(key: str, state: str, message: str) -> None:
    os.environ["COURSE_STRICT"] = "1"
    said = progress().get(key)
    if said is None:
        raise AssertionError(f"The check of {key!r} has not run.")
    if said.state != state or message not in said.message:
        wanted = f"{state!r} with {message!r}" if message else repr(state)
        raise AssertionError(
            f"The check of {key!r} must say {wanted}, but it said {said.state!r}: {said.message}"
        )
