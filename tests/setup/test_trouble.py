"""The sentences that end a start which cannot succeed, and what calls them up."""

import ast
import socket
import subprocess
import sys

import pytest

from course_setup import GIGABYTES, ROOT, Environment, environment, trouble


def test_a_taken_port_is_named_before_anything_else_happens():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = subprocess.run(
            [sys.executable, "course.py", "lab", f"--port={port}"], cwd=ROOT, capture_output=True, text=True
        )
    assert told.returncode == 1 and told.stdout == ""
    assert told.stderr.startswith(f"Port {port} cannot be used (")
    assert "leave --port out: then the next free one is taken" in told.stderr


def test_no_suitable_python_names_those_that_are(monkeypatch):
    tried = []
    monkeypatch.setattr(environment, "fits", lambda python: tried.append(python[0]))
    with pytest.raises(SystemExit) as end:
        environment.find_python()
    assert str(end.value).startswith("Python 3.11 to 3.13 is needed; this is 3.")
    assert "Install Python 3.13 from https://www.python.org/downloads/" in str(end.value)
    assert {"python3.11", "python3.12", "python3.13", "py"} <= set(tried)


@pytest.mark.parametrize("path", [ROOT / "course.py", *sorted((ROOT / "course_setup").glob("*.py"))], ids=str)
def test_a_python_that_is_too_old_understands_the_file_and_can_say_so(path):
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_a_disk_without_room_is_found_before_the_first_download(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "free_space", lambda: GIGABYTES - 0.1)
    with pytest.raises(SystemExit, match=f"disk is full: the course needs {GIGABYTES} GB"):
        environment.make_environment(Environment(tmp_path / ".venv", "requirements.txt"))
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    ("complaint", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("error: failed to write (os error 112)", "The disk is full"),
        ("WARNING: connection broken by 'NewConnectionError(...)'", "Is this computer online?"),
        ("error: Request failed\n  Caused by: dns error: failed to look up", "Is this computer online?"),
        ("ERROR: Could not install: HTTPSConnectionPool: Read timed out.", "Is this computer online?"),
        ("ERROR: No matching distribution found for tensorflow==2.21.0", "no TensorFlow for this computer"),
        ("tensorflow==2.21.0 has no wheels with a matching platform tag", "no TensorFlow for this computer"),
    ],
)
def test_each_known_complaint_has_its_sentence(complaint, sentence):
    assert sentence in trouble.explain(complaint)


def test_an_unknown_complaint_is_not_explained_away():
    assert trouble.explain("ERROR: hashes do not match") is None
