"""Archives of images are read in both formats, whole or not at all; what is planted lies on top of the same layers."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from image_files import add, archive_of, layer, oci_archive_of, settings_of

from acceptance.instruments.scanners.image_archive import PLANTED_STEP, Planted, read_image, write_with
from acceptance.instruments.scanners.result import Blind

LAYERS = [{"a/b.txt": "one"}, {"c.txt": "two"}]


def packed(path: Path, layers: list[dict[str, str]]) -> Path:
    return archive_of(path, layers, packed=True)


@pytest.mark.parametrize("written", [archive_of, packed, oci_archive_of])
def test_the_same_image_is_known_by_the_same_digest_in_every_format(written: Callable[..., Path], tmp_path: Path):
    path = written(tmp_path / "a.tar", LAYERS)
    image = read_image(path)
    assert image.digest == read_image(archive_of(tmp_path / "b.tar", LAYERS)).digest
    assert len(image.layers) == len(image.layer_digests) == 2
    made = write_with(
        path, image, ["NEW=1"], [Planted({"d/e.txt": "x"}), Planted({"d/e.txt": None})], tmp_path / "c.tar"
    )
    again = read_image(tmp_path / "c.tar")
    assert again == made
    assert again.layer_digests[:2] == image.layer_digests and len(again.layer_digests) == 4
    assert again.settings["config"] == {"User": "app", "Env": ["NEW=1"]}
    with tarfile.open(tmp_path / "c.tar") as archive:
        top = archive.extractfile("3/layer.tar")
        assert top is not None
        with tarfile.open(fileobj=top) as removed:
            assert removed.getnames() == ["d/.wh.e.txt"]


def test_steps_that_are_no_lines_of_a_dockerfile_are_made_such(tmp_path: Path):
    steps = ["|1 TOKEN=x /bin/sh -c pip install", "/bin/sh -c #(nop) USER app", "bazel\nbuild", "copy a /", ""]
    content = layer(LAYERS[0])
    settings = {**settings_of([content]), "history": [{"created_by": one} for one in steps]}
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        add(archive, "0.tar", content)
        add(archive, "c.json", json.dumps(settings).encode())
        add(archive, "manifest.json", json.dumps([{"Config": "c.json", "Layers": ["0.tar"]}]).encode())
    path = tmp_path / "a.tar"
    made = write_with(path, read_image(path), [], [Planted({"x": "y"})], tmp_path / "b.tar")
    assert [one["created_by"] for one in made.settings["history"]] == [
        "RUN |1 TOKEN=x /bin/sh -c pip install",
        "/bin/sh -c #(nop) USER app",
        "RUN bazel build",
        "copy a /",
        "",
        PLANTED_STEP,
    ]


def broken(path: Path, **members: bytes | None) -> Path:
    """An archive with other members than it should have; None leaves one out."""
    whole = archive_of(path.with_name("whole.tar"), LAYERS)
    with tarfile.open(whole) as read, tarfile.open(path, "w") as written:
        for one in read:
            content = read.extractfile(one)
            assert content is not None
            text = members.get(one.name.partition(".")[0], content.read())
            if text is not None:
                add(written, one.name, text)
        for name in members.keys() - {one.partition(".")[0] for one in read.getnames()}:
            add(written, name, members[name] or b"")
    return path


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"manifest": None}, "neither manifest.json nor index.json"),
        ({"manifest": b"[]"}, "holds 0 images"),
        ({"manifest": b"[{}, {}]"}, "holds 2 images"),
        ({"manifest": b"{"}, "does not describe an image"),
        ({"manifest": b"[3]"}, "does not describe an image"),
        ({"config": None}, "does not describe an image"),
        ({"config": b"{}"}, "does not describe an image"),
        ({"config": b'{"rootfs": {"diff_ids": []}}'}, "2 are there, and 0 are named"),
        ({"_1": b"", "1": None}, "1.tar is missing"),
    ],
)
def test_what_is_no_whole_image_is_not_looked_into(tmp_path: Path, members: dict[str, bytes | None], told: str):
    with pytest.raises(Blind, match=told):
        read_image(broken(tmp_path / "a.tar", **members))


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"other", "is not the one that the image's settings name"), (b"\x28\xb5\x2f\xfd...", "packed by zstd")],
)
def test_a_layer_that_is_another_one_or_cannot_be_unpacked_is_told(tmp_path: Path, content: bytes, told: str):
    path = broken(tmp_path / "a.tar", **{"1": content})
    with pytest.raises(Blind, match=told):
        write_with(path, read_image(path), [], [], tmp_path / "b.tar")


def test_a_file_that_is_missing_cut_or_no_archive_is_told(tmp_path: Path):
    with pytest.raises(Blind, match="cannot be read: No such file"):
        read_image(tmp_path / "none.tar")
    (tmp_path / "text.tar").write_text("no archive")
    with pytest.raises(Blind, match="it is no whole tar file"):
        read_image(tmp_path / "text.tar")
    whole = archive_of(tmp_path / "a.tar", LAYERS).read_bytes()
    (tmp_path / "cut.tar").write_bytes(whole[:700])
    with pytest.raises(Blind):
        read_image(tmp_path / "cut.tar")
