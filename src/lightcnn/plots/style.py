"""The book's look, and how a notebook shows its figures."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightcnn.plots.svg import figure_svg

# The same colours as the widgets and the drawings: colour means channel group.
PALETTE = ("#3b7dd8", "#d9822b", "#2b9a66", "#b0489f", "#c2403d", "#8a7a1f", "#1f8a99", "#7a6a58")

# A kind of layer has one colour in every plot, by the names of `lightcnn.profiling` and of the chapters.
KINDS = {
    "standard": 0, "conv": 0, "4 groups": 1, "grouped conv": 1, "grouped pointwise": 1, "depthwise": 2,
    "pointwise": 3, "separable": 4, "linear": 5,
}  # fmt: skip


def use_book_style() -> None:
    """Apply the style sheet; in a notebook, also show figures as SVG in the page's own text colour."""
    plt.style.use("lightcnn.plots.book")
    if "IPython" not in sys.modules:
        return
    shell = sys.modules["IPython"].get_ipython()
    if hasattr(shell, "kernel"):
        # The first figure loads the notebook's backend, which forgets how figures were shown before.
        plt.close(plt.figure())
        shell.display_formatter.formatters["text/html"].for_type(Figure, figure_svg)


def describe(ax: Axes, text: str) -> Axes:
    """Give the figure of `ax` its text alternative: what it shows, in one or two sentences."""
    figure = ax.get_figure()
    if figure is not None:
        figure.set_label(text)
    return ax


def kind_colours(groups: Sequence[str]) -> dict[str, str]:
    """A colour for each group: a kind of layer has its own, other names take the rest in order."""
    names = list(dict.fromkeys(groups))
    used = {KINDS[name] for name in names if name in KINDS}
    rest = [index for index in range(len(PALETTE)) if index not in used] or list(range(len(PALETTE)))
    others = (PALETTE[rest[i % len(rest)]] for i in range(len(names)))
    return {name: PALETTE[KINDS[name]] if name in KINDS else next(others) for name in names}


def group_colour(group: int) -> str:
    """The colour of channel group `group`, counted from 0; repeats after eight."""
    return PALETTE[group % len(PALETTE)]
