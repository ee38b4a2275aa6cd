"""Make an environment hold what its lock says, once."""

import contextlib
import hashlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

from . import GIGABYTES, NEWEST, OLDEST, ROOT, dotted
from .packages import attempt, fetch_uv, install
from .trouble import AGAIN, disk_full, explain, free_space, no_python

UNFINISHED = "unfinished"  # what the mark says until everything is in


def set_up(environment):
    """Make an environment and fill it; milliseconds when that is done."""
    if is_done(environment):
        return
    with one_at_a_time():
        if is_done(environment):
            return
        place = environment.folder.name
        print(f"Setting the course up in {place}: once, 2.3 GB, minutes on a slow line.", flush=True)
        begun = time.monotonic()
        make_environment(environment)
        has_uv = fetch_uv(environment) is None
        # Not sooner: offline, what is there stays as it was.
        environment.mark.write_text(UNFINISHED, encoding="utf-8")
        install(environment, has_uv)
        environment.mark.write_text(recipe(environment), encoding="utf-8")
        print(f"The course is set up, after {time.monotonic() - begun:.0f} s.", flush=True)


def is_done(environment):
    """Tell whether an environment was finished, here, from these very packages and by these very steps."""
    return environment.python.exists() and read_mark(environment) == recipe(environment)


def recipe(environment):
    """Name the folder and what goes into the environment."""
    steps = [environment.lock, *sorted(Path(__file__).parent.glob("*.py"))]
    return f"{ROOT}\n{hashlib.sha256(b''.join(path.read_bytes() for path in steps)).hexdigest()}"


def read_mark(environment):
    """Give what the last set-up left as its mark, or nothing."""
    return environment.mark.read_text(encoding="utf-8") if environment.mark.exists() else ""


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


def make_environment(environment):
    """Make an empty environment, unless there is one to go on with.

    One that an interrupted set-up left, or that was made in another folder, is made anew. One that
    somebody made by hand, without a mark, is kept.
    """
    mark = read_mark(environment)
    sound = not mark or mark.startswith(f"{ROOT}\n")
    if sound and environment.python.exists() and fits([str(environment.python)]):
        return
    python = find_python()
    if environment.folder.exists():
        name = environment.folder.name
        print(f"- Removing the {name} that is here: unfinished, or made elsewhere", flush=True)
        shutil.rmtree(str(environment.folder))
    if free_space() < GIGABYTES:
        sys.exit(disk_full())
    environment.folder.mkdir()
    environment.mark.write_text(UNFINISHED, encoding="utf-8")
    command = [*python, "-m", "venv", str(environment.folder)]
    complaint = attempt("Making an empty environment", command)
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
