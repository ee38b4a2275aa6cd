import matplotlib
import pytest

matplotlib.use("agg")


@pytest.fixture(autouse=True)
def close_figures():
    """Charts open figures in pyplot, where a notebook would show and close them at the end of the cell."""
    yield
    from matplotlib import pyplot

    pyplot.close("all")
