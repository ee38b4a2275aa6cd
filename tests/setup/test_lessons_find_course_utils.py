"""With nothing but requirements.txt installed, a kernel that starts in lessons/ finds ../course_utils."""

import os
import shutil
import subprocess
import sys

from course_setup import ROOT

CELL = """
from course_utils.plots import style
import course_utils, importlib, sys
print(course_utils.__file__, style.__name__, style is course_utils.plots.style)
assert importlib.reload(course_utils) is sys.modules["course_utils"]
assert hasattr(course_utils, "plots")
"""


def test_the_package_beside_lessons_is_the_one_imported(tmp_path):
    """Also where another course_utils is installed: this one here belongs to these lessons."""
    (tmp_path / "lessons").mkdir()
    shutil.copy(ROOT / "lessons" / "course_utils.py", tmp_path / "lessons")
    plots = tmp_path / "course_utils" / "plots"
    plots.mkdir(parents=True)
    for module in (plots.parent / "__init__.py", plots / "__init__.py", plots / "style.py"):
        module.touch()
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    told = subprocess.run(
        [sys.executable, "-c", CELL], cwd=tmp_path / "lessons", env=variables, capture_output=True, text=True
    )
    assert told.stderr == ""
    assert told.stdout.split() == [str(plots.parent / "__init__.py"), "course_utils.plots.style", "True"]
