"""Plots of the book: plain data and an Axes in, the Axes out. Nothing here shows, saves or prints."""

from lightcnn.plots.agreement import agreement
from lightcnn.plots.best_so_far import best_so_far
from lightcnn.plots.curves import named_curves
from lightcnn.plots.inside import channel_ranges, histograms, layer_points, tiles
from lightcnn.plots.layers import bars, layer_bars
from lightcnn.plots.out_of import out_of
from lightcnn.plots.parts import stacked_parts
from lightcnn.plots.pictures import picture_row
from lightcnn.plots.points import Interval, interval_points, log_scatter, roofline
from lightcnn.plots.seeds import seed_points
from lightcnn.plots.slowdown import slowdown
from lightcnn.plots.style import PALETTE, describe, group_colour, use_book_style
from lightcnn.plots.svg import figure_svg
from lightcnn.plots.trade_off import trade_off

__all__ = [
    "PALETTE",
    "Interval",
    "agreement",
    "bars",
    "best_so_far",
    "channel_ranges",
    "describe",
    "figure_svg",
    "group_colour",
    "histograms",
    "interval_points",
    "layer_bars",
    "layer_points",
    "log_scatter",
    "named_curves",
    "out_of",
    "picture_row",
    "roofline",
    "seed_points",
    "slowdown",
    "stacked_parts",
    "tiles",
    "trade_off",
    "use_book_style",
]
