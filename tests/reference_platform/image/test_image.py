"""The image of the platform is the same from the same content, holds what it should, and each defect alters it."""

from __future__ import annotations

import importlib
import json
import tarfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from reference_platform.defects.security import _image
from reference_platform.image.__main__ import main
from reference_platform.image.archive import Image, Layer
from reference_platform.image.content import FILE, USER, the_image

DEFECTS = (
    "image_as_administrator",
    "image_key_removed_later",
    "image_password_in_a_file",
    "image_password_in_environment",
    "image_refused_licence",
)


def test_the_same_content_makes_the_same_file_and_the_digest_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    digest = the_image().write(tmp_path / "a.tar")
    assert main([str(tmp_path / "b.tar")]) == 0
    assert (tmp_path / "a.tar").read_bytes() == (tmp_path / "b.tar").read_bytes()
    assert digest in capsys.readouterr().out


def test_it_holds_the_code_and_what_packages_say_and_nothing_that_only_tests_need():
    image = the_image()
    ways = [way for layer in image.layers for way in layer.files]
    assert "app/reference_platform/api/app.py" in ways
    assert any(way.endswith("METADATA") and "/fastapi-" in way for way in ways)
    assert not [way for way in ways if "defects" in way or "__pycache__" in way]
    assert image.settings["User"] == USER


def test_what_is_removed_stays_in_its_layer(tmp_path: Path):
    layers = (Layer("COPY", {"a/key": b"x"}), Layer("RUN rm", {}, ("a/key",)))
    Image("a:1", layers, {}).write(tmp_path / "a.tar")
    with tarfile.open(tmp_path / "a.tar") as archive:
        manifest = archive.extractfile("manifest.json")
        assert manifest is not None
        named = json.load(manifest)[0]["Layers"]
        held = []
        for one in named:
            with tarfile.open(fileobj=archive.extractfile(one)) as layer:
                held.append(layer.getnames())
    assert held == [["a/key"], ["a/.wh.key"]]


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_makes_another_image_and_off_makes_the_first_again(name: str, tmp_path: Path):
    defect = importlib.import_module(f"reference_platform.defects.security.{name}").DEFECT
    bench: Any = SimpleNamespace(plan=SimpleNamespace(directory=tmp_path))
    _image.off(bench)
    before = (tmp_path / FILE).read_bytes()
    defect.on(bench)
    assert (tmp_path / FILE).read_bytes() != before
    defect.off(bench)
    assert (tmp_path / FILE).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
