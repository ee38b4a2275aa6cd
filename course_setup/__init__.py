"""What stands behind course.py: it makes .venv and fills it. Standard library only."""
import os
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)  # the Pythons that pyproject.toml names
ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements.txt"
LESSONS_LOCK = ROOT / "binder" / "requirements.txt"
GIGABYTES = 3  # .venv takes 2.3, its packages on their way there some more


def dotted(version):
    """Write (3, 11) as 3.11."""
    return ".".join(map(str, version))
