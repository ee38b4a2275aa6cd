"""Computing time of a live figure for each epoch.

The rival is livelossplot's `PlotLossesKeras` as it comes; clearing the output and drawing anew, by hand, is
reported. Each is told the same 20 epochs of a real history, in the same kernel and in turn, at the pace of
the real fit; ours leaves out the frames that nobody would see. The time is that of the whole process, so what
the kernel needs to send the pictures counts. With a longer pause every frame of ours is drawn: reported too.
"""

import sys
import time

import kernel
from table import Row, main, medians

PACE = 0.02  # seconds between two epochs: what the fit itself takes for one
SLOW = 0.1  # so long that no frame is left out


def measure(repeats: int) -> list[Row]:
    spent = medians(kernel.call("drawing", "in_kernel", repeats))
    ours, each, rival, redraw = (spent[name] for name in ("ours", "ours, slow", "livelossplot", "redraw"))
    return [
        Row("livelossplot PlotLossesKeras", ours, "ms", rival=rival, times_less=20),
        Row("clear_output and Matplotlib", ours, "ms", rival=redraw),
        Row("livelossplot, every frame of ours drawn", each, "ms", rival=rival),
        Row("clear_output, every frame of ours drawn", each, "ms", rival=redraw),
    ]


def in_kernel(repeats: int) -> dict[str, list[float]]:
    """Milliseconds of computing an epoch, by name; the first round is not counted."""
    from course_utils import run_fit

    import work

    settings = {"epochs": work.EPOCHS, "batch_size": work.BATCH_SIZE}
    history = run_fit(work.build, work.X, work.Y, validation_data=work.VALIDATION, **settings).history
    epochs = [dict(zip(history, values, strict=True)) for values in zip(*history.values(), strict=True)]
    told: dict[str, list[float]] = {}
    for _ in range(repeats + 1):
        for name, listener, pace in (
            ("livelossplot", _livelossplot(), PACE),
            ("redraw", work.Redraw().on_epoch_end, PACE),
            ("ours", _ours(), PACE),
            ("ours, slow", _ours(), SLOW),
        ):
            told.setdefault(name, []).append(_milliseconds(listener, epochs, pace))
    return {name: values[1:] for name, values in told.items()}


def _milliseconds(listener, epochs: list[dict], pace: float) -> float:
    began = time.process_time()
    for epoch, logs in enumerate(epochs):
        listener(epoch, logs)
        time.sleep(pace)
    return 1000 * (time.process_time() - began) / len(epochs)


def _livelossplot():
    from livelossplot import PlotLossesKeras

    return PlotLossesKeras().on_epoch_end


def _ours():
    """The view of a lab, on the page, as it is told of each epoch."""
    from course_utils.widgets.memory import Memory
    from course_utils.widgets.view import LabView
    from course_utils.widgets.worker import Job

    import work
    from IPython.display import display

    view = LabView({}, {}, work.EPOCHS, work.SEED, [], Memory())
    display(view)
    job = Job({"epochs": work.EPOCHS}, work.SEED)
    view.started(job)
    return lambda epoch, logs: view.epoch_ended(job, epoch, logs)


if __name__ == "__main__":
    sys.exit(main(__doc__, measure, repeats=5))
