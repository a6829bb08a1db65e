"""The first page: what this is and where to click, without scrolling, at the site's root."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser
PARTS = {
    "sentence": ".book-hero > p", "picture": ".book-hero > svg", "Start": ".book-begin a:nth-child(1)",
    "Colab": ".book-begin a:nth-child(2)", "Teach": ".book-begin a:nth-child(3)",
    "gains": "#what-you-will-be-able-to-do li:last-child", "map": "#what-you-will-be-able-to-do svg",
}  # fmt: skip


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_all_that_a_visitor_needs_is_above_the_fold(open_page, width: int, height: int) -> None:
    page = open_page("index.html", width=width, height=height)
    boxes = {name: page.locator(place).bounding_box() for name, place in PARTS.items()}
    assert [name for name, box in boxes.items() if box["y"] < 0 or box["y"] + box["height"] > height] == []
    assert [name for name, box in boxes.items() if box["x"] < 0 or box["x"] + box["width"] > width] == []
    assert boxes["Start"]["y"] == boxes["Colab"]["y"] == boxes["Teach"]["y"]
    # A search engine names a page by the links to it; "Start" names none.
    words = page.locator(".book-begin a").evaluate_all(
        "(all) => all.map((link) => link.innerText.split(' ').length)"
    )
    assert min(words) > 1


def test_the_root_is_the_page_and_its_old_address_leads_there(open_page) -> None:
    page = open_page("index.html")
    assert page.title() and page.locator(".bd-article h1").count() == 1
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator('head link[rel="icon"], head meta[property="og:image"]').count() == 2
    page = open_page("chapters/intro.html")
    page.wait_for_url("**/index.html")


def test_the_picture_plays_once_for_less_than_five_seconds(open_page) -> None:
    """What moves longer needs a button that stops it (WCAG 2.2.2)."""
    page = open_page("index.html")
    ends = page.evaluate("""() => document.querySelector(".book-hero > svg").getAnimations({ subtree: true })
      .map(animation => animation.effect.getComputedTiming())
      .map(({ endTime, iterations }) => iterations === 1 ? endTime : Infinity)""")
    assert ends and max(ends) < 5000


@pytest.mark.parametrize("touched", [".book-again", ".book-hero > svg"])
def test_the_picture_plays_again_when_it_is_touched(open_page, touched: str) -> None:
    page = open_page("index.html")
    page.locator(".book-again").wait_for()
    picture = page.locator(".book-hero > svg")
    moving = "svg => svg.getAnimations({ subtree: true }).filter(one => one.playState === 'running').length"
    picture.evaluate("svg => svg.getAnimations({ subtree: true }).forEach(one => one.finish())")
    assert picture.evaluate(moving) == 0
    page.locator(touched).click()
    assert picture.evaluate(moving) > 0


@pytest.mark.parametrize("width", [1366, 390])
def test_the_title_is_said_once_beside_the_sign_of_the_book(open_page, width: int) -> None:
    page = open_page("index.html", width=width)
    heading_or_sign = re.compile("^Small by Design#?$")  # a heading ends in a link to itself
    names = page.get_by_text(heading_or_sign).filter(visible=True)
    tags = names.evaluate_all("all => all.map(one => one.closest('.book-brand') ? 'sign' : one.tagName)")
    assert sorted(tags) == (["H1", "sign"] if width > 992 else ["H1"])


def test_without_motion_the_picture_shows_its_end(open_page) -> None:
    page = open_page("index.html")
    page.emulate_media(reduced_motion="reduce")
    picture = page.locator(".book-hero > svg")
    assert picture.evaluate("svg => svg.getAnimations({ subtree: true }).length") == 0
    shown = picture.locator("text").evaluate_all("""all => all
      .filter(text => getComputedStyle(text.closest('.before') ?? text).opacity > 0)
      .map(text => text.textContent)""")
    assert {"52.3 million multiply-adds", "before: 462.4 million multiply-adds"} <= set(shown)
    assert "462.4 million multiply-adds" not in shown
    assert page.locator(".book-again").count() == 0 or not page.locator(".book-again").is_visible()


def test_the_map_leads_to_the_chapters(open_page) -> None:
    page = open_page("index.html")
    links = page.locator(f"{PARTS['map']} a").evaluate_all("links => links.map(link => link.href.baseVal)")
    chapters = page.locator(".bd-sidebar-primary .bd-links a").evaluate_all(
        "links => links.map(link => link.getAttribute('href')).filter(to => !to.includes('appendix'))"
    )
    assert sorted(links) == sorted(chapters)
    coming = page.locator(f"{PARTS['map']} .coming .soon")
    assert coming.count() == 0 or coming.first.is_visible()


@pytest.mark.parametrize("touched", ["button", ".first-look-frame"])
def test_the_page_looks_when_it_is_touched_and_not_before(new_page, site, touched: str) -> None:
    """From disk, without a network. Before, there is a picture; after, what the network makes of it."""
    page = new_page(offline=True)
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto((site / "index.html").as_uri())
    box = page.locator(".first-look")
    box.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert [name for name in asked if name.startswith(("host", "first-look-", "under-the-lamp"))] == []
    assert box.locator("svg image").count() == 1
    box.locator(touched).click()
    said = box.locator(":scope > [role=status]")
    said.get_by_text("million multiply-adds").wait_for()
    blocks = page.evaluate("Object.values(bookWidgets.models)[0].get('blocks')")
    assert f"{sum(block['macs'] for block in blocks) / 1e6:.0f} million" in said.inner_text()
    assert box.locator(".ul-class").all_inner_texts() == ["?"] * 5, "the question comes first"
    box.locator(".bw-ask .bw-choice").nth(1).click()
    box.locator(".ul-class", has_text="drilling platform").wait_for()
    assert page.watch.external == [] and page.watch.complaints == []


def test_a_notebook_without_a_repository_is_called_by_its_chapters_number(open_page) -> None:
    page = open_page("index.html")
    button = page.locator(PARTS["Colab"])
    if button.get_attribute("download") is None:
        pytest.skip("this build knows its repository, so the button opens Colab")
    start = page.locator(PARTS["Start"]).get_attribute("href")
    number = page.locator(f'.bd-sidebar-primary a[href="{start}"]').first.inner_text().partition(".")[0]
    assert button.inner_text() == f"Get notebook {number}"


@pytest.mark.parametrize("width", [1000, 1200, 1280, 1440])
def test_the_search_field_holds_what_it_says(open_page, width: int) -> None:
    page = open_page("index.html", width=width)
    field = page.locator(".bd-sidebar-primary .search-button-field")
    edge = field.evaluate("field => field.getBoundingClientRect().right")
    ends = field.locator("> *").evaluate_all("all => all.map(one => one.getBoundingClientRect().right)")
    assert max(ends) <= edge
