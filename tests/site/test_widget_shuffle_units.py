"""ShuffleUnits: every price beside the library, hidden before the guess; by mouse, by finger and by keys."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator
from widget_tools import at_rest, eventually, press, put, read, settle

from lightcnn.blocks import ShuffleUnitV1
from lightcnn.profiling import profile
from lightcnn.widgets import ShuffleUnits
from lightcnn.widgets.shuffle_units.ops import UNITS, Op, Unit, amount, symbols, unit_costs, unit_total

pytestmark = pytest.mark.browser
WIDGET = "shuffle-units"
SIZES = ("side", "channels", "middle", "groups", "stride")


def short(n: float) -> str:
    """Three figures, as the page writes them."""
    if n < 1e4:
        return f"{n:,.0f}"
    digits, unit = (n / 1e6, "M") if n >= 999_500 else (n / 1e3, "k")
    places = 2 if digits < 9.995 else 1 if digits < 99.95 else 0
    return f"{digits:,.{places}f} {unit}"


def sizes_of(now: dict) -> list[int]:
    return [now[key] for key in SIZES]


def shown(widget: Callable[..., Locator], **options: object) -> Locator:
    """The widget after a guess, at rest on its first frame, with More open."""
    view = widget(motion="reduce", **options)
    guess(view, "6")
    press(view, "Escape", "Home")
    view.locator(".bw-more > summary").click()
    view.locator(".bw").focus()
    return view


def guess(view: Locator, number: str) -> str:
    """Answer, and return the verdict."""
    field = view.locator("input[name='prediction']")
    field.fill(number)
    field.press("Enter")
    settle(view)
    return view.locator(".bw-live").first.inner_text()


def counted(unit: str, now: dict) -> list[tuple[Op, int, int]]:
    """(operation, its multiply-adds, the step that counts it), what stands on the shortcut at the join."""
    ops = UNITS[unit].ops[str(now["stride"])]
    spine = UNITS[unit].spine(now["stride"])
    join = next(k for k, op in enumerate(spine) if op.lane == "join")
    steps = iter(range(1, len(spine) + 1))
    costs = unit_costs(unit, *sizes_of(now))
    return [
        (op, cost.macs, join + 1 if op.lane == "shortcut" else next(steps))
        for op, cost in zip(ops, costs, strict=True)
    ]


def check(view: Locator) -> None:
    """The number, both bills and their bars, every price and tensor, and the table of the present state."""
    settle(view)
    now = read(view)
    pair = [now["left"], now["right"]]
    totals = [unit_total(unit, *sizes_of(now)) for unit in pair]
    spent = [sum(macs for _, macs, at in counted(unit, now) if at <= now["step"]) for unit in pair]
    heavy = max((0, 1), key=lambda k: (totals[k].macs, -list(UNITS).index(pair[k])))
    number = view.locator(".bw-foot .bw-value").inner_text()
    few = spent[1 - heavy]
    assert number == (f"{spent[heavy] / few:.2f}" if few else "–")
    bills = view.locator(".su-bill")
    assert bills.locator(".bw-value").all_inner_texts() == [short(macs) for macs in spent]
    for k, unit in enumerate(pair):
        check_bar(bills.nth(k), unit, now, max(total.macs for total in totals))
    check_table(view, now, pair)
    check_picture(view, now, pair)


def check_bar(bill: Locator, unit: str, now: dict, most: int) -> None:
    """One piece an operation, on one scale for both units."""
    pieces = bill.locator(".bw-part").evaluate_all("(all) => all.map((part) => parseFloat(part.style.width))")
    rows = [(macs, at) for _, macs, at in counted(unit, now) if macs]
    expected = [100 * macs / most * (at <= now["step"]) for macs, at in rows]
    assert sorted(piece for piece in pieces if piece) == pytest.approx(
        sorted(x for x in expected if x), abs=2e-3
    )


def check_table(view: Locator, now: dict, pair: list[str]) -> None:
    rows = view.locator(".bw-table tbody tr").evaluate_all(
        "(rows) => rows.map((r) => [...r.cells].map((c) => c.textContent))"
    )
    expected = []
    for unit in pair:
        expected += [list(cost) for cost in unit_costs(unit, *sizes_of(now))]
        expected.append(list(unit_total(unit, *sizes_of(now))))
    assert [[int(cell.replace(",", "")) for cell in row[3:]] for row in rows] == expected
    for flow in (row[2] for row in rows if row[1] == "concat"):
        upper, lower, out = map(int, re.findall(r"\d+", flow))
        assert upper + lower == out


def check_picture(view: Locator, now: dict, pair: list[str]) -> None:
    """One drawing an operation, its price where the packet has passed; tensors as high as channels."""
    found = view.locator("[data-step]").evaluate_all("""(ops) => ops.map((op) => [
      Number(op.dataset.step), op.querySelector(".su-price").textContent])""")
    expected = []
    for unit in pair:
        for op, macs, at in counted(unit, now):
            silent = at > now["step"] or (op.lane == "shortcut" and not macs)
            expected.append((at, "" if silent else short(macs)))
    assert sorted(map(tuple, found)) == sorted(expected)
    value = symbols(*(now[key] for key in SIZES[1:]))
    channels = [
        [amount(term, value) for term in (spine[0].c_in, *(op.c_out for op in spine))]
        for spine in (UNITS[unit].spine(now["stride"]) for unit in pair)
    ]
    bars = view.locator(".su-packet").evaluate_all("(all) => all.map((bar) => bar.height.baseVal.value - 6)")
    here = [list_[min(now["step"], len(list_) - 1)] for list_ in channels]
    most = max(max(list_) for list_ in channels)
    full = 70  # pixels of the widest tensor, on a page
    assert bars == pytest.approx([max(3, full * n / most) for n in here], abs=0.1)


def test_the_two_counts_are_hidden_until_the_guess(widget: Callable[..., Locator]) -> None:
    """Neither the picture nor More tells what the question asks for, at any step."""
    view = widget(motion="reduce")
    view.locator(".bw-more > summary").click()
    secrets = ("48.0", "7.95", "47,980,800", "7,949,760", "11.3 M", "25.4 M", "61,200", "10,140", "6.04")
    view.locator(".bw").focus()
    for _ in range(8):
        text = view.locator(".bw").evaluate("""(bw) => bw.innerText + [...bw.querySelectorAll("[aria-label]")]
          .map((one) => one.ariaLabel).join()""")
        assert "240 → 60" in text
        assert not [secret for secret in secrets if secret in text]
        assert view.locator(".bw-foot .bw-value").inner_text() == "?"
        assert view.locator(".su-bill .bw-value").all_inner_texts() == ["?", "?"]
        widths = view.locator(".bw-part").evaluate_all("(all) => all.map((part) => part.style.width)")
        assert not any(float(width.rstrip("%") or 0) for width in widths)
        press(view, ".")
    assert read(view)["step"] == 7


def test_the_guess_plays_both_units_and_adds_up(widget: Callable[..., Locator]) -> None:
    view = widget()
    view.locator(".bw").focus()
    press(view, "End")
    view.evaluate("""(view) => {
      view.seen = [];
      new MutationObserver(() => view.seen.push(
        [...view.querySelectorAll(".su-bill .bw-value")].map((one) => one.textContent)))
        .observe(view.querySelector(".su-bill"), { childList: true, characterData: true, subtree: true });
    }""")
    verdict = guess(view, "6")
    assert verdict == "Right. The 1×1s shrink by g\u00a0=\u00a03, the 3×3 by m\u00a0=\u00a060."
    eventually(
        view.page,
        lambda: (
            read(view)["step"] == 7
            and view.locator(".bw-foot .bw-unit").inner_text() == "times fewer multiply-adds"
        ),
    )
    assert view.locator(".su-bill .bw-value").all_inner_texts() == ["48.0 M", "7.95 M"]
    assert view.locator(".bw-foot .bw-value").inner_text() == "6.04"
    seen = view.evaluate("(view) => view.seen.map(([upper]) => upper)")
    assert len(set(seen)) > 5 and "36.7 M" in seen, "it counts up, and rests at the 3 × 3"
    view.locator(".bw-more > summary").click()
    check(view)


def test_the_chapters_numbers_step_by_step(widget: Callable[..., Locator]) -> None:
    view = shown(widget)
    assert [text.split(" = ")[-1] for text in view.locator(".bw-numbers dd").all_inner_texts()] == [
        "47,980,800",
        "7,949,760",
    ]
    assert "28² · (2 · 240 · 60 / 3 + 9 · 60) = 7,949,760" in view.locator(".bw-numbers").inner_text()
    for ratio in ("–", "3.00", "3.00", "9.75", "8.76", "6.04", "6.04", "6.04"):
        check(view)
        assert view.locator(".bw-foot .bw-value").inner_text() == ratio
        view.locator(".bw-next").click()
    assert view.locator(".su-thread").count() == 12 and view.locator(".su-packet").count() == 2
    assert (
        view.locator(".su-conv, .su-group").count() == 3 + 3 + 12 + 3
    )  # one funnel a group, depthwise as 12 threads
    assert view.locator(".su-group").count() == 3, "colours are alone only before the shuffle"
    assert view.evaluate("(view) => view.querySelectorAll('svg *').length") < 2000
    assert view.page.watch.console == [] and view.page.watch.external == []


def test_a_title_chooses_its_unit(widget: Callable[..., Locator]) -> None:
    view, before = shown(widget), {"resnet", "shufflenet_v1"}
    for lane, unit, pair in (
        ("right", "resnext", ("resnet", "resnext")),
        ("left", "shufflenet_v1", ("shufflenet_v1", "resnext")),
        ("left", "resnext", ("resnext", "shufflenet_v1")),  # the two are never the same: they change places
        ("right", "resnet", ("resnext", "resnet")),
    ):
        view.locator(f"select[name='{lane}']").select_option(f'"{unit}"')
        settle(view)
        assert (read(view)["left"], read(view)["right"]) == pair
        secret = view.locator(".bw-foot .bw-value").inner_text() == "?"
        assert secret == (set(pair) != before), "another pair is another question"
        before = set(pair)
        guess(view, "2")
        view.locator(".bw-last").click()
        check(view)


def test_more_sets_the_letters_by_mouse(widget: Callable[..., Locator]) -> None:
    view = shown(widget)
    press(view, "End")
    for name, values in {"stride": (2, 1), "groups": (1, 2, 4, 8, 3), "side": (7, 14, 56, 28)}.items():
        for value in values:
            view.locator(f'select[name="{name}"]').select_option(str(value))
            settle(view)
            assert read(view)[name] == value
            check(view)
    for label, name in (("Channels c", "channels"), ("Bottleneck m", "middle")):
        before = read(view)[name]
        view.get_by_role("button", name=f"{label}: more").click()
        settle(view)
        assert read(view)[name] > before
        check(view)
        view.get_by_role("button", name=f"{label}: less").click()
        settle(view)
        assert read(view)[name] == before
        box = view.locator(f'input[name="{name}"]').bounding_box()
        view.page.mouse.click(box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2)
        settle(view)
        assert read(view)[name] > before
        check(view)


def test_the_bottleneck_comes_back_to_what_was_asked_for(widget: Callable[..., Locator]) -> None:
    view = shown(widget)
    hint, groups, stride = (view.locator(s) for s in (".su-hint", "[name=groups]", "[name=stride]"))
    assert hint.inner_text() == "m = 240 / 4, as in the network."
    for choice, middle in (("8", 48), ("4", 60), ("8", 48), ("3", 60)):
        groups.select_option(choice)
        settle(view)
        assert read(view)["middle"] == middle
        assert (hint.inner_text() == "8 groups do not divide 60: m is 48.") == (choice == "8")
    stride.select_option("2")
    settle(view)
    assert read(view)["middle"] == 120 and hint.inner_text() == "m = 480 / 4, as in the network."
    view.get_by_role("button", name="Bottleneck m: more").click()
    settle(view)
    assert read(view)["middle"] == 132 and hint.inner_text() == ""
    groups.select_option("8")
    settle(view)
    assert hint.inner_text() == "8 groups do not divide 132: m is 120."
    groups.select_option("3")
    stride.select_option("1")
    settle(view)
    assert read(view)["middle"] == 66 - 66 % 12  # half of 132 is no choice; the nearest is
    put(view, channels=240, middle=72)  # as a link or the tour sets it
    groups.select_option("8")
    settle(view)
    assert read(view)["middle"] == 72


def test_stride_two_is_the_unit_of_the_network(widget: Callable[..., Locator]) -> None:
    view = shown(widget)
    press(view, "2", "End")
    assert (read(view)["stride"], read(view)["middle"]) == (2, 120)
    unit = ShuffleUnitV1(240, 480, groups=3, stride=2)
    assert (
        view.locator('[data-number="shufflenet_v1"] dd').inner_text()
        == f"{profile(unit, side=28, channels=240).macs:,}"
    )
    assert view.locator(".su-op:has(rect)").all_text_contents() == [
        f"1×1 / 2{short(240 * 480 * 14 * 14)}",
        "average pool / 2",
    ]
    check(view)
    assert view.locator(".bw-table").get_by_text("240 + 240 → 480").count() == 1
    # The branch keeps its width and becomes the lower part of what is concatenated.
    joined = view.locator(".su-op:has-text('concat') path").get_attribute("d")
    a, c, d, b = (float(y) for y in re.findall(r"(?<=[ V])[\d.]+(?=[LVZ])", joined))
    assert d - c == pytest.approx(b - a) and c > a + 10


def test_random_settings_agree_with_the_library(widget: Callable[..., Locator]) -> None:
    view = shown(widget)
    press(view, "b")  # the tour shows all pairs
    choice = read(view)["choices"]
    for k in range(24):
        groups = choice["groups"][k % 5]
        middles = [m for m in choice["middle"] if m % groups == 0]
        put(
            view,
            groups=groups,
            middle=middles[7 * k % len(middles)],
            channels=choice["channels"][5 * k % 20],
            side=choice["side"][k % 4],
            stride=1 + k // 2 % 2,
            left=list(UNITS)[k % 4],
            right=list(UNITS)[(k + 1 + k // 4 % 3) % 4],
            step=k % 8,
        )
        check(view)


def test_half_of_v2_rests_until_it_is_joined(bare: Callable[..., Locator]) -> None:
    """Its half of the packet stands still while the branch works; every number is the library's."""
    view = bare(ShuffleUnits("shufflenet_v1", "shufflenet_v2"), motion="reduce")
    view.locator(".bw-more > summary").click()
    text = view.locator(".bw").inner_text()
    assert "How many times the multiply-adds of the ShuffleNet V1 unit does" in text
    assert not [secret for secret in ("23.4", "23,425,920", "7,949,760", "2.95") if secret in text]
    verdict = guess(view, "0.5")
    assert verdict.startswith(
        "Not yet. More, though half rests. No groups: 3.00 times the 1×1s, 2.00 the 3×3"
    )
    assert guess(view, "2.95").startswith("Right. ")
    press(view, "Escape", "Home")
    view.locator(".bw").focus()
    still = []
    last = len(UNITS["shufflenet_v2"].spine(1))
    for step in range(last + 1):
        assert read(view)["step"] == step
        check(view)
        twin = view.locator(".su-still")
        still.append((twin.get_attribute("x"), twin.get_attribute("visibility")))
        press(view, ".")
    assert len({x for x, _ in still[1 : last - 1]}) == 1, "from the split to the concatenation"
    assert [seen for _, seen in still] == ["hidden", *["visible"] * (last - 2), "hidden", "hidden"]
    press(view, "2", "End")
    check(view)
    assert view.locator(".su-still").count() == 0, "at stride 2 nothing rests"


def test_another_unit_needs_no_line_of_script(
    widget: Callable[..., Locator], bare: Callable[..., Locator], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One more entry of the table is drawn, priced and asked about, with operations on its shortcut too."""
    row = Op("shuffle", "join", "o", "o", 1, "2", small=True)
    joined = (Op("concat", "join", "o", "o", small=True), row)
    half = Op("conv", "branch", "c/2", "c/2")
    dw = Op("conv", "branch", "c/2", "c/2", 3, "c/2", strided=True)
    around = (
        Op("conv", "shortcut", "c", "c", 3, "c", strided=True),
        Op("conv", "shortcut", "c", "c", small=True),
    )
    ops = {
        "1": (Op("split", "branch", "c", "c/2"), half, Op("relu", "branch", "c/2", "c/2"), dw, half, *joined),
        "2": (
            Op("conv", "branch", "c", "c"),
            Op("conv", "branch", "c", "c", 3, "c", strided=True),
            *around,
            *joined,
        ),
    }
    monkeypatch.setitem(UNITS, "halves", Unit("halves unit", ops))
    view = bare(ShuffleUnits("resnet", "halves"), motion="reduce")
    assert "does the halves unit need than the ResNet bottleneck" in view.locator(".bw-ask").inner_text()
    guess(view, "2")
    press(view, "Escape", "Home")
    view.locator(".bw-more > summary").click()
    view.locator(".bw").focus()
    for stride, last in ((1, 7), (2, 4)):
        press(view, str(stride))
        for step in (1, last):
            put(view, step=step)
            check(view)
    assert view.locator(".bw-table").get_by_text("240 + 240 → 480").count() == 1
    assert view.page.watch.complaints == []


def packets(view: Locator) -> list[float]:
    """Left edges of both packets."""
    return at_rest(view, "(v) => [...v.querySelectorAll('.su-packet')].map((p) => p.x.baseVal.value)")


def test_the_packets_move_in_step_and_are_dragged(widget: Callable[..., Locator]) -> None:
    view = widget()
    start = packets(view)
    assert start[0] == start[1]
    view.locator(".bw-next").click()
    after = packets(view)
    assert read(view)["step"] == 1 and after[0] == after[1] > start[0]
    assert view.locator(".is-now .su-name").all_text_contents() == ["1×1", "1×1, 3 groups"]
    box = view.locator("[data-handle='step']").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 60
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x + 200, y, steps=5)
    view.page.mouse.up()
    assert packets(view)[0] == pytest.approx(after[0] + 200, abs=60) and read(view)["step"] == 3
    view.locator("[data-step='5']").last.locator(".su-name").click()
    settle(view)
    assert read(view)["step"] == 5


def test_on_a_phone_one_unit_stands_above_the_other(widget: Callable[..., Locator]) -> None:
    view = widget(width=360, motion="reduce")
    view.locator("[data-step='3']").first.locator(".su-name").click()
    settle(view)
    assert read(view)["step"] == 3
    upper, lower = (view.locator(".su-packet").nth(k).bounding_box() for k in (0, 1))
    assert upper["x"] == lower["x"] and lower["y"] > upper["y"] + 100, "one above the other, in one step"


def test_play_and_pause(widget: Callable[..., Locator]) -> None:
    view = widget()
    view.locator(".bw-play").click()
    eventually(view.page, lambda: read(view)["step"] > 0)
    view.locator(".bw-play").click()
    step = read(view)["step"]
    assert 0 < step < 7
    view.page.wait_for_timeout(900)
    assert read(view)["step"] == step


def test_keyboard_alone(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    view.locator(".bw").focus()
    press(view, "p", "6", "Enter", "Escape", "Home")
    assert view.locator(".bw-ask").get_attribute("data-right") == "true" and read(view)["step"] == 0
    view.locator("[data-handle='step']").focus()
    press(view, "ArrowRight", "ArrowRight", "ArrowLeft")
    assert read(view)["step"] == 1
    view.locator(".bw-more > summary").focus()
    press(view, "Enter")
    check(view)
    view.locator('select[name="groups"]').focus()
    press(view, "ArrowDown")  # 3 -> 4
    assert read(view)["groups"] == 4
    view.locator('input[name="channels"]').focus()
    press(view, "ArrowRight")
    assert read(view)["channels"] == 288
    check(view)
    view.locator(".bw").focus()
    press(view, "2", "End")
    assert (read(view)["stride"], read(view)["step"]) == (2, 7)
    check(view)
    view.locator('select[name="left"]').focus()
    press(view, "ArrowDown")
    assert read(view)["left"] == "resnext"
    view.locator(".bw").focus()
    press(view, "r")
    assert (read(view)["left"], read(view)["groups"], read(view)["step"]) == ("resnet", 3, 0)
    for _ in range(4):
        press(view, "b")
        check(view)
    assert read(view)["stride"] == 2 and "shortcut" in view.locator(".bw-live").first.inner_text()


@pytest.mark.parametrize(
    ("number", "verdict"),
    [
        ("3", "Not yet. That is the 1×1s alone. The 1×1s shrink by g = 3, the 3×3 by m = 60."),
        ("60", "Not yet. That is the 3×3 alone. The 1×1s shrink by g = 3, the 3×3 by m = 60."),
        ("4", "Not yet. It is more. The 1×1s shrink by g = 3, the 3×3 by m = 60."),
        ("20", "Not yet. It is less. The 1×1s shrink by g = 3, the 3×3 by m = 60."),
        ("6.5", "Right. The 1×1s shrink by g = 3, the 3×3 by m = 60."),
    ],
)
def test_a_verdict_says_what_the_guess_mistook(
    widget: Callable[..., Locator], number: str, verdict: str
) -> None:
    assert guess(widget(), number).replace("\u00a0", " ") == verdict


def test_what_is_no_number_is_no_guess(widget: Callable[..., Locator]) -> None:
    view = widget()
    assert guess(view, "-1") == "Type a positive number."
    assert view.locator(".bw-foot .bw-value").inner_text() == "?"


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize(
    ("left", "right", "asked", "why"),
    [
        (
            "resnet",
            "resnext",
            "does the ResNeXt block need than the ResNet bottleneck",
            "not at all, the 3×3 by g = 3",
        ),
        (
            "shufflenet_v1",
            "resnext",
            "does the ShuffleNet V1 unit need than the ResNeXt block",
            "by m / g = ",
        ),
        (
            "resnext",
            "resnext",
            "does the ResNeXt block need than the ResNeXt block",
            "not at all, the 3×3 not at all",
        ),
    ],
)
def test_the_question_is_about_what_stands_there(
    widget: Callable[..., Locator], left: str, right: str, asked: str, why: str, stride: int
) -> None:
    view = widget(motion="reduce")
    put(view, left=left, right=right, stride=stride, middle=60 * stride)
    assert asked in view.locator(".bw-ask").inner_text()
    totals = [unit_total(unit, *sizes_of(read(view))).macs for unit in (left, right)]
    verdict = guess(view, f"{max(totals) / min(totals):.2f}").replace("\u00a0", " ")
    assert verdict.startswith("Right. ") and why in verdict
    assert ("the shortcut has no convolution" in verdict) == (stride == 2 and left == "shufflenet_v1")


@pytest.mark.parametrize("width", [1280, 360])
def test_labels_keep_their_size_and_their_distance(widget: Callable[..., Locator], width: int) -> None:
    view = widget(width=width, motion="reduce")
    view.locator(".bw").focus()
    press(view, "b")
    largest = {"channels": 960, "middle": 480, "side": 56, "groups": 8, "stride": 2, "right": "shufflenet_v1"}
    for state in ({}, {"stride": 2, "middle": 120}, {"right": "resnext", "groups": 8, "middle": 48}, largest):
        put(view, **state, step=7)
        found = view.locator(".bw-stage svg text").evaluate_all("""(all) => all
          .filter((text) => text.textContent)
          .map((text) => [text.textContent, parseFloat(getComputedStyle(text).fontSize), text.getBBox()])
          .map(([words, size, { x, y, width, height }]) => [words, size, x, y, width, height])""")
        assert min(size for _, size, *_ in found) >= 11
        for i, (one, _, x, y, w, h) in enumerate(found):
            for other, _, x2, y2, w2, h2 in found[:i]:
                across, down = min(x + w, x2 + w2) - max(x, x2), min(y + h, y2 + h2) - max(y, y2)
                assert across <= 0 or down <= 5, (one, other, state)


def test_on_a_slide_every_label_has_24_pixels(widget: Callable[..., Locator]) -> None:
    view = widget(present=True, motion="reduce")
    view.locator(".bw").focus()
    for _ in range(4):
        press(view, "b")
        sizes = view.locator(".bw-stage :is(text, select, strong, span)").evaluate_all(
            """(all) => all.filter((one) => one.textContent)
              .map((one) => parseFloat(getComputedStyle(one).fontSize))"""
        )
        assert min(sizes) >= 24
