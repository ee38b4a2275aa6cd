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


def test_the_readme_fills_one_hour_with_ideas_that_exist():
    row = re.compile(r"^\| \[\d\d\]\(lessons/(.+)\), ideas? (.+): .+ \| (\d+) \|$", re.M)
    rows = row.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert 3 <= len(rows) <= 6 and sum(int(minutes) for _, _, minutes in rows) == 60
    for name, ideas, _ in rows:
        text = (ROOT / "lessons" / name).read_text(encoding="utf-8")
        assert all(f"## {number} · " in text for number in re.findall(r"\d", ideas)), name


def test_the_first_lesson_lists_every_other_with_its_question_and_minutes():
    row = re.compile(r"^\| (\d\d) \| \[(.+)\]\((.+)\) \| (\d+) \|$", re.M)
    cells = json.loads(LESSONS[0].read_text(encoding="utf-8"))["cells"]
    rows = [found for cell in cells for found in row.findall("".join(cell["source"]))]
    told = [(path.stem[:2], path.name, about(path)[1]) for path in LESSONS[1:]]
    assert rows == [(number, lesson["title"], name, str(lesson["minutes"])) for number, name, lesson in told]


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
def test_the_head_links_the_prerequisites(path):
    head = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"][1]
    linked = re.findall(r"\[(\d\d)\]\((.+?)\.ipynb\)", head)
    assert linked == [(name[:2], name) for name in about(path)[1]["prerequisites"]], head


def test_a_lesson_needs_only_lessons_that_come_before():
    names = [path.stem for path in LESSONS]
    for place, path in enumerate(LESSONS):
        assert set(about(path)[1]["prerequisites"]) <= set(names[:place]), path.name
