"""What the tests of charts read from a picture, and runs for charts that want some."""

from types import SimpleNamespace


def run(settings, values, name=None):
    return SimpleNamespace(settings=settings, history=values, name=name, label=str(settings))


def words_in(ax):
    return " ".join(text.get_text() for text in ax.texts)


def alt(ax):
    return ax.get_figure().alt
