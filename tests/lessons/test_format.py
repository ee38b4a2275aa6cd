"""Every lesson on disk keeps every rule."""

from pathlib import Path

import code_rules
import pytest
import rules

LESSONS = sorted((Path(__file__).resolve().parents[2] / "lessons").glob("*.ipynb"))


def test_there_are_lessons():
    assert LESSONS, "no lesson was found, so no rule was tried"


@pytest.mark.parametrize("rule", rules.RULES + code_rules.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_rule(path, rule):
    assert list(rule(rules.Page(path))) == []


def test_every_key_file_belongs_to_a_lesson():
    folder = LESSONS[0].parents[1] / "instructor" if LESSONS else Path()
    keys = {path.stem for path in folder.glob("[0-9]*.py")}
    assert keys == {path.stem for path in LESSONS}
