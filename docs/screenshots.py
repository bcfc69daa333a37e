"""Takes the pictures of the README from the report of a run: `python docs/screenshots.py RUN` (`make screenshots`)."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from acceptance.reporting.build import build_reports

FOLDER = Path(__file__).parent
SHOTS = {"first-page.png": (1280, 1000, ""), "first-page-phone.png": (390, 844, ""), "loads.png": (1280, 700, "#loads")}
"""Each picture: width and height of the window, and the part of the page that is shown."""


def main(run: Path) -> None:
    build_reports(run)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (width, height, part) in SHOTS.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto((run / "index.html").as_uri() + part)
            page.screenshot(path=FOLDER / name)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
