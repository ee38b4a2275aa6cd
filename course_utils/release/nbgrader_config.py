"""How nbgrader 0.9.6 grades lessons that train with TensorFlow.

This copy is yours to edit: it stays as it is when assignments are added.
"""

import warnings
from pathlib import Path

from course_utils.release.lesson_stubs import LessonStubs

from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearSolutions

c = get_config()  # noqa: F821
here = Path(__file__).resolve().parent

# Remarks of SQLAlchemy on how nbgrader uses it; nobody who grades can do anything about them.
warnings.filterwarnings("ignore", module="nbgrader")

c.CourseDirectory.course_id = "why-wont-it-fit"
c.CourseDirectory.root = str(here)
# Where `nbgrader release_assignment` and students on the same computer meet: a folder all of them can reach.
c.Exchange.root = str(here / "exchange")

# A student finds the lesson's own stubs, not "YOUR CODE HERE" and an error.
steps = GenerateAssignment.preprocessors.default()
c.GenerateAssignment.preprocessors = [LessonStubs if step is ClearSolutions else step for step in steps]

# Importing TensorFlow takes ten seconds on a busy computer, a lesson's longest cell as many. With nbgrader's
# own limits (30 s for a cell, 4 s of silence) correct work would be worth nothing, and nobody would be told.
c.ExecutePreprocessor.startup_timeout = 300
c.ExecutePreprocessor.timeout = 180
c.ExecutePreprocessor.iopub_timeout = 60

# What goes to the kernel and comes back is encrypted; or else every notebook warns that it is not.
c.KernelManager.transport_encryption = "auto"

# nbgrader takes any line on the standard error for a failed test. Here an exception fails one; a warning
# of Keras does not.
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = r"[\s\S]"

# What `nbgrader zip_collect` reads from a file's name. Moodle: "Ada Lovelace_123_…/06-name.ipynb"; Canvas:
# "lovelaceada_LATE_12_345_06-name-1.ipynb"; or simply "ada/06-name.ipynb" and "ada_06-name.ipynb".
c.FileNameCollectorPlugin.named_regexp = (
    r".*[\\/](?P<student_id>[^\\/_]+)(_[^\\/]*)?[\\/_](?P<file_id>\d\d-[a-z-]*[a-z])[^\\/]*\.ipynb$"
)
