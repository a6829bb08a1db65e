"""Plots of the book: plain data and an Axes in, the Axes out. Nothing here shows, saves or prints."""

from lightcnn.plots.agreement import agreement as agreement
from lightcnn.plots.best_so_far import best_so_far as best_so_far
from lightcnn.plots.curves import named_curves as named_curves
from lightcnn.plots.inside import channel_ranges as channel_ranges
from lightcnn.plots.inside import histograms as histograms
from lightcnn.plots.inside import layer_points as layer_points
from lightcnn.plots.inside import tiles as tiles
from lightcnn.plots.layers import bars as bars
from lightcnn.plots.layers import layer_bars as layer_bars
from lightcnn.plots.out_of import out_of as out_of
from lightcnn.plots.parts import stacked_parts as stacked_parts
from lightcnn.plots.pictures import picture_row as picture_row
from lightcnn.plots.points import Interval as Interval
from lightcnn.plots.points import interval_points as interval_points
from lightcnn.plots.points import log_scatter as log_scatter
from lightcnn.plots.points import roofline as roofline
from lightcnn.plots.seeds import seed_points as seed_points
from lightcnn.plots.slowdown import slowdown as slowdown
from lightcnn.plots.style import PALETTE as PALETTE
from lightcnn.plots.style import describe as describe
from lightcnn.plots.style import group_colour as group_colour
from lightcnn.plots.style import use_book_style as use_book_style
from lightcnn.plots.svg import figure_svg as figure_svg
from lightcnn.plots.trade_off import trade_off as trade_off
