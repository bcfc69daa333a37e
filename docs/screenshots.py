"""Takes the pictures of the documents from the report of a run: `python docs/screenshots.py RUN` (`make screenshots`).

Each picture holds a digest of what makes it look as it does: the templates and the code that draws. Where that has
changed, the picture is stale; `python docs/screenshots.py --check` names it and ends with 1 (`make lint`).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
REPORTING = FOLDER.parent / "acceptance/reporting"
_KEYWORD = b"made from"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PAGE = (
    "templates/index.html",
    "templates/page.css",
    "templates/page.js",
    "svg.py",
    "glyphs.py",
    "trend.py",
    "times.py",
)
_BOOK = ("templates/book.html", "templates/book.css", "templates/page.css", "templates/page.js", "glyphs.py", "book.py")


@dataclass(frozen=True)
class Shot:
    """One picture: the file of the run that it shows, and of what its looks are made.

    Attributes:
        window: width and height of the window of a page; None where the file is a picture already.
        part: the part of the page that is shown.
    """

    source: str
    made_from: tuple[str, ...]
    window: tuple[int, int] | None = None
    part: str = ""

    @property
    def digest(self) -> str:
        """Of all that its looks are made of."""
        total = hashlib.sha256(repr((self.source, self.window, self.part)).encode())
        for name in self.made_from:
            total.update(hashlib.sha256((REPORTING / name).read_bytes()).digest())
        return total.hexdigest()[:16]


SHOTS = {
    "first-page.png": Shot("index.html", _PAGE, (1280, 1000)),
    "first-page-phone.png": Shot("index.html", _PAGE, (390, 844)),
    "loads.png": Shot("index.html", _PAGE, (1280, 700), "#loads"),
    "book.png": Shot("book.html", _BOOK, (1280, 1000), "#GDPR-06"),
    "book-phone.png": Shot("book.html", _BOOK, (390, 844), "#GDPR-06"),
    "performance-trends.png": Shot("performance-trends.png", ("canvas.py", "performance_picture.py")),
    "security-dashboard.png": Shot("security-dashboard.png", ("canvas.py", "security_picture.py")),
}


def stale(folder: Path = FOLDER) -> Iterator[str]:
    """A sentence for each picture that does not look as its run would look now."""
    for name, shot in SHOTS.items():
        try:
            known = digest_in((folder / name).read_bytes())
        except OSError:
            known = ""
        if known != shot.digest:
            yield f"docs/{name} is stale, or missing: make screenshots, with a whole run in reports/latest"


def digest_in(picture: bytes) -> str:
    """What a picture says of what it was made from; empty where it says nothing."""
    at = len(_SIGNATURE)
    while at + 12 <= len(picture):
        length, kind = struct.unpack(">I4s", picture[at : at + 8])
        if kind == b"tEXt" and picture[at + 8 : at + 8 + length].startswith(_KEYWORD + b"\0"):
            return picture[at + 8 + len(_KEYWORD) + 1 : at + 8 + length].decode("latin-1")
        at += length + 12
    return ""


def marked(picture: bytes, digest: str) -> bytes:
    """The picture with that digest, behind its header."""
    chunk = b"tEXt" + _KEYWORD + b"\0" + digest.encode("latin-1")
    whole = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    end = len(_SIGNATURE) + 25  # a header is always as long
    return picture[:end] + whole + picture[end:]


def main(run: Path) -> None:
    """Builds the reports of a run again, beside it, and takes every picture."""
    from playwright.sync_api import sync_playwright

    from acceptance.reporting.build import build_reports

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        work = Path(folder) / run.name
        work.mkdir()
        for name in ("record.jsonl", "run.json"):
            shutil.copyfile(run / name, work / name)
        build_reports(work)
        asked = [sys.executable, "-m", "acceptance.cli", "book", "--run", str(work), "--out", str(work / "book.html")]
        subprocess.run(asked, check=True, env={**os.environ, "COLUMNS": "80"})
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, shot in SHOTS.items():
            if shot.window is None:
                taken = (work / shot.source).read_bytes()
            else:
                page = browser.new_page(viewport={"width": shot.window[0], "height": shot.window[1]})
                page.goto((work / shot.source).as_uri() + shot.part)
                taken = page.screenshot()
            (FOLDER / name).write_bytes(marked(taken, shot.digest))
        browser.close()


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        found = list(stale())
        sys.stderr.writelines(f"{one}\n" for one in found)
        sys.exit(bool(found))
    main(Path(sys.argv[1]).resolve())
