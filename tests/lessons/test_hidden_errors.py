"""What fails no cell must still turn the solved lesson red: each hiding place is tried in a real kernel."""

from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel

HERE = Path(__file__).parent
LISTEN = f"""
%reset -f
import sys
import ipywidgets
ipywidgets.Widget.close_all()
sys.path.insert(0, {str(HERE)!r})
import knob_drive
knob_drive.watch()
"""
BUTTON = "import ipywidgets as w\nb = w.Button()\nb.on_click({handler})\nprint(b.model_id)"
SLIDER = "import ipywidgets as w\ns = w.IntSlider()\ns.observe({handler}, 'value')\nprint(s.model_id)"
CLICK = {"method": "custom", "content": {"event": "click"}}
MOVE = {"method": "update", "state": {"value": 7}}
BAD, GOOD = "lambda event: 1 / 0", "lambda event: None"
OUTPUT = "import ipywidgets as w\nout = w.Output()\nwith out:\n    {body}"
STORED = (
    "import ipywidgets as w\nout = w.Output()\n"
    "out.outputs = (dict(output_type={kind!r}, ename='ZeroDivisionError', evalue='x', traceback=[]),)"
)
THREAD = "import threading\nt = threading.Thread(target=lambda: {body})\nt.start()\nt.join()"
INTERACT = (
    "import ipywidgets as w\ni = w.interactive(lambda a: {body}, a=(0, 9))\nprint(i.children[0].model_id)"
)
LOGGED = "import logging\ntry:\n    {body}\nexcept ZeroDivisionError:\n    logging.exception('swallowed')"


@pytest.fixture(scope="module")
def kernel():
    manager, client = start_new_kernel(kernel_name="python3")
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def run(client, source):
    """Run a cell; return what it printed and its error, "" when there is none."""
    printed = []

    def collect(message):
        if message["msg_type"] == "stream":
            printed.append(message["content"]["text"])

    reply = client.execute_interactive(source, output_hook=collect, timeout=60)
    content = reply["content"]
    error = f"{content['ename']}: {content['evalue']}" if content["status"] == "error" else ""
    return "".join(printed), error


def send(client, model, data):
    """Send what the page sends when a control is used."""
    content = {"comm_id": model, "data": data}
    client.shell_channel.send(client.session.msg("comm_msg", content))


@pytest.mark.parametrize(
    ("cell", "message", "bad", "good"),
    [
        (BUTTON, CLICK, {"handler": BAD}, {"handler": GOOD}),
        (SLIDER, MOVE, {"handler": BAD}, {"handler": GOOD}),
        (INTERACT, MOVE, {"body": "a // (a - 7)"}, {"body": "a"}),
        (OUTPUT, None, {"body": "1 / 0"}, {"body": "1 / 1"}),
        (STORED, None, {"kind": "error"}, {"kind": "stream"}),
        (THREAD, None, {"body": "1 / 0"}, {"body": "1 / 1"}),
        (LOGGED, None, {"body": "1 / 0"}, {"body": "1 / 1"}),
    ],
    ids=["on_click", "observe", "interact", "Output block", "Output.outputs", "thread", "log"],
)
def test_hidden_error_turns_the_gate_red(kernel, cell, message, bad, good):
    for given, expected in ((good, ""), (bad, "ZeroDivisionError")):
        run(kernel, LISTEN)
        printed, error = run(kernel, cell.format(**given))
        assert error == "", "the error is not hidden, the cell itself fails"
        if message:
            send(kernel, printed.strip().splitlines()[-1], message)
            assert run(kernel, "'the next cell'")[1] == "", "the error is not hidden, the next cell fails"
        printed, error = run(kernel, "knob_drive.drive(expected=0)")
        if expected:
            assert error.startswith("AssertionError: Hidden from the learner's cells") and expected in error
        else:
            assert (printed, error) == ("0 labs, 0 knobs, 0 moves, no hidden error\n", "")
