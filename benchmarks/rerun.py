"""From a move of the slider to the finished curve.

The rival is the usual callback of a notebook: build, compile, fit arrays, redraw with Matplotlib each epoch.
The limit is the bare `model.fit(verbose=0)` of a warm model, rewound before the clock starts, on the fastest
input found. All train the same MLP on the same digits in the same kernel, in turn; a hand-written
`tf.function` over the whole run is reported.
"""

import sys
import time

import kernel
from table import Row, main, medians


def measure(repeats: int) -> list[Row]:
    seconds = medians(kernel.call("rerun", "in_kernel", repeats))
    ours = seconds["FitLab"]
    return [
        Row("rebuild, fit arrays, redraw each epoch", ours, rival=seconds["naive"], times_less=10),
        Row("bare warm fit(verbose=0)", ours, limit=seconds["bare fit"], times_limit=1.25),
        Row("hand-written tf.function", ours, limit=seconds["tf.function"]),
    ]


def in_kernel(repeats: int) -> dict[str, list[float]]:
    """Seconds of each, by name; the first round, which traces, is not counted."""
    from course_utils import FitLab

    import work
    from IPython.display import display
    from limits import BareFit, HandWritten

    values = work.learning_rates(repeats + 2)  # both sliders stand on the first
    lab = FitLab(
        work.build, work.X, work.Y, validation_data=work.VALIDATION, epochs=work.EPOCHS,
        batch_size=work.BATCH_SIZE, seed=work.SEED, learning_rate=values, start={"learning_rate": values[0]},
    )  # fmt: skip
    display(lab)
    naive, bare, hand = work.NaiveSlider(values), BareFit(), HandWritten()
    seconds: dict[str, list[float]] = {}

    def timed(name, function):
        began = time.perf_counter()
        result = function()
        seconds.setdefault(name, []).append(time.perf_counter() - began)
        return result

    def move(value):
        lab.controls["learning_rate"].value = value
        lab.wait()

    for value in values[1:]:
        timed("naive", lambda value=value: setattr(naive.control, "value", value))
        bare.rewind(value)
        history = timed("bare fit", bare.train)
        hand.rewind(value)
        told = timed("tf.function", hand.train)
        timed("FitLab", lambda value=value: move(value))
        _same_work(lab, value, history, naive.history, told)
    return {name: values[1:] for name, values in seconds.items()}


def _same_work(lab, value: float, history: dict, naive: dict, told) -> None:
    """Each trained as many epochs, ours number for number as the bare fit, and its picture shows the end."""
    run, picture = lab.runs[-1], lab.widget.picture
    assert run.settings["learning_rate"] == value, f"the lab trained {run.label}, not {value}"
    finished = picture.alt.startswith(f"With {run.label}: ")
    assert picture.png and finished, f"the last picture is {picture.alt!r}"
    assert run.history["loss"] == history["loss"], "the lab and the bare fit trained differently"
    lengths = [len(found) for found in (run["val_loss"], history["val_loss"], naive["val_loss"], told)]
    assert len(set(lengths)) == 1, f"different numbers of epochs: {lengths}"
    assert abs(naive["loss"][-1] - run.final("loss")) < 0.05, "the rival trained something else"


if __name__ == "__main__":
    sys.exit(main(__doc__, measure, repeats=9))
