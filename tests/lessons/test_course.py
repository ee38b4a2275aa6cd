"""The lessons are one course: each leads to the next, and the README lists them as they are."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted((ROOT / "lessons").glob("*.ipynb"))


def about(path: Path) -> tuple[str, dict]:
    """The last Markdown cell of a lesson, and its metadata."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    markdown = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    return markdown[-1], notebook["metadata"]["lesson"]


@pytest.mark.parametrize(("here", "after"), list(pairwise(LESSONS)), ids=lambda p: p.stem)
def test_each_lesson_leads_to_the_next(here, after):
    words = re.search(r"\*\*Next:\*\* \[(.+)\]\((.+)\)", about(here)[0])
    title = about(after)[1]["title"]
    assert words and words.groups() == (f"{after.stem[:2]} · {title}", after.name)


def test_the_readme_lists_every_lesson_with_its_question_and_minutes():
    assert len(LESSONS) >= 4
    row = re.compile(r"^\| \[(\d\d)\]\(lessons/(.+?)\) \| (.+?) \| (\d+) \|$", re.M)
    rows = row.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    told = [(path.stem[:2], path.name, about(path)[1]) for path in LESSONS]
    assert rows == [(number, name, lesson["title"], str(lesson["minutes"])) for number, name, lesson in told]


def test_a_lesson_needs_only_lessons_that_come_before():
    names = [path.stem for path in LESSONS]
    for place, path in enumerate(LESSONS):
        assert set(about(path)[1]["prerequisites"]) <= set(names[:place]), path.name
