"""Plots: the artists drawn and the numbers they stand for; the SVG that the page gets."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from matplotlib.colors import to_hex
from nbclient import NotebookClient
from PIL import Image

from lightcnn.plots import (
    PALETTE,
    Interval,
    bars,
    figure_svg,
    interval_points,
    layer_bars,
    log_scatter,
    picture_row,
    roofline,
    seed_points,
    trade_off,
)


class Layer(NamedTuple):
    name: str
    kind: str
    params: int
    macs: int


LAYERS = [
    Layer("conv1", "Conv2d", 100, 3000),
    Layer("pool", "MaxPool2d", 0, 0),
    Layer("fc", "Linear", 300, 1000),
]


@pytest.fixture
def ax() -> Iterator[Any]:
    with plt.style.context("lightcnn.plots.book"):
        figure, axes = plt.subplots()
        yield axes
        plt.close(figure)


def texts(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_layer_bars_draw_what_costs_something(ax: Any) -> None:
    assert layer_bars(LAYERS, ax, "params") is ax
    assert [bar.get_width() for bar in ax.patches] == [100, 300]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["conv1", "fc"]
    assert texts(ax) == ["100  (25 %)", "300  (75 %)"]
    assert ax.get_xlabel() == "parameters"
    assert [to_hex(bar.get_facecolor()) for bar in ax.patches] == list(PALETTE[:2])
    top, bottom = (ax.transData.transform((0, y))[1] for y in (0, 1))
    assert top > bottom, "the first layer stands on top"


def test_layer_bars_refuse_what_they_cannot_draw(ax: Any) -> None:
    with pytest.raises(ValueError, match="params, macs, traffic_bytes, got 'ms'"):
        layer_bars(LAYERS, ax, "ms")
    with pytest.raises(ValueError, match="no layer has any multiply-adds"):
        layer_bars([LAYERS[1]], ax)
    with pytest.raises(ValueError, match="1 labels, 2 values"):
        bars(["a"], [1, 2], ax, "ms")


def test_intervals_reach_from_low_to_high(ax: Any) -> None:
    interval_points([Interval("a", 2.0, 1.5, 4.0), Interval("b", 3.0, 3.0, 3.5)], ax, "ms")
    (spread,) = ax.containers[0].lines[2]
    assert spread.get_segments()[0][:, 0].tolist() == [1.5, 4.0]
    assert [c.lines[0].get_xdata()[0] for c in ax.containers] == [2.0, 3.0]
    assert texts(ax) == ["2.00", "3.00"], "three significant digits, zeros too"
    bottom, top = ax.get_ylim()
    assert top < ax.get_yticks()[0] < ax.get_yticks()[-1] < bottom, "the first row stands on top"
    with pytest.raises(ValueError, match="b: 5.0 is not between"):
        interval_points([Interval("b", 5.0, 1.0, 2.0)], ax, "ms")
    with pytest.raises(ValueError, match="nothing to draw"):
        interval_points([], ax, "ms")


def test_scatter_is_logarithmic_and_named(ax: Any) -> None:
    log_scatter({"a": (1, 10), "b": (100, 1000)}, ax, "x", "y")
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert [(line.get_xdata()[0], line.get_ydata()[0]) for line in ax.lines] == [(1, 10), (100, 1000)]
    assert texts(ax) == ["a", "b"]
    with pytest.raises(ValueError, match=r"c at \(0, 1\)"):
        log_scatter({"c": (0, 1)}, ax, "x", "y")
    with pytest.raises(ValueError, match="1 points, 2 groups"):
        log_scatter({"c": (1, 1)}, ax, "x", "y", ["c", "d"])


def numbers(axis: Any) -> list[str]:
    """What an axis says within its limits, in the order of its values."""
    low, high = sorted(axis.get_view_interval())
    said = zip(axis.get_majorticklocs(), axis.get_ticklabels(), strict=True)
    return [label.get_text() for at, label in said if low <= at <= high]


def test_a_logarithmic_axis_has_numbers_to_read_it_by(ax: Any) -> None:
    """Also where little more than a power of ten is drawn: MobileNet's sixteen networks had one number."""
    trade_off({"a": [(41e6, 49.8), (569e6, 70.9)]}, ax, "multiply-adds", "%")
    assert numbers(ax.xaxis) == ["50 M", "100 M", "200 M", "500 M"]
    ax.clear()
    interval_points([Interval("a", 3, 2, 4), Interval("b", 6, 6, 7)], ax, "ms", log=True)
    assert numbers(ax.xaxis) == ["2", "5"]
    ax.clear()
    log_scatter({"a": (1, 1e6), "b": (1e4, 1e7)}, ax, "x", "y")
    assert numbers(ax.xaxis) == ["1", "10", "100", "1 k", "10 k"]
    assert numbers(ax.yaxis) == ["1 M", "2 M", "5 M", "10 M"]


def test_the_roof_bends_where_peak_meets_bandwidth(ax: Any) -> None:
    roofline({"a": (1.0, 3e9)}, ax, peak=4e10, bandwidth=1e10)
    roof = ax.lines[0]
    xs, ys = np.asarray(roof.get_xdata()), np.asarray(roof.get_ydata())
    assert xs[1] == 4.0
    assert ys[0] == pytest.approx(xs[0] * 1e10)
    assert ys[1] == ys[2] == 4e10
    with pytest.raises(ValueError, match="must be positive"):
        roofline({"a": (1.0, 3e9)}, ax, peak=0, bandwidth=1)


def test_rows_of_one_group_share_a_colour_and_factors_can_be_seen(ax: Any) -> None:
    rows = [
        Interval("a, x", 1, 1, 1, "a"),
        Interval("b, x", 10, 9, 11, "b"),
        Interval("a, y", 100, 90, 110, "a"),
    ]
    interval_points(rows, ax, "ms", log=True)
    assert [to_hex(c.lines[0].get_color()) for c in ax.containers] == [PALETTE[0], PALETTE[1], PALETTE[0]]
    assert ax.get_xscale() == "log"
    with pytest.raises(ValueError, match="no place on a logarithmic axis"):
        interval_points([Interval("zero", 1, 0, 2)], ax, "ms", log=True)


def test_a_kind_of_layer_has_one_colour_in_every_plot(ax: Any) -> None:
    rows = [Interval("depthwise, x", 1, 1, 1, "depthwise"), Interval("own", 1, 1, 1)]
    interval_points(rows, ax, "ms")
    assert [to_hex(c.lines[0].get_color()) for c in ax.containers] == [PALETTE[2], PALETTE[0]]
    ax.clear()
    layer_bars([Layer("a", "grouped conv", 1, 1), Layer("b", "depthwise", 1, 1)], ax)
    assert [to_hex(bar.get_facecolor()) for bar in ax.patches] == [PALETTE[1], PALETTE[2]]
    ax.clear()
    roofline({"depthwise, x": (1, 1e9), "conv": (9, 1e9)}, ax, 4e10, 1e10, ["depthwise", "conv"])
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert [to_hex(line.get_color()) for line in dots] == [PALETTE[2], PALETTE[0]]


def test_more_names_than_colours_still_have_one(ax: Any) -> None:
    interval_points([Interval(f"own {i}", 1, 1, 1) for i in range(9)], ax, "ms")
    colours = [to_hex(c.lines[0].get_color()) for c in ax.containers]
    assert colours == [*PALETTE, PALETTE[0]]


def test_bars_can_have_names_of_their_own(ax: Any) -> None:
    records = [Layer("features.0", "conv", 12, 1), Layer("features.1", "conv", 8, 1)]
    layer_bars(records, ax, "params", names=["conv1", "conv2"])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["conv1", "conv2"]
    with pytest.raises(ValueError, match="1 labels"):
        layer_bars(records, ax, "params", names=["conv1"])


def test_every_seed_is_drawn_and_the_arm_without_has_its_own_colour(ax: Any) -> None:
    arms = {"shuffle": [0.9, 0.92], "no shuffle": [0.5, 0.52], "nose": [0.7]}
    seed_points(arms, ax, chance=0.5, without=["no shuffle"])
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert [x for line in dots for x in line.get_xdata()] == pytest.approx([90, 92, 50, 52, 70])
    assert [to_hex(line.get_color()) for line in dots] == [PALETTE[0], PALETTE[1], PALETTE[0]]
    assert "shuffle 91.0 ± 1.4 % over 2 seeds" in ax.get_figure().get_label()
    assert texts(ax) == ["chance"]
    with pytest.raises(ValueError, match="at least one seed"):
        seed_points({"empty": []}, ax)
    with pytest.raises(ValueError, match="got 91"):
        seed_points({"percent": [91]}, ax)
    with pytest.raises(ValueError, match="'none'; there are"):
        seed_points({"one": [0.5]}, ax, without=["none"])


def test_names_do_not_cover_each_other(ax: Any) -> None:
    close = {f"name {i}": (2.0**i, 10.0) for i in range(3)} | {"far": (100.0, 1000.0)}
    log_scatter(close, ax, "x", "y")
    boxes = [text.get_window_extent() for text in ax.texts]
    for i, box in enumerate(boxes):
        assert not box.count_overlaps(boxes[i + 1 :]), ax.texts[i].get_text()


def test_names_stay_clear_of_the_roof_and_of_each_other() -> None:
    points = {
        "standard": (122, 5.5e10), "4 groups": (34, 5.5e10), "pointwise": (16, 4e10),
        "separable": (8.5, 3.4e10), "depthwise": (1.1, 2.7e10), "depthwise, default layout": (1.1, 1.4e10),
    }  # fmt: skip
    with plt.style.context("lightcnn.plots.book"):
        figure, axes = plt.subplots(figsize=(4.2, 3.8))
        roofline(points, axes, peak=4.7e10, bandwidth=2.4e10)
        names = [text for text in axes.texts if text.get_text() in points]
        boxes = [text.get_window_extent() for text in axes.texts]
        for i, box in enumerate(boxes):
            assert not box.count_overlaps(boxes[i + 1 :]), axes.texts[i].get_text()
        roof = axes.lines[0].get_path().transformed(axes.transData)
        for name in names:
            assert not roof.intersects_bbox(name.get_window_extent(), filled=False), name.get_text()
        plt.close(figure)


def test_photographs_travel_as_webp() -> None:
    figure, axes = plt.subplots(1, 1)
    pixels = np.random.default_rng(0).random((90, 60, 3))
    picture_row({"photo": pixels}, [axes])
    svg = figure_svg(figure)
    found = re.search("data:image/webp;base64,([A-Za-z0-9+/=]+)", svg)
    assert found and "image/png" not in svg
    picture = Image.open(io.BytesIO(base64.b64decode(found[1])))
    assert picture.width / picture.height == pytest.approx(60 / 90, rel=0.03)
    plt.close(figure)


def test_pictures_keep_their_shape_and_name() -> None:
    figure, axes = plt.subplots(1, 2)
    picture_row({"grey": np.zeros((4, 6)), "photo": np.zeros((4, 6, 3))}, axes)
    assert [a.get_title() for a in axes] == ["grey", "photo"]
    assert [a.images[0].get_array().shape for a in axes] == [(4, 6), (4, 6, 3)]
    assert axes[0].images[0].get_clim() == (0, 1), "one scale for all"
    with pytest.raises(ValueError, match=r"got \(2, 4, 6, 3\)"):
        picture_row({"batch": np.zeros((2, 4, 6, 3)), "b": np.zeros((1, 1))}, axes)
    with pytest.raises(ValueError, match="1 pictures need as many axes, got 2"):
        picture_row({"grey": np.zeros((4, 6))}, axes)
    plt.close(figure)


def test_the_svg_takes_the_colour_of_the_page(ax: Any) -> None:
    layer_bars(LAYERS, ax, "macs")
    svg = figure_svg(ax.figure)
    colours = set(re.findall(r"#[0-9a-f]{6}", svg))
    assert colours == set(PALETTE[:2]), "only what has a meaning keeps a colour of its own"
    assert "currentColor" in svg and "<style" not in svg
    assert 'aria-label="Bars of multiply-adds: conv1 3 k, fc 1 k"' in svg
    assert ">conv1</text>" in svg, "letters stay text: small, sharp, selectable"


def test_two_figures_share_a_page_without_sharing_ids(ax: Any) -> None:
    layer_bars(LAYERS, ax, "macs")
    first = figure_svg(ax.figure)
    ax.set_title("other")
    second = figure_svg(ax.figure)
    ids = [re.findall(r' id="([^"]+)"', svg) for svg in (first, second)]
    assert ids[0] and not set(ids[0]) & set(ids[1])
    for svg, own in zip((first, second), ids, strict=True):
        assert set(re.findall(r'(?:url\(|href=")#([^")]+)', svg)) <= set(own)


def test_a_notebook_shows_the_svg() -> None:
    """In a real kernel: the backend that the first figure loads must not throw our formatter out."""
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(
                "import matplotlib.pyplot as plt\n"
                "from lightcnn.plots import bars, use_book_style\n"
                "use_book_style()"
            ),
            nbformat.v4.new_code_cell("bars(['a', 'b'], [1, 2], plt.subplots()[1], 'ms');"),
        ]
    )
    NotebookClient(notebook, kernel_name="python3").execute()
    first, second = notebook.cells
    assert first.outputs == []
    (shown,) = second.outputs
    assert "currentColor" in shown.data["text/html"]
