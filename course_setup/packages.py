"""Install the locked packages: with uv, which takes seconds, or else with pip."""

import re
import subprocess
import sys
import time

from . import ROOT
from .trouble import AGAIN, DISK_FULL, disk_full, explain


def install(environment, has_uv):
    """Install what the lock lists, and course_utils; end with a sentence when that fails."""
    complaint = ""
    what = f"Installing the packages of {environment.lock.relative_to(ROOT)}"
    # Wheels alone need no compiler.
    locked = ["--require-hashes", "--only-binary", ":all:", "-r", str(environment.lock)]
    if has_uv:
        # Compiled now, not at each kernel's start: some computers forbid Python to keep what it compiles,
        # and there TensorFlow takes three times as long to import, each time.
        place = ["--python", str(environment.python)]
        complaint = attempt(what, [*uv(environment, "install"), *place, "--compile-bytecode", *locked])
    if complaint is not None:
        if re.search(DISK_FULL, complaint):
            sys.exit(disk_full())
        complaint = attempt(f"{what} with pip, which is slower", [*pip(environment, "install"), *locked])
    if complaint is None:
        # Editable: what is changed in course_utils holds from the next kernel's start.
        own = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
        complaint = attempt("Installing course_utils", [*pip(environment, "install"), *own])
    if complaint is not None:
        sys.exit(explain(complaint) or f"The set-up failed; the lines above say why. {AGAIN}")


def fetch_uv(environment):
    """Install uv, in the version and with the hashes of the lock; give pip's complaint, or None."""
    entry = re.search(r"^uv==(?:.*\\\n)*.*\n", environment.lock.read_text(encoding="utf-8"), re.M)
    wanted = environment.folder / "uv.txt"
    wanted.write_text(entry.group(), encoding="utf-8")
    command = [*pip(environment, "install"), "--require-hashes", "--only-binary", ":all:", "-r", str(wanted)]
    complaint = attempt("Fetching uv, which installs", command)
    if complaint is not None and explain(complaint):
        sys.exit(explain(complaint))
    return complaint


def pip(environment, verb):
    """Begin a command of the environment's pip."""
    return [str(environment.python), "-m", "pip", "--disable-pip-version-check", verb, *quiet()]


def uv(environment, verb):
    """Begin a command of the environment's uv."""
    return [str(environment.python), "-m", "uv", "pip", verb, *quiet()]


def quiet():
    """Keep progress bars out of log files."""
    return [] if sys.stdout.isatty() else ["--quiet"]


def attempt(what, command):
    """Run an installer below a line that says what it does; give its complaint, or None if all went well.

    On a terminal its progress is in view. uv writes progress and complaints to the same place: there they
    go to the terminal untouched, and the complaint is an empty text.
    """
    on_terminal = sys.stdout.isatty()
    print(f"- {what} ...", end="\n" if on_terminal else " ", flush=True)
    begun = time.monotonic()
    untouched = on_terminal and "uv" in command
    process = subprocess.Popen(command, stderr=None if untouched else subprocess.PIPE, cwd=str(ROOT))
    complaint = ""
    for line in process.stderr or ():
        text = line.decode("utf-8", "replace")
        complaint += text
        sys.stderr.write(text)
    if process.wait() == 0:
        print(f"{'  done: ' if on_terminal else ''}{time.monotonic() - begun:.0f} s", flush=True)
        return None
    print("failed.", flush=True)
    return complaint
