#!/usr/bin/env python3
"""Set the course up and start it. Needs Python 3.11, 3.12 or 3.13 and nothing else.

The first call makes the folder .venv and installs requirements.txt in it; later calls find that done.
What an instructor needs beyond it has a folder of its own: .venv-instructor.
"""

# No newer syntax here and in course_setup than Python 3.8 has: a Python too old must understand it to say so.
import argparse
import errno
import os
import shutil
import subprocess
import sys

from course_setup import INSTRUCTORS, LEARNERS, ROOT
from course_setup.environment import set_up
from course_setup.jupyterlab import FIRST_LESSON, ask_for_port, lab_options
from course_setup.locks import lock
from course_setup.trouble import disk_full


def main():
    """Read the command line and do what it says."""
    arguments, rest = read_arguments()
    if arguments.word == "lock":
        return lock(rest)
    if arguments.word == "lab" and arguments.port is not None:
        ask_for_port(arguments.port)  # before anything that takes time
    environment = INSTRUCTORS if arguments.word == "instructor" else LEARNERS
    set_up(environment)
    if arguments.word in ("run", "instructor"):
        return hand_over(environment, arguments.command)
    os.chdir(str(ROOT))
    python = str(environment.python)
    if arguments.word == "lab":
        print(f"JupyterLab opens in the browser, on {FIRST_LESSON}. Ctrl-C here ends it.", flush=True)
        return hand_over(environment, [python, "-m", "jupyterlab", *lab_options(arguments.port), *rest])
    program = {"test": ["-m", "pytest"], "outputs": [os.path.join("tools", "outputs.py")]}[arguments.word]
    return hand_over(environment, [python, *program, *rest])


def read_arguments():
    """Give the word with its own arguments, and the rest, which is handed on untouched."""
    parser = argparse.ArgumentParser(
        prog="course.py",
        description=__doc__,
        epilog="What follows a word is handed on: course.py test -k lesson. On Windows: py course.py lab",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    words = parser.add_subparsers(dest="word", metavar="WORD")
    words.required = True

    def word(name, does):
        return words.add_parser(name, help=does, description=does, allow_abbrev=False)

    lab = word("lab", "open JupyterLab on the first lesson; takes JupyterLab's options too")
    lab.add_argument("--port", type=int, help="only this port will do (without: the next free one from 8888)")
    word("test", "run every test; takes pytest's options")
    run = word("run", "run a command in the course's environment, for example: course.py run ruff check")
    instructor = word("instructor", "the same in the instructor's: course.py instructor nbgrader --help")
    for command in (run, instructor):
        command.add_argument("command", nargs=argparse.REMAINDER, metavar="COMMAND ...")
    word("outputs", "run lessons and keep their outputs; with --check compare them")
    word("lock", "for maintainers: resolve pyproject.toml anew; takes options such as --upgrade")
    arguments, rest = parser.parse_known_args()
    if getattr(arguments, "command", None) == []:
        {"run": run, "instructor": instructor}[arguments.word].error(
            f"run what? For example: course.py {arguments.word} python"
        )
    return arguments, rest


def hand_over(environment, command):
    """Go on as the command, in an environment as if that were activated."""
    path = str(environment.python.parent) + os.pathsep + os.environ.get("PATH", "")
    variables = dict(os.environ, PATH=path, VIRTUAL_ENV=str(environment.folder), JUPYTER_PREFER_ENV_PATH="1")
    variables.pop("PYTHONHOME", None)
    program = shutil.which(command[0], path=path)
    if program is None:
        place = environment.folder.name
        sys.exit(f"There is no command {command[0]!r}, neither in {place} nor on this computer.")
    if os.name == "nt":  # where exec starts a second process and the terminal does not wait for it
        return subprocess.call([program, *command[1:]], env=variables)
    return os.execve(program, command, variables)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. Give the same command to go on.")
    except OSError as problem:
        if problem.errno == errno.ENOSPC:
            sys.exit(disk_full())
        sys.exit(f"{problem}\nIf another program holds this file (a JupyterLab, an editor), close it; "
                 "then give the same command again.")  # fmt: skip
