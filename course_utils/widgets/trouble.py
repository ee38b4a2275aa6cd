"""Say in a learner's words what went wrong in a background run, and in which of the learner's lines."""

import sysconfig
import traceback
from pathlib import Path

_LIBRARIES = tuple(
    {sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), sysconfig.get_path("stdlib")}
)
_OURS = str(Path(__file__).parents[1])
_LONGEST = 1500  # characters; TensorFlow's messages may repeat the whole graph


def readable(error: BaseException) -> str:
    """The error's type, its message, and the last line of the learner's own program before it."""
    message = str(error).strip() or "no message"
    if len(message) > _LONGEST:
        message = message[:_LONGEST].rstrip() + " …"
    where = [f for f in traceback.extract_tb(error.__traceback__) if _is_learners(f.filename)]
    line = f"\nIn your line {where[-1].lineno}, in {where[-1].name}: {where[-1].line}" if where else ""
    return (
        f"The run ended with an error.\n{type(error).__name__}: {message}{line}\n"
        f"Mend it and move a slider, or press Train."
    )


def _is_learners(filename: str) -> bool:
    return not filename.startswith((*_LIBRARIES, _OURS, "<frozen")) and "__autograph" not in filename
