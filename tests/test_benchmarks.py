"""Benchmarks: their command line, table and verdict, on numbers written by hand; nothing is timed."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
SCRIPTS = sorted(p.name for p in BENCHMARKS.glob("*.py") if "__main__" in p.read_text(encoding="utf-8"))

# By its path: the scripts find each other by short names, which are not to be seen by other tests.
_SPEC = importlib.util.spec_from_file_location("benchmark_table", BENCHMARKS / "table.py")
table = sys.modules["benchmark_table"] = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(table)
Row, main, report = table.Row, table.main, table.report

FAST = Row("redraw", ours=0.5, rival=6.0, times_less=10)
SLOW = Row("bare fit", ours=0.5, limit=0.3, times_limit=1.25)
TOLD = Row("by hand", ours=0.5, limit=0.2)


def test_the_four_benchmarks_are_found():
    assert SCRIPTS == ["drawing.py", "first_point.py", "lessons.py", "rerun.py"]


@pytest.mark.parametrize("script", SCRIPTS)
def test_each_benchmark_says_how_it_is_called(script):
    command = [sys.executable, str(BENCHMARKS / script), "--help"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert "--check" in told and "--repeats" in told and len(told.splitlines()) > 8


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (Row("faster", ours=1.0, rival=10.0, times_less=10), True),
        (Row("faster", ours=1.0, rival=9.9, times_less=10), False),
        (Row("near", ours=1.25, limit=1.0, times_limit=1.25), True),
        (Row("near", ours=1.26, limit=1.0, times_limit=1.25), False),
        (Row("short", ours=100, at_most=100), True),
        (Row("short", ours=101, rival=5000, at_most=100), False),
        (Row("no number", ours=float("nan"), at_most=100), False),
        (Row("both", ours=1.0, limit=0.5, times_limit=1.25, at_most=90), False),
        (TOLD, None),
    ],
)
def test_a_target_is_met_or_missed(row, met):
    assert row.met is met


def test_a_missed_target_ends_a_check_with_1_and_is_named(capsys):
    assert report("Title", [FAST, SLOW, TOLD], check=True) == 1
    told = capsys.readouterr().out
    assert "1 of 2 targets missed: bare fit" in told and told.count("MISSED") == 1
    assert report("Title", [FAST, SLOW], check=False) == 0


def test_targets_that_are_met_end_a_check_with_0(capsys):
    assert report("Title", [FAST, TOLD], check=True) == 0
    told = capsys.readouterr().out
    assert "| redraw  | 6.00 s |         | 0.500 s | 12    | ≥ 10 × less than the rival | met |" in told
    assert "0 of 1 targets missed" in told


@pytest.mark.parametrize("rows", [[], [TOLD]])
def test_a_table_without_a_target_is_refused(rows):
    with pytest.raises(ValueError, match="Expected a row with a target for 'Title', got"):
        report("Title", rows, check=True)


def test_the_command_line_hands_on_the_repeats_and_the_verdict(capsys):
    asked = []
    doc = "Title.\n\nMore."
    assert main(doc, lambda repeats: asked.append(repeats) or [SLOW], 9, ["--check", "--repeats", "2"]) == 1
    assert main(doc, lambda repeats: asked.append(repeats) or [SLOW], 9, []) == 0
    assert asked == [2, 9] and "Title (repeats: 2)" in capsys.readouterr().out


def test_no_repeat_is_refused(capsys):
    with pytest.raises(SystemExit):
        main("Title.", lambda repeats: [FAST], 9, ["--repeats", "0"])
    assert "--repeats must be 1 or more, got 0" in capsys.readouterr().err
