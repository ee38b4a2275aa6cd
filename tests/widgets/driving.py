"""Drive a lab as a hand would, and wait without hanging."""

import threading
import time

LONG = 60.0  # seconds; whoever waits so long waits in vain


def move(lab, **knobs):
    for name, value in knobs.items():
        lab.controls[name].value = value
    assert lab.wait(LONG)
    return lab.widget.status


def four_hands(hand, seconds=LONG):
    """Call `hand(number)` in four threads at once, as JupyterLab's subshells may; none fails or hangs."""
    failed = []

    def careful(number):
        try:
            hand(number)
        except Exception as error:
            failed.append(error)

    hands = [threading.Thread(target=careful, args=(number,), daemon=True) for number in range(4)]
    for thread in hands:
        thread.start()
    for thread in hands:
        thread.join(seconds)
        assert not thread.is_alive(), "deadlock"
    assert not failed


def until(condition, seconds=LONG):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.002)
