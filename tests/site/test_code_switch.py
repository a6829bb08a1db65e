"""Folded code: one switch at the top opens all of it, for the next page too where the browser allows."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser
CHAPTER = "chapters/squeezenet/squeezenet.html"
ANOTHER = "chapters/shufflenet/shufflenet-v1.html"
BLOCKED = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("blocked", "SecurityError") } })"""
OPEN = "() => [...document.querySelectorAll('.folded-code')].filter(cell => cell.open).length"


def test_one_switch_opens_all_code_and_the_next_page_remembers(open_page) -> None:
    page = open_page(CHAPTER)
    switch, cells = page.locator(".book-code-switch"), page.locator(".folded-code").count()
    assert cells > 5 and page.evaluate(OPEN) == 0
    switch.click()
    assert switch.get_attribute("aria-pressed") == "true" and page.evaluate(OPEN) == cells
    page.goto(page.url.replace(CHAPTER, ANOTHER))
    page.wait_for_function(f"({OPEN})() === document.querySelectorAll('.folded-code').length")
    switch.click()
    assert switch.get_attribute("aria-pressed") == "false" and page.evaluate(OPEN) == 0


def test_the_switch_works_where_storage_is_blocked(new_page, served: str) -> None:
    page = new_page()  # its storage stays blocked: no other test may have it
    page.add_init_script(BLOCKED)
    page.goto(served + CHAPTER)
    page.wait_for_function("() => !document.querySelector('script[type=\"text/late\"]')")
    page.locator(".book-code-switch").click()
    assert page.evaluate(OPEN) == page.locator(".folded-code").count()


def test_a_page_without_folded_code_has_no_switch(open_page) -> None:
    assert open_page("index.html").locator(".book-code-switch").count() == 0


def test_paper_shows_all_and_is_light(open_page) -> None:
    """A chapter is printed with its numbered title, from the dark too in dark ink; then it is as before."""
    page = open_page(CHAPTER)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    title = page.locator(".bd-article h1")
    assert title.is_visible() and title.locator(".section-number").is_visible()
    assert page.evaluate(OPEN) == page.locator(".folded-code").count()
    assert not page.locator(".folded-code > summary").first.is_visible()
    for part in (".folded-code pre", ".bd-article p", ".book-quiz p"):
        ink = page.locator(part).first.evaluate("(node) => getComputedStyle(node).color")
        assert max(map(int, re.findall(r"\d+", ink)[:3])) < 100, (part, ink)
    page.locator(".widget-mount .bw").first.wait_for()
    assert not page.locator(".bw-more").first.is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate(OPEN) == 0
