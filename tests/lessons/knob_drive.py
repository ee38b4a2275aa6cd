"""Runs inside the kernel of a solved lesson: moves every knob, and brings hidden errors to light.

An exception in `on_click`, in `observe` after a message from the page, in `interact`, inside an Output
widget or on another thread fails no cell: it goes to the shell's traceback printer, to a log or into the
widget. `watch()` listens at each of these places, `drive()` moves the knobs and then fails on what was heard.
"""

import functools
import gc
import logging
import sys
import threading

heard: list[str] = []


class _Listener(logging.Handler):
    """Collects what is logged as an error, or with an exception attached at any level."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info or record.levelno >= logging.ERROR:
            cause = f": {record.exc_info[1]!r}" if record.exc_info else ""
            heard.append(f"logged by {record.name}: {record.getMessage()}{cause}")


def watch() -> None:
    """Listen from now on. Calling it again starts an empty record."""
    from IPython import get_ipython
    from traitlets.log import get_logger

    heard.clear()
    shell = get_ipython()
    if getattr(shell.showtraceback, "watched", False):
        return
    # ipywidgets hands the exceptions of handlers and Output blocks to the shell, which only prints them.
    shell.showtraceback = _reporting(shell.showtraceback, lambda given: (given or sys.exc_info())[1])
    threading.excepthook = _reporting(threading.excepthook, lambda given: given.exc_value)
    for logger in (logging.getLogger(), get_logger()):
        getattr(logger, "logger", logger).addHandler(_Listener())


def _reporting(hook, cause):
    @functools.wraps(hook)
    def wrapper(given=None, *args, **kwargs):
        if not kwargs.get("running_compiled_code"):  # a cell's own error, which is red by itself
            heard.append(f"printed, not raised: {cause(given)!r}")
        return hook(given, *args, **kwargs)

    wrapper.watched = True
    return wrapper


def hidden_errors() -> list[str]:
    """Return what was heard, what stands as an error in an Output widget, and the errors of the labs."""
    from ipywidgets import Output

    shown = [w for w in gc.get_objects() if isinstance(w, Output) and w.comm is not None]
    inside = [o for w in shown for o in w.outputs if o.get("output_type") == "error"]
    errors = [f"in an Output widget: {o.get('ename')}: {o.get('evalue')}" for o in inside]
    return heard + errors + [f"in a background run: {error!r}" for lab in _labs() for error in lab.errors]


def drive(expected: int) -> None:
    """Move every knob of every lab to its lowest, start and highest value, then fail on any hidden error.

    Args:
        expected: how many labs the lesson makes. Fewer live ones, or labs without a move, are a failure.
    """
    labs = _labs()
    if len(labs) < expected:
        raise AssertionError(
            f"The lesson makes {expected} FitLabs, but only {len(labs)} are alive to be driven."
        )
    moves = sum(_drive_lab(lab) for lab in labs)
    if expected and not moves:
        raise AssertionError(f"The lesson has {len(labs)} FitLabs, but no knob was moved.")
    if errors := hidden_errors():
        raise AssertionError("Hidden from the learner's cells, but it happened:\n" + "\n".join(errors))
    print(f"{len(labs)} labs, {sum(len(lab.knobs) for lab in labs)} knobs, {moves} moves, no hidden error")


def _drive_lab(lab) -> int:
    moves = 0
    for knob, values in lab.knobs.items():
        control = lab.controls[knob]
        start = control.value
        for value in (_lowest(values), _highest(values), start):
            control.value = value  # what the page's message does
            lab.wait()
            if not any(run.settings.get(knob) == value for run in lab.runs):
                raise AssertionError(f"{knob} was moved to {value!r}, but nothing ran. Errors: {lab.errors}")
            run = lab.run(**{knob: value})
            if run.settings[knob] != value:
                raise AssertionError(
                    f"{knob} was moved to {value!r}, but the run has {run.settings[knob]!r}."
                )
            moves += 1
    return moves


def _lowest(values):
    return min(values) if _ordered(values) else values[0]


def _highest(values):
    return max(values) if _ordered(values) else values[-1]


def _ordered(values) -> bool:
    return all(isinstance(value, int | float) for value in values)


def _labs() -> list:
    widgets = sys.modules.get("course_utils.widgets")
    return widgets.labs() if widgets else []
