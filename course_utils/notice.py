"""A message to the learner: one sentence or two, shown as HTML in a notebook and as plain text elsewhere."""

import re
from dataclasses import dataclass
from html import escape

# Only the stripe is coloured, and the colour only repeats what icon and words say. Text and background
# stay the theme's own, so that the message is readable in the light and in the dark theme.
_STRIPE = {
    "good": "var(--jp-success-color1, #2e7d32)",
    "again": "var(--jp-error-color1, #c62828)",
    "ours": "var(--jp-warn-color1, #b26a00)",
    "plain": "var(--jp-border-color1, #757575)",
}


@dataclass(frozen=True)
class Notice:
    """What a check or a verdict says. As the last line of a cell, it shows itself.

    Args:
        icon: one character that is decoration only; a screen reader skips it.
        title: a few words that say the state, such as "Not yet".
        text: the sentences; what stands between `backticks` is set as code.
        code: lines of the learner's own code to quote, or "".
        mood: "good", "again", "ours" or "plain": the colour of the stripe.
    """

    icon: str
    title: str
    text: str
    code: str = ""
    mood: str = "plain"

    def __str__(self) -> str:
        head = f"{self.icon} {self.title}".strip()
        quoted = "".join(f"\n    {line}" for line in self.code.splitlines())
        return f"{head} {self.text}".strip() + quoted

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        quoted = f"<pre><code>{escape(self.code)}</code></pre>" if self.code else ""
        icon = f'<span aria-hidden="true">{self.icon}</span> ' if self.icon else ""
        title = f"<strong>{escape(self.title)}</strong> " if self.title else ""
        return (
            f'<div role="status" style="border-left: 4px solid {_STRIPE[self.mood]}; padding: 0.25em 0.75em">'
            f"{icon}{title}{_with_code(self.text)}{quoted}</div>"
        )


def _with_code(text: str) -> str:
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", escape(text))


def show(notice: Notice) -> None:
    """Display a notice in a notebook; print it where there is none."""
    from IPython import get_ipython
    from IPython.display import display

    if get_ipython() is None:
        print(notice)
    else:
        display(notice)
