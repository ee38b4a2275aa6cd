"""Measure inside a real Jupyter kernel, where displays and messages travel as they do for a learner."""

import contextlib
import json
import sys
from pathlib import Path

from jupyter_client.manager import start_new_kernel

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
_JSON = "application/json"


def call(module: str, function: str, *arguments):
    """Call a function of one of the benchmarks in a fresh kernel; what it returns must be JSON.

    Args:
        module: a file of this folder, without its ending.
        function: its name there.
        *arguments: numbers, texts, lists of them.

    Raises:
        RuntimeError: with the traceback, when the function raised.
    """
    found = []
    manager, client = start_new_kernel(cwd=str(ROOT), extra_arguments=["--log-level=ERROR"])
    try:
        cell = _cell(module, function, arguments)
        reply = client.execute_interactive(cell, timeout=None, output_hook=lambda m: _take(m, found))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    if reply["content"]["status"] != "ok" or not found:
        traceback = "\n".join(reply["content"].get("traceback", []))
        raise RuntimeError(f"{module}.{function} returned nothing from the kernel:\n{traceback}")
    return found[-1]


def _cell(module: str, function: str, arguments: tuple) -> str:
    return f"""
import sys; sys.path[:0] = {[str(HERE), str(ROOT)]}
import course_utils  # first: it keeps TensorFlow's start-up lines away
import {module}
from IPython.display import display
display({{"{_JSON}": {module}.{function}(*{arguments!r})}}, raw=True, metadata={{"benchmark": True}})
"""


def _take(message: dict, found: list) -> None:
    """Receive a message as a page would; keep the result, show what is printed."""
    content = message["content"]
    if content.get("metadata", {}).get("benchmark"):
        found.append(content["data"][_JSON])
    elif message["msg_type"] == "stream" and content["name"] == "stderr":
        sys.stderr.write(content["text"])
    else:
        with contextlib.suppress(TypeError):
            json.dumps(content)  # a page reads every message, pictures too
