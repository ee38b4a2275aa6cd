"""What course.py makes, keeps, makes anew, and says when it cannot."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from small_course import SmallCourse

HELLO = ("run", "python", "-c", "import course_utils, sys; print('hello from', sys.prefix)")


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """A small course, set up once, in a folder with a blank and a letter beyond ASCII."""
    course = SmallCourse.make(tmp_path_factory.mktemp("set up") / "café course")
    course.first = course(*HELLO)
    return course


def test_the_first_call_says_what_it_does_and_then_does_as_told(ready):
    assert ready.first.returncode == 0, ready.first.stderr
    said = ready.first.stdout.splitlines()
    assert said[0].startswith("Setting the course up in .venv")
    assert [line.split(" ...")[0] for line in said[1:-2]] == [
        "- Making an empty environment",
        "- Fetching uv, which installs",
        "- Installing the packages of requirements.txt",
        "- Installing course_utils",
    ]
    assert all(line.endswith(" s") for line in said[1:-2]), "each step tells its seconds"
    assert said[-1] == f"hello from {ready.folder / '.venv'}"
    (call,) = ready.uv_calls()
    for option in ("--require-hashes", "--compile-bytecode", "--only-binary :all:"):
        assert option in call


def test_the_second_call_does_nothing_first_and_takes_no_time(ready):
    before = ready.uv_calls()
    begun = time.monotonic()
    second = ready(*HELLO)
    assert time.monotonic() - begun < 3  # 0.1 s on an idle computer
    assert ready.uv_calls() == before
    assert second.stdout.splitlines() == [f"hello from {ready.folder / '.venv'}"]


def test_the_exit_code_is_the_commands(ready):
    assert ready("run", "python", "-c", "raise SystemExit(7)").returncode == 7
    assert "no command 'no-such-thing'" in ready("run", "no-such-thing").stderr


def test_options_after_the_word_are_handed_on_in_order(ready):
    (ready.folder / ".venv" / "handed").mkdir()
    echo = "import sys; print(*sys.argv[1:])"
    (ready.folder / ".venv" / "handed" / "pytest.py").write_text(echo)
    options = ["-k", "not slow", "tests/a.py", "-x", "--port=3"]
    told = ready("test", *options, PYTHONPATH=str(ready.folder / ".venv" / "handed"))
    assert told.stdout.split("\n")[0] == " ".join(options)


def test_a_changed_lock_is_installed_on_top(ready):
    before = len(ready.uv_calls())
    with (ready.folder / "requirements.txt").open("a") as lock:
        lock.write("# changed\n")
    assert "Installing the packages" in ready(*HELLO).stdout
    assert len(ready.uv_calls()) == before + 1, "a new environment was made"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such lock")
def test_of_two_at_once_one_waits(ready):
    change_lock(ready)
    before = len(ready.uv_calls())
    with ThreadPoolExecutor() as pool:
        both = list(pool.map(lambda _: ready(*HELLO), range(2)))
    assert all("hello from" in told.stdout for told in both)
    assert len(ready.uv_calls()) == before + 1


def test_what_was_interrupted_is_made_anew(ready):
    change_lock(ready)
    if os.name != "nt":
        assert ready(*HELLO, FAKE_UV="killed").returncode < 0
    else:
        (ready.folder / ".venv" / "course-setup").write_text("unfinished")
    again = ready(*HELLO)
    assert "Removing the .venv that is here" in again.stdout
    assert again.returncode == 0 and "hello from" in again.stdout


def test_a_moved_folder_gets_an_environment_of_its_own(ready):
    """Scripts in .venv hold the old path; they would start nothing, or another course."""
    moved = ready.folder.rename(ready.folder.parent / "moved")
    ready.folder = moved
    told = ready(*HELLO)
    assert "Removing the .venv" in told.stdout
    assert told.stdout.splitlines()[-1] == f"hello from {moved / '.venv'}"


def test_pip_installs_where_uv_cannot(ready):
    change_lock(ready)
    told = ready(*HELLO, FAKE_UV="error: this computer is too strange")
    assert "with pip, which is slower" in told.stdout
    assert told.returncode == 0 and "hello from" in told.stdout


def test_an_environment_made_by_hand_is_completed_and_kept(ready):
    (ready.folder / ".venv" / "course-setup").unlink()
    (ready.folder / ".venv" / "my-notes").write_text("mine")
    assert ready(*HELLO).returncode == 0
    assert (ready.folder / ".venv" / "my-notes").exists()


def test_no_network_ends_with_a_sentence_and_harms_nothing(ready):
    """The stand-in is out of reach, and at the index's address nobody answers."""
    lock = ready.folder / "requirements.txt"
    before = lock.read_text()
    lock.write_text("uv==2 --hash=sha256:" + 64 * "0" + "\n")
    nobody = {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1"}
    told = ready(*HELLO, **nobody)
    lock.write_text(before)
    assert told.returncode == 1
    assert told.stderr.splitlines()[-1].startswith("The packages could not be fetched. Is this computer")
    assert "hello" not in told.stdout
    assert ready(*HELLO).stdout.startswith("hello"), "with the lock as it was, so is the environment"


def test_a_full_disk_ends_with_a_sentence(ready):
    change_lock(ready)
    told = ready(*HELLO, FAKE_UV="error: failed to copy: No space left on device (os error 28)")
    assert told.returncode == 1
    assert told.stderr.splitlines()[-1].startswith("The disk is full: the course needs 3 GB in ")
    assert "with pip" not in told.stdout


def test_a_word_that_is_none_shows_the_words():
    told = subprocess.run([sys.executable, "course.py", "lap"], capture_output=True, text=True)
    assert told.returncode == 2
    assert all(word in told.stderr for word in ("lab", "test", "run", "outputs", "lock"))


def change_lock(course: SmallCourse) -> None:
    """Give the next call something to install."""
    with (course.folder / "requirements.txt").open("a") as lock:
        lock.write("# changed again\n")
