"""JupyterLab as course.py starts it, asked over HTTP."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from course_setup import ROOT
from course_setup.jupyterlab import FIRST_LESSON, lab_options


def fetch(address: str) -> tuple[str, str]:
    request = urllib.request.Request(address, headers={"Authorization": "token chalk"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.url, answer.read().decode()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where the server answers; it stops after the last test of this file."""
    folder = tmp_path_factory.mktemp("lab")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = lab_options(port, folder / "workspaces")
    command = [sys.executable, "-m", "jupyterlab", *own, "--no-browser", "--IdentityProvider.token=chalk"]
    folders = {"JUPYTER_CONFIG_DIR": str(folder / "config"), "JUPYTER_RUNTIME_DIR": str(folder / "run")}
    with (folder / "log").open("w+") as log:
        server = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **folders}, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            yield wait_for(f"http://127.0.0.1:{port}", server, folder / "log")
        finally:
            server.terminate()
            server.wait(20)


def wait_for(address: str, server: subprocess.Popen, log) -> str:
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            fetch(f"{address}/api/status")
            return address
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError(f"no answer within a minute:\n{log.read_text()}")


def test_it_opens_on_the_first_lesson(address):
    url, page = fetch(address)
    assert url.endswith(f"/lab/tree/{FIRST_LESSON}")
    assert "jupyter-config-data" in page
    # The page opens for any name, so the file is asked for too.
    lesson = json.loads(fetch(f"{address}/api/contents/{FIRST_LESSON}")[1])
    assert lesson["type"] == "notebook"


def test_it_asks_no_question_about_news(address):
    """JupyterLab asks beside the first cell unless the setting has been given."""
    notification = f"{address}/lab/api/settings/@jupyterlab/apputils-extension:notification"
    properties = json.loads(fetch(notification)[1])["schema"]["properties"]
    assert properties["fetchNews"]["default"] == "false"
    assert properties["checkForUpdates"]["default"] is False


def test_a_link_to_the_glossary_opens_to_be_read(address):
    """JupyterLab opens Markdown in an editor, at its first line, unless the setting has been given."""
    documents = f"{address}/lab/api/settings/@jupyterlab/docmanager-extension:plugin"
    properties = json.loads(fetch(documents)[1])["schema"]["properties"]
    assert properties["defaultViewers"]["default"] == {"markdown": "Markdown Preview"}


def test_a_lessons_kernel_is_this_python(address):
    specs = json.loads(fetch(f"{address}/api/kernelspecs")[1])
    assert specs["default"] == "python3"
    assert specs["kernelspecs"]["python3"]["spec"]["argv"][0] in (sys.executable, "python", "python3")
