"""The book's look, and how a notebook shows its figures."""

from __future__ import annotations

import sys

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightcnn.plots.svg import figure_svg

# The same colours as the widgets and the drawings: colour means channel group.
PALETTE = ("#3b7dd8", "#d9822b", "#2b9a66", "#b0489f", "#c2403d", "#8a7a1f", "#1f8a99", "#7a6a58")


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


def group_colour(group: int) -> str:
    """The colour of channel group `group`, counted from 0; repeats after eight."""
    return PALETTE[group % len(PALETTE)]
