"""How course.py opens JupyterLab."""

import os
import socket
import sys
from pathlib import Path

from . import LEARNERS

FIRST_LESSON = "lessons/00-start-here.ipynb"
SETTINGS = Path(__file__).resolve().parent / "jupyterlab_settings"


def ask_for_port(port):
    """End with what to do when the port that was asked for is taken."""
    with socket.socket() as listener:
        if os.name != "nt":  # as Jupyter asks: a port that was closed a moment ago counts as free
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as problem:
            sys.exit(
                f"Port {port} cannot be used ({problem}): is another JupyterLab at work there? "
                f"Close it, or give another port, or leave --port out: then the next free one is taken."
            )


def lab_options(port, workspaces=None):
    """Give JupyterLab's options that put nothing between the learner and the first lesson.

    Arguments:
        port: the one to use, or None for the next that is free.
        workspaces: the folder that remembers which tabs are open; the course's own if it is None.
    """
    options = [
        f"--LabApp.default_url=/lab/tree/{FIRST_LESSON}",
        # No question about news and updates beside the first cell.
        f"--LabApp.app_settings_dir={SETTINGS}",
        # Tabs that are open in the learner's other projects stay there.
        f"--LabApp.workspaces_dir={workspaces or LEARNERS.folder / 'workspaces'}",
        # Or else the terminal warns of eavesdroppers whenever a notebook is opened.
        "--KernelManager.transport_encryption=auto",
    ]
    if port is not None:
        options += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")  # in a container; it listens on this computer only
    return options
