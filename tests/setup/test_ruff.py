"""The whole repository, notebooks included, is as ruff wants it."""

import re
import subprocess
import sys

from course_setup import ROOT


def ruff(*arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "ruff", *arguments, "--no-cache", "."]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_ruff_finds_nothing():
    told = ruff("check", "--output-format=concise")
    assert told.returncode == 0, told.stdout + told.stderr


def test_every_module_is_formatted():
    told = ruff("format", "--check")
    assert told.returncode == 0, told.stdout + told.stderr
    formatted = re.search(r"(\d+) files already formatted", told.stdout)
    assert int(formatted[1]) > 100


def test_ruff_looked_at_every_kind_of_file():
    seen = set(ruff("check", "--show-files").stdout.splitlines())
    for kind in ("course.py", "course_utils/**/*.py", "tests/**/*.py", "instructor/*.py", "lessons/*.ipynb"):
        files = {str(path) for path in ROOT.glob(kind)}
        assert files and files <= seen, kind
