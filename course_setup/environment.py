"""Make .venv hold what the lock says, once."""
import contextlib
import hashlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

from . import GIGABYTES, LOCK, NEWEST, OLDEST, PYTHON, ROOT, VENV, dotted
from .packages import attempt, fetch_uv, install
from .trouble import AGAIN, disk_full, explain, free_space, no_python

MARK = VENV / "course-setup"  # where .venv was made and from what; UNFINISHED until all of it is in
UNFINISHED = "unfinished"


def set_up():
    """Make the environment and fill it; milliseconds when that is done."""
    if is_done():
        return
    with one_at_a_time():
        if is_done():
            return
        print("Setting the course up in .venv: once, 2.3 GB, minutes on a slow line.", flush=True)
        begun = time.monotonic()
        make_environment()
        has_uv = fetch_uv() is None
        MARK.write_text(UNFINISHED, encoding="utf-8")  # not sooner: offline, what is there stays as it was
        install(has_uv)
        MARK.write_text(recipe(), encoding="utf-8")
        print(f"The course is set up, after {time.monotonic() - begun:.0f} s.", flush=True)


def is_done():
    """Tell whether .venv was finished, here, from these very packages and by these very steps."""
    return PYTHON.exists() and read_mark() == recipe()


def recipe():
    """Name the folder and what goes into it."""
    steps = [LOCK, *sorted(Path(__file__).parent.glob("*.py"))]
    return f"{ROOT}\n{hashlib.sha256(b''.join(path.read_bytes() for path in steps)).hexdigest()}"


def read_mark():
    """Give what the last set-up left as its mark, or nothing."""
    return MARK.read_text(encoding="utf-8") if MARK.exists() else ""


@contextlib.contextmanager
def one_at_a_time():
    """Let a second set-up of this folder wait for the first; Windows has no such lock, there both go on."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with open(__file__, "r+b") as this_file:
        try:
            fcntl.flock(this_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up of this folder is at work: waiting for it.", flush=True)
            fcntl.flock(this_file, fcntl.LOCK_EX)
        yield


def make_environment():
    """Make an empty .venv, unless there is one to go on with.

    One that an interrupted set-up left, or that was made in another folder, is made anew. One that
    somebody made by hand, without a mark, is kept.
    """
    mark = read_mark()
    sound = not mark or mark.startswith(f"{ROOT}\n")
    if sound and PYTHON.exists() and fits([str(PYTHON)]):
        return
    python = find_python()
    if VENV.exists():
        print("- Removing the .venv that is here: unfinished, or made elsewhere", flush=True)
        shutil.rmtree(str(VENV))
    if free_space() < GIGABYTES:
        sys.exit(disk_full())
    VENV.mkdir()
    MARK.write_text(UNFINISHED, encoding="utf-8")
    complaint = attempt("Making an empty environment", [*python, "-m", "venv", str(VENV)])
    if complaint is not None:
        sys.exit(
            explain(complaint)
            or f"This Python cannot make environments. On Debian and Ubuntu: sudo apt install python3-venv. "
            f"Elsewhere: install Python {dotted(NEWEST)} from https://www.python.org/downloads/. {AGAIN}"
        )


def find_python():
    """Find a command that starts a supported Python: this one if it fits, or another on this computer."""
    # In an environment (.venv itself, perhaps, soon to be removed) the one that it was made with.
    candidates = [[getattr(sys, "_base_executable", None) or sys.executable]]
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        candidates += [[f"python3.{minor}"], ["py", f"-3.{minor}"]]
    for python in candidates:
        if fits(python):
            return python
    return sys.exit(no_python(sys.version.split()[0]))


def fits(python):
    """Tell whether a command starts a Python of a supported version."""
    code = f"import sys; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    try:
        silent = subprocess.DEVNULL
        return subprocess.call([*python, "-c", code], stdout=silent, stderr=silent) == 0
    except OSError:
        return False
