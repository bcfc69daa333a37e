"""A picture of the documents whose looks have changed since it was taken is named."""

import runpy
from pathlib import Path

SCREENSHOTS = runpy.run_path("docs/screenshots.py")


def test_no_picture_of_the_documents_is_stale():
    assert list(SCREENSHOTS["stale"]()) == []


def test_a_picture_made_from_something_else_is_stale_and_so_is_one_that_says_nothing(tmp_path: Path):
    digest_in, marked = SCREENSHOTS["digest_in"], SCREENSHOTS["marked"]
    for name, shot in SCREENSHOTS["SHOTS"].items():
        (tmp_path / name).write_bytes(marked((Path("docs") / name).read_bytes()[:60], shot.digest))
    known = (Path("docs/loads.png")).read_bytes()
    plain = known.replace(known[33 : 33 + 12 + len(b"made from\0") + 16], b"")
    assert digest_in(plain) == ""
    assert digest_in(marked(plain, "0" * 16)) == "0" * 16
    (tmp_path / "loads.png").write_bytes(plain)
    (tmp_path / "book.png").write_bytes(marked(plain, "0" * 16))
    (tmp_path / "first-page.png").unlink()
    names = [sentence.split()[0] for sentence in SCREENSHOTS["stale"](tmp_path)]
    assert names == ["docs/first-page.png", "docs/loads.png", "docs/book.png"]
