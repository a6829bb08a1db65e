"""Tests of one group stay in one process, which is why they may share what it opened."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("a group")
def test_xdist_reads_the_groups(request: pytest.FixtureRequest) -> None:
    """It writes them behind a test's name; what it does not know, it spreads over all processes."""
    if not request.config.getoption("loadgroup", False):
        pytest.skip("one process runs all tests")
    assert request.node.nodeid.endswith("@a group")
