"""What stands behind course.py: it makes .venv and fills it. Standard library only."""

import os
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)  # the Pythons that pyproject.toml names
ROOT = Path(__file__).resolve().parents[1]
LESSONS_LOCK = ROOT / "binder" / "requirements.txt"
GIGABYTES = 3  # an environment takes 2.3, its packages on their way there some more


class Environment:
    """A folder with a Python of its own, and the lock that says what is in it."""

    def __init__(self, folder, lock):
        self.folder = ROOT / folder
        self.lock = ROOT / lock
        self.python = self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self.mark = self.folder / "course-setup"  # where it was made and from what


LEARNERS = Environment(".venv", "requirements.txt")
# With nbgrader, whose extensions would stand in a learner's JupyterLab.
INSTRUCTORS = Environment(".venv-instructor", "instructor/requirements.txt")


def dotted(version):
    """Write (3, 11) as 3.11."""
    return ".".join(map(str, version))
