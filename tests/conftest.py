"""A tiny lesson that keeps every rule, for the tests of the tools that read, solve and run lessons."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

AIMS = "- see the loss fall;\n- count the steps of an epoch;\n- say what an epoch is."
KEY_FILE = '''\
"""Model solutions for lessons/03-tiny.ipynb."""

# %% solution steps
my_steps = -(-100 // 32)

# %% hidden steps
assert my_steps == 4, "the last, smaller batch is a step too"

# %% wrong steps: smaller batch
my_steps = 100 // 32

# %% wrong steps: whole number
my_steps = 100 / 32

# %% solution double
def double(value):
    return 2 * value

# %% hidden double
assert double(-1) == -2

# %% wrong double: twice
def double(value):
    return value ** 2

# %% wrong double: return
def double(value):
    print(2 * value)

# %% solution words
# An epoch is one pass
# over all rows.
'''
HINTS = """\
<details><summary>Hint 1</summary>

Read the question again.
</details>
<details><summary>Hint 2</summary>

Try a small number.
</details>"""
EXAMPLE = """\
class Model:
    def compile(self, **settings): ...

    def fit(self, x):
        return x.sum()


model = Model()
model.compile(optimizer="sgd")
model.fit(np.ones(3))"""
CHECK_STEPS = """\
with check("steps", points=2, learnt="Ragged ends count."):
    assert isinstance(my_steps, int), "A number of steps is a whole number."
    assert my_steps == 4, "The last, smaller batch counts."
"""
CHECK_DOUBLE = """\
with check("double", points=1):
    assert double(3) is not None, "Does it return its result?"
    assert double(3) == 6, "3 twice is 6."
"""
CELLS = [
    f"# 03 · What is a step?\n*20 minutes*\n\nBy the end you can\n{AIMS}",
    "from course_utils import check, predict, reveal\n\nimport numpy as np",
    EXAMPLE,
    "## Predict",
    'predict("how-many", "How many steps has an epoch?", [3, 4, 100])',
    '# NBVAL_CHECK_OUTPUT\nreveal("how-many", np.int64(4), because="The last batch is smaller.")',
    f"## Exercises\n{HINTS}",
    "# EXERCISE steps\nmy_steps = ...",
    CHECK_STEPS,
    f"### The second\n{HINTS}",
    "# EXERCISE double\ndef double(value):\n    raise NotImplementedError",
    CHECK_DOUBLE,
    "<!-- EXERCISE words points=5 -->\nWhat is an epoch?",
    f"You can now\n{AIMS}\n\n**Real questions this answers**: so1.",
]


def make_notebook(sources: list[str] = CELLS) -> nbformat.NotebookNode:
    """A notebook of these cells, which is the tiny lesson unless told otherwise."""
    cells = []
    for number, source in enumerate(sources):
        code = source.startswith(("# EXERCISE", "# NBVAL")) or not source.startswith(("#", "<", "You"))
        cells.append(new_code_cell(source) if code else new_markdown_cell(source))
        cells[-1].id = f"cell-{number}"
    notebook = new_notebook(cells=cells)
    notebook.metadata["lesson"] = {
        "number": 3,
        "title": "What is a step?",
        "minutes": 20,
        "prerequisites": [],
    }
    return notebook


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder with lessons/03-tiny.ipynb, whose exercises are untouched, and instructor/03-tiny.py."""
    (tmp_path / "lessons").mkdir()
    (tmp_path / "instructor").mkdir()
    nbformat.write(make_notebook(), tmp_path / "lessons" / "03-tiny.ipynb")
    (tmp_path / "instructor" / "03-tiny.py").write_text(KEY_FILE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def lesson_path(course: Path) -> Path:
    return course / "lessons" / "03-tiny.ipynb"


@pytest.fixture
def key_path(course: Path) -> Path:
    return course / "instructor" / "03-tiny.py"


def pytest_terminal_summary(terminalreporter):
    """Say at the end, where nobody overlooks it, that the browser tests are missing.

    It stands here because the process that writes the summary reads no conftest of deeper folders.
    """
    skipped = terminalreporter.stats.get("skipped", [])
    missing = [str(report.longrepr[-1]) for report in skipped if "NO CHROMIUM" in str(report.longrepr)]
    if missing:
        terminalreporter.section("browser tests", sep="!", red=True)
        terminalreporter.line(missing[0], red=True)
