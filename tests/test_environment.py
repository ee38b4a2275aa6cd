"""The report of lesson 00: judged on facts written by hand, then on this very kernel's."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from course_utils import environment
from course_utils.environment import Facts, Needs, judge

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ELSEWHERE = "winonly==1; platform_system == 'None'"
NEEDS = Needs(">=3.11,<3.14", ["keras>=3.15,<4", "anywidget>=0.11,<1", ELSEWHERE])
GOOD = Facts("3.12.4", {"keras": "3.15.1", "anywidget": "0.11.0"}, 2 * 10**9)


def test_all_is_well():
    lines = judge(GOOD, NEEDS)
    assert [line.what for line in lines] == ["Python", "keras", "anywidget", "memory"]
    assert all(str(line).startswith("[ok] ") for line in lines)


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ({"python": "3.10.9"}, ["[fix] Python", "3.10.9", "needs >=3.11,<3.14", "python3 course.py lab"]),
        ({"python": "3.14.0"}, ["[fix] Python", "3.14.0"]),
        ({"packages": {**GOOD.packages, "keras": "2.15.0"}}, ["[fix] keras", "2.15.0", "course.py lab"]),
        ({"packages": {**GOOD.packages, "keras": None}}, ["[fix] keras", "missing", "requirements.txt"]),
        ({"packages": {"keras": "3.15.1"}}, ["[fix] anywidget", "missing"]),
        ({"memory": 400 * 10**6}, ["[fix] memory", "0.4 GB", "needs 1 GB", "Shut Down All Kernels"]),
    ],
)
def test_one_thing_is_wrong(fact, said):
    [bad] = [line for line in judge(GOOD._replace(**fact), NEEDS) if not line.good]
    for words in said:
        assert words in str(bad)


def test_what_cannot_be_known_is_not_held_against_anyone():
    assert all(line.good for line in judge(GOOD._replace(memory=None), NEEDS))


def test_a_version_before_its_release_counts():
    assert all(line.good for line in judge(GOOD._replace(python="3.13.0rc1"), NEEDS))


def test_the_needs_are_those_of_pyproject():
    needs = environment.needed()  # from the installed package or from the file, which write them differently
    written = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(written)["project"]
    assert SpecifierSet(needs.python) == SpecifierSet(project["requires-python"])
    assert {*map(Requirement, needs.packages)} == {*map(Requirement, project["dependencies"])}


def test_this_environment_is_well():
    report = environment.report()
    assert [str(line) for line in report.lines if not line.good] == []
    assert any(line.what.startswith("tensorflow") and line.found.startswith("2.") for line in report.lines)


def test_the_page_says_itself_whether_it_is_live():
    report = environment.Report(judge(GOOD, NEEDS))
    bundle = report._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"].splitlines()[-1].startswith("[fix] live widgets")
    [lines] = report.widget.children
    assert lines.text.splitlines()[-1].startswith("[ok]  live widgets")
    assert lines.text.splitlines()[:-1] == bundle["text/plain"].splitlines()[:-1]


def test_without_anywidget_the_text_is_left(monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    assert set(environment.Report(judge(GOOD, NEEDS))._repr_mimebundle_()) == {"text/plain"}


KERNEL_WITHOUT_KERAS = """
import sys
import tomllib
from types import SimpleNamespace

sys.modules["IPython"] = SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=True))
from course_utils import environment

print(environment.report())
"""


def test_in_a_kernel_without_keras_the_report_can_still_be_made(tmp_path):
    (tmp_path / "keras.py").write_text("print('asked for keras')\nraise ModuleNotFoundError(name='keras')")
    path = os.pathsep.join([str(tmp_path), str(Path(environment.__file__).parents[1])])
    command, variables = [sys.executable, "-c", KERNEL_WITHOUT_KERAS], {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(command, env=variables, capture_output=True, text=True)
    assert "asked for keras" in done.stdout and "live widgets" in done.stdout, done.stdout + done.stderr
