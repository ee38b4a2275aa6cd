"""Resolve pyproject.toml, the one list of dependencies, into the two files that are installed."""
import sys

from . import LESSONS_LOCK, LOCK, OLDEST, ROOT, dotted
from .environment import make_environment, one_at_a_time
from .packages import attempt, fetch_uv, uv
from .trouble import AGAIN


def lock(options):
    """Lock for every supported Python and platform at once; both files hold the same versions."""
    with one_at_a_time():
        make_environment()
        if fetch_uv() is not None:
            sys.exit(f"uv makes the lock and could not be installed; the lines above say why. {AGAIN}")
    # The lower bound is the oldest supported Python, not the running one. The user's own settings, which may
    # name indexes and folders of wheels, stay out: a lock holds names, versions and hashes.
    resolve = [*uv("compile"), "--no-config", "--universal", "--python-version", dotted(OLDEST)]
    resolve += ["--generate-hashes", "--no-annotate", "--custom-compile-command", "python3 course.py lock"]
    groups = [word for group in ("hub", "lab", "setup", "test") for word in ("--group", group)]
    for out, choice in (
        (LESSONS_LOCK, groups[:2]),
        (LOCK, [*groups, "--constraints", str(LESSONS_LOCK)]),
    ):
        path = str(out.relative_to(ROOT))
        command = [*resolve, *options, *choice, "--output-file", path, "pyproject.toml"]
        if attempt(f"Locking {path}", command) is not None:
            return 1
    return 0
