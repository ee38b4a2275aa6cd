"""Predict before the run, and see afterwards: `predict` asks, `reveal` settles it and keeps the score."""

import math
import os
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape

from course_utils.notice import Notice

SKIP = "Skip this prediction"
_asked: dict[str, "Prediction"] = {}


def predict(key: str, question: str, choices: list) -> "Prediction":
    """Ask for a prediction before anything runs. It may be changed until `reveal`, and it may be skipped.

    Args:
        key: what `reveal` will call it.
        question: one sentence that ends in a question mark.
        choices: two or more different numbers or strings, one of them the answer that the runs will give.

    Returns:
        The prediction. As the last line of a cell it shows the question with one radio button per choice,
        and, where no widget can live, the question and the choices as text.

    Raises:
        ValueError: the question is empty, or there are fewer than two different choices.
    """
    labels = [_words(choice) for choice in choices]
    if not question.strip():
        raise ValueError(f"predict({key!r}) needs a question, but got {question!r}. Write one sentence.")
    if len(set(labels)) < max(2, len(labels)):
        raise ValueError(
            f"predict({key!r}) needs two or more different choices, but got {', '.join(labels) or 'none'}."
        )
    before = _asked.get(key)
    if before and (before.question, before.labels) == (question, labels):
        return before  # the cell ran again: what was chosen and settled stays
    _asked[key] = Prediction(key, question, list(choices), labels)
    return _asked[key]


def reveal(key: str, answer, because: str = "") -> Notice:
    """Settle a prediction with the answer that the runs gave.

    Args:
        key: the key given to `predict`.
        answer: one of its choices, computed in the lesson from the runs. Numbers may differ by rounding.
        because: one sentence that says why, shown after the verdict.

    Returns:
        One line of verdict, with the score of the lesson so far. Revealing twice counts once, and a
        prediction changed after it was revealed does not count.

    Raises:
        ValueError: the answer is none of the choices.
        KeyError: with `COURSE_STRICT=1` only: nothing was asked under this key.
    """
    asked = _asked.get(key)
    if asked is None:
        if os.environ.get("COURSE_STRICT", "0") not in ("", "0"):
            raise KeyError(
                f"reveal({key!r}): no predict({key!r}, …) has run. There are: {', '.join(_asked) or 'none'}."
            )
        said = f"It was {_words(answer)}. The cell that asks for the prediction has not run yet."
        return Notice("", "", f"{said} {because}".strip())
    right = next((i for i, choice in enumerate(asked.choices) if _same(choice, answer)), None)
    if right is None:
        raise ValueError(
            f"reveal({key!r}) got the answer {_words(answer)}, which is none of the choices "
            f"{', '.join(asked.labels)}. Compute it from the values that predict({key!r}, …) offers."
        )
    asked.settle(right)
    verdict = f"It was {asked.labels[right]}"
    if asked.chosen is None:
        verdict += ". You skipped the prediction."
    elif asked.right:
        verdict += ", as you predicted."
    else:
        verdict += f". You predicted {asked.labels[asked.chosen]}: a good surprise to look at."
    return Notice("", "", " ".join(part for part in (verdict, because, _score()) if part))


def _score() -> str:
    made = [asked for asked in _asked.values() if asked.settled and asked.chosen is not None]
    if not made:
        return ""
    number = f"{len(made)} prediction" + ("" if len(made) == 1 else "s")
    return f"So far {sum(asked.right for asked in made)} of {number} right."


@dataclass
class Prediction:
    """A question with its choices, what was chosen (its position, or None when skipped) and the answer."""

    key: str
    question: str
    choices: list
    labels: list[str]
    chosen: int | None = None
    answer: int | None = None
    _controls: object = field(default=None, repr=False)

    @property
    def settled(self) -> bool:
        """Whether the answer has been revealed."""
        return self.answer is not None

    @property
    def right(self) -> bool:
        """Whether the revealed answer is the one that was chosen."""
        return self.settled and self.chosen == self.answer

    def choose(self, position: int | None) -> None:
        """Choose by position; None skips. Once the prediction is settled, nothing changes any more."""
        if not self.settled:
            self.chosen = position

    def settle(self, answer: int) -> None:
        """Reveal the position of the answer; from now on the choice is fixed."""
        self.answer = answer
        if self._controls is not None:
            self._controls.disabled = True

    @property
    def controls(self):
        """The radio buttons, made when they are first shown. Their value is a position; -1 is *skip*."""
        if self._controls is None:
            from ipywidgets import Layout, RadioButtons

            options = [*zip(self.labels, range(len(self.labels)), strict=True), (SKIP, -1)]
            self._controls = RadioButtons(
                options=options,
                value=self.chosen,  # nothing is chosen at first: a default would be a hint
                disabled=self.settled,
                layout=Layout(width="max-content"),
            )
            self._controls.observe(lambda change: self.choose(_position(change["new"])), "value")
        return self._controls

    def __str__(self) -> str:
        return "\n".join([f"Predict: {self.question}", *(f"  ( ) {label}" for label in self.labels)])

    def __repr__(self) -> str:
        return str(self)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """The widget, and beside it the same question as HTML and text for a page without a kernel."""
        from course_utils.keys import keeping_keys

        from ipywidgets import HTML

        asks = f"<strong>Predict.</strong> {escape(self.question)}"
        items = "".join(f"<li>{escape(label)}</li>" for label in self.labels)
        return {
            **keeping_keys(HTML(asks), self.controls)._repr_mimebundle_(),
            "text/html": f"<p>{asks}</p><ul>{items}</ul>",
            "text/plain": str(self),
        }


def _position(value: int | None) -> int | None:
    return None if value is None or value < 0 else value


def _words(choice) -> str:
    """A choice as a learner would write it: 0.00001 and not 1e-05."""
    choice = choice.item() if hasattr(choice, "item") else choice
    if isinstance(choice, float) and math.isfinite(choice):
        return format(Decimal(repr(choice)), "f")
    return str(choice)


def _number(value) -> float | None:
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _same(choice, answer) -> bool:
    first, second = _number(choice), _number(answer)
    if first is None or second is None:
        return _words(choice) == _words(answer)
    # Wide enough for float32, in which Keras keeps its numbers; the choices of a question lie further apart.
    return math.isclose(first, second, rel_tol=1e-5, abs_tol=1e-12)
