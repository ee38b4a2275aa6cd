"""The sentence for each way in which a set-up fails: what is wrong, and what to do."""

import re
import shutil

from . import GIGABYTES, LEARNERS, NEWEST, OLDEST, ROOT, dotted

AGAIN = "Then give the same command again."

# What pip, uv, venv and Python say, each in its own words, when the computer is at fault and not a package.
DISK_FULL = r"No space left|os error 28\b|Errno 28\b|Disk quota|not enough space|os error 112\b"
NO_NETWORK = (
    r"(?i)NewConnectionError|connection (broken|refused|reset|error)|connect(ion)? ?time|read timed out"
    r"|max retries|name resolution|dns error|error sending request|proxyerror|SSLError|certificate"
)
NO_WHEEL = r"No matching distribution|no (usable )?wheels|not a supported wheel"


def explain(complaint):
    """Say what to do about an installer's complaint; None for one that is not known."""
    if re.search(DISK_FULL, complaint) or free_space() < 0.05:
        return disk_full()
    if re.search(NO_NETWORK, complaint):
        return (
            "The packages could not be fetched. Is this computer online? Behind a proxy, set HTTPS_PROXY. "
            f"{AGAIN} What was fetched is not fetched twice."
        )
    if re.search(NO_WHEEL, complaint):
        return (
            "There is no TensorFlow for this computer; Intel Macs, 32-bit Pythons and Alpine Linux have "
            "none. The README's Binder link opens the lessons in a browser, with nothing to install."
        )
    return None


def disk_full():
    """Say how much room is needed, how much there is, and where."""
    return (
        f"The disk is full: the course needs {GIGABYTES} GB in {ROOT}, and {free_space():.1f} GB are free. "
        f"Make room, or move the folder to a larger disk. {AGAIN}"
    )


def no_python(this):
    """Say which Python to install."""
    return (
        f"Python {dotted(OLDEST)} to {dotted(NEWEST)} is needed; this is {this}, and no other was found. "
        f"Install Python {dotted(NEWEST)} from https://www.python.org/downloads/. {AGAIN} "
        f"(Whoever has uv: uv run --no-project --python {dotted(NEWEST)} course.py lab)"
    )


def free_space():
    """Count the gigabytes that are free where .venv is or will be."""
    return shutil.disk_usage(str(LEARNERS.folder if LEARNERS.folder.exists() else ROOT)).free / 1e9
