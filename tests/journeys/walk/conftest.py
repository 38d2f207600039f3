"""The office of the walk, and the browser that walks it: one of each for as long as can be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.cast import HOST
from tests.journeys.walk.town import Town
from tests.journeys.walk.visitor import Visitors
from tests.verifier.offline.browser import chromium

SCREENSHOTS = "ZC_SCREENSHOTS"


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The office, served. What a test changes in it the others see."""
    folder = tmp_path_factory.mktemp("town")
    made = Town.built(folder)
    with made.served(folder):
        yield made
    made.province.close()


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the pages go, for people to look at: never into the tree."""
    named = os.environ.get(SCREENSHOTS)
    folder = Path(named) if named else tmp_path_factory.mktemp("album")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def visitors(town: Town) -> Iterator[Visitors]:
    """People with browsers of their own, in one process of Chromium."""
    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=chromium(),
            args=[
                "--no-sandbox",
                "--ignore-certificate-errors",
                f"--host-resolver-rules=MAP {HOST} 127.0.0.1:{town.port}",
            ],
        )
        try:
            yield Visitors(browser)
        finally:
            browser.close()
