"""Drive a lab as a hand would, and wait without hanging."""

import time

LONG = 60.0  # seconds; whoever waits so long waits in vain


def move(lab, **knobs):
    for name, value in knobs.items():
        lab.controls[name].value = value
    assert lab.wait(LONG)
    return lab.widget.status


def until(condition, seconds=LONG):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.002)
