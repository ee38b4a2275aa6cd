"""Drive a real JupyterLab in a real chromium: open a notebook, run it, find its widgets."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from course_setup import ROOT
from course_setup.jupyterlab import lab_options

TOKEN = "browser-tests"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Without these chromium looks for its maker's servers at every start.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip
_OPEN = "() => window.jupyterapp?.shell?.currentWidget?.content?.widgets?.length > 0"
_IDLE = """() => {
  const context = window.jupyterapp.shell.currentWidget.sessionContext;
  return context.isReady && context.session?.kernel?.status === "idle";
}"""


def find_chromium() -> str | None:
    """The path of a chromium on this machine; the variable CHROMIUM names another one."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextlib.contextmanager
def serve(folder: Path, settings: Path):
    """A learner's JupyterLab over `folder`; gives its address. `settings` is an empty folder of its own.

    What a learner would read in the terminal stands in `settings / "log"`.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "jupyterlab", *lab_options(port, settings / "workspaces"), "--no-browser",
        f"--ServerApp.root_dir={folder}", f"--IdentityProvider.token={TOKEN}",
        "--LabApp.expose_app_in_browser=True",
    ]  # fmt: skip
    variables = {**os.environ, "JUPYTER_CONFIG_DIR": str(settings), "PYTHONPATH": str(ROOT)}
    with (settings / "log").open("w") as log:
        server = subprocess.Popen(command, env=variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api?token={TOKEN}", server, settings / "log")
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(240):
        assert server.poll() is None, f"JupyterLab ended:\n{log.read_text()}"
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.25)
    raise AssertionError(f"JupyterLab did not answer:\n{log.read_text()}")


class Lab:
    """One notebook open in JupyterLab."""

    def __init__(self, page, address: str, path: str):
        self.page = page
        page.goto(f"{address}/lab/tree/{path}?token={TOKEN}&reset")
        page.wait_for_function(_OPEN, timeout=60_000)
        page.wait_for_selector("#jupyterlab-splash", state="detached", timeout=60_000)
        page.wait_for_function(_IDLE, timeout=120_000)

    def run_all(self, timeout: float = 120) -> None:
        """Run every cell from the top and wait for the last."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        self.page.wait_for_function(_IDLE, timeout=timeout * 1000)

    def first_widget(self):
        """The first FitLab on the page, scrolled into view."""
        widget = self.page.locator(".fit-lab").first
        widget.wait_for(timeout=60_000)
        widget.scroll_into_view_if_needed()
        return widget
