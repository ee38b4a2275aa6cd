"""Draw when Keras called which hook of a callback."""

import re

from course_utils.plots import style
from course_utils.plots.figure import describe, new_axes

from matplotlib.ticker import MaxNLocator

# From the longest span to the shortest, as they lie within one another.
SPANS = {
    "train": "fit",
    "epoch": "epoch",
    "train_batch": "training batch",
    "test": "validation",
    "test_batch": "validation batch",
}

LABELLED = 0.15  # a bar that is a smaller share of the picture has no room for words


def spans(calls):
    """Pair each `…_begin` with its `…_end`.

    Args:
        calls: List of hook names in the order in which they were called, such as "on_epoch_begin".

    Returns:
        List of `(kind, first, last)`: the kind of span, such as "epoch", and the places of its two calls,
        counted from 1; `last` is None where the end was never called.

    Raises:
        ValueError: If there is no call, a name is no hook of `fit`, or an end has no begin.

    Example:
    >>> spans(["on_train_begin", "on_epoch_begin", "on_epoch_end"])
    [('train', 1, None), ('epoch', 2, 3)]
    """
    found, waiting = [], {}
    for place, call in enumerate(calls, 1):
        kind, moment = _parts(call)
        if moment == "begin":
            waiting[kind] = len(found)
            found.append((kind, place, None))
        elif kind in waiting:
            at = waiting.pop(kind)
            found[at] = (*found[at][:2], place)
        else:
            raise ValueError(f"Expected on_{kind}_begin before {call!r}, call {place}. Record both.")
    if not found:
        raise ValueError("Expected the names of hooks, in order; got none. Record a fit first.")
    return found


def _parts(call):
    match = re.fullmatch(r"on_(\w+)_(begin|end)", str(call))
    if not match or match[1] not in SPANS:
        hooks = ", ".join(f"on_{kind}_begin" for kind in SPANS)
        raise ValueError(f"Expected hooks of fit: {hooks}, and their ends; got {call!r}.")
    return match.groups()


def timeline(calls, ax=None):
    """Draw every call of a hook from left to right, and what lies between a begin and its end as a bar.

    A span that never ended, because an error broke the training off, is drawn hatched up to a cross.

    Args:
        calls: List of hook names in the order in which they were called.
        ax: Matplotlib Axes to draw on. By default a new figure.

    Returns:
        The Axes.

    Raises:
        ValueError: As `spans` does.

    Example:
    >>> timeline(["on_train_begin", "on_epoch_begin", "on_epoch_end", "on_train_end"]).get_xlabel()
    'call (▸ begin, ◂ end)'
    """
    found, last = spans(list(calls)), len(list(calls))
    if ax is None:
        (ax,) = new_axes(height=2.6)
    ends = "▸ begin, ◂ end" + (", ✕ never called" if any(end is None for *_, end in found) else "")
    style.styled(ax, xlabel=f"call ({ends})", grid="x")
    counts = dict.fromkeys(SPANS, 0)
    for kind, first, end in found:
        counts[kind] += 1
        _draw_span(ax, kind, first, end, last, counts[kind])
    ax.set_xlim(0, last + 1.5)
    ax.set_ylim(len(SPANS) - 0.4, -0.6)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
    ax.set_yticks(range(len(SPANS)), [f"on_{kind}_" for kind in SPANS], family="monospace")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    describe(ax, _in_words(found, last))
    return ax


def _draw_span(ax, kind, first, end, last, number):
    row, colour = list(SPANS).index(kind), style.COLOURS[list(SPANS).index(kind)]
    right = last + 1 if end is None else end
    ax.barh(
        row,
        right - first,
        left=first,
        height=0.5,
        color=style.PAPER if end is None else f"{colour}30",
        edgecolor=colour,
        linewidth=1.0,
        hatch="///" if end is None else None,
    )
    # Arrow heads that point into the bar: a begin and its end can be told apart where bars are narrow.
    ax.plot(first, row, marker=">", markersize=5, color=colour, linestyle="")
    ax.plot(
        right,
        row,
        marker="X" if end is None else "<",
        markersize=9 if end is None else 5,
        linestyle="",
        color=style.INK if end is None else colour,
    )
    if right - first >= LABELLED * last:
        words = f"epoch {number}" if kind == "epoch" else SPANS[kind]
        ax.text(
            (first + right) / 2,
            row,
            words,
            ha="center",
            va="center",
            fontsize=style.SMALL,
            color=style.INK,
            bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1} if end is None else None,
        )


def _in_words(found, last):
    sentences = [f"{last} calls of hooks in one fit."]
    epochs = [(first, last + 1 if end is None else end) for kind, first, end in found if kind == "epoch"]
    for number, (first, end) in enumerate(epochs, 1):
        inside = [kind for kind, begin, _ in found if first < begin < end]
        parts = _counted(inside.count("train_batch"), "training batch")
        if "test" in inside:
            parts += f", then a validation of {_counted(inside.count('test_batch'), 'batch')}"
        sentences.append(f"Epoch {number}, calls {first} to {min(end, last)}: {parts}.")
    if never := [f"on_{kind}_end" for kind, _, end in found if end is None]:
        sentences.append(f"Never called: {', '.join(never)}.")
    return " ".join(sentences)


def _counted(number, thing):
    return f"{number} {thing}{'es' if number != 1 else ''}"
