"""What a warm rerun says is what the printed plain Keras program says in a fresh process, bit for bit."""

import json
import os
import subprocess
import sys
from pathlib import Path

import cases
import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def warm():
    return {case.__name__: case() for case in cases.ALL}


@pytest.fixture(scope="module")
def cold(warm, tmp_path_factory):
    """The histories of all programs, from one fresh process."""
    folder = tmp_path_factory.mktemp("cold")
    programs = [run.code() for runs in warm.values() for run in runs]
    (folder / "programs.json").write_text(json.dumps(programs))
    command = [sys.executable, HERE / "cold.py", folder / "programs.json", folder / "histories.json"]
    quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(command, env=quiet, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    histories = iter(json.loads((folder / "histories.json").read_text()))
    return {name: [next(histories) for _ in runs] for name, runs in warm.items()}


@pytest.mark.parametrize("case", [case.__name__ for case in cases.ALL])
def test_the_printed_program_gives_the_same_history(warm, cold, case):
    assert warm[case]
    for run, history in zip(warm[case], cold[case], strict=True):
        assert history == run.history, run.code()


def test_no_program_needs_the_course(warm):
    for runs in warm.values():
        for run in runs:
            assert "course_utils" not in run.code() and "as in your notebook" not in run.code(), run.code()


def test_going_back_gives_the_same_again(warm):
    first, _, again, last = warm["rates_and_seeds"]
    assert first is again and last["loss"] != first["loss"]


def test_a_changed_world_is_another_run(warm):
    before, after = warm["world"]
    assert before is not after and before["loss"] != after["loss"]
    assert "WIDTH = 7" in after.code()
    assert "WIDTH = 7" not in before.code()


def test_status_and_length_of_runs(warm):
    stopped, quartered, patient, impatient = warm["callbacks"]
    assert (stopped.status, stopped.epochs) == ("ended by a callback", 2)
    assert (quartered.status, quartered.epochs) == ("finished", 2)
    assert patient["learning_rate"] != impatient["learning_rate"]
