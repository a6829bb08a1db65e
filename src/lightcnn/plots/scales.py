"""Logarithmic axes whose numbers can be read."""

from __future__ import annotations

import math

from matplotlib.axis import Axis
from matplotlib.ticker import LogLocator, NullFormatter

from lightcnn.plots.layers import short


def number_logarithmic(axis: Axis) -> None:
    """Number the logarithmic `axis`, which holds its data by now: 200 k, 1 M, 5 M.

    Over less than two powers of ten, 2 and 5 have their numbers too: of the powers alone there may be one,
    and from one number nobody reads a scale.
    """
    low, high = sorted(axis.get_view_interval())
    axis.set_major_locator(LogLocator(subs=(1, 2, 5) if math.log10(high / low) < 2 else (1,)))
    axis.set_major_formatter(lambda value, _: short(value))
    axis.set_minor_formatter(NullFormatter())
