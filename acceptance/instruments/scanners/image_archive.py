"""The archive of a container image: what `docker save` and tools like it write, or an OCI layout, each as one tar file.

Formats: https://github.com/moby/docker-image-spec (manifest.json) and https://github.com/opencontainers/image-spec.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from acceptance.instruments.scanners.result import Blind

_SHELL = "/bin/sh -c"
_INSTRUCTIONS = (
    *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD"),
    *("RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
)
LARGEST_TEXT = 16 * 1024 * 1024
"""No description of an image is larger."""
PLANTED_STEP = "ADD planted /planted"
"""How the planted layers were made, as the image tells: a step that a scanner of settings has something against."""
_GZIP = b"\x1f\x8b"
_ZSTANDARD = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True)
class Image:
    """What an archive says that it holds.

    Attributes:
        digest: of the image's settings, by which an image is known: `sha256:...`.
        settings: as they stand in the archive: who runs what, in which environment, and how it was made.
        layers: the members of the archive that hold the layers, the lowest first.
        known_as: other digests of the same image: those by which a registry knows it, where the archive tells any.
    """

    digest: str
    settings: Mapping[str, Any]
    layers: tuple[str, ...]
    known_as: frozenset[str] = frozenset()

    @property
    def layer_digests(self) -> tuple[str, ...]:
        """Of the unpacked layers, the lowest first."""
        return tuple(map(str, self.settings["rootfs"]["diff_ids"]))


@dataclass(frozen=True)
class Planted:
    """A layer to be put on top of an image. A text of None removes a file of the layers below."""

    files: Mapping[str, str | None]


def read_image(path: Path) -> Image:
    """What the archive says of itself.

    Raises:
        Blind: it is missing, is no archive of one image, or lacks a layer.
    """
    with _opened(path) as archive:
        names = set(archive.getnames())
        return _image(archive, names, path.name)


def write_with(path: Path, image: Image, variables: Iterable[str], layers: Iterable[Planted], target: Path) -> Image:
    """Writes the same image with more layers, and more variables in its environment.

    Raises:
        Blind: a layer cannot be read, or is not the one that the image's settings name.
    """
    packed = [_packed(layer) for layer in layers]
    with _opened(path) as archive, tarfile.open(target, "w") as written:
        for number, name in enumerate(image.layers):
            with _unpacked(archive, name, target.with_suffix(".layer")) as content:
                _require_digest(content, image.layer_digests[number], name)
                _add_file(written, f"{number}/layer.tar", content)
        for number, layer in enumerate(packed, len(image.layers)):
            _add(written, f"{number}/layer.tar", layer)
        settings = _extended(image.settings, variables, packed)
        text = json.dumps(settings).encode()
        digest = hashlib.sha256(text).hexdigest()
        _add(written, f"{digest}.json", text)
        named = [f"{number}/layer.tar" for number in range(len(image.layers) + len(packed))]
        manifest = [{"Config": f"{digest}.json", "RepoTags": None, "Layers": named}]
        _add(written, "manifest.json", json.dumps(manifest).encode())
    return Image(f"sha256:{digest}", settings, tuple(named))


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path) as archive:
            yield archive
    except (OSError, tarfile.TarError, EOFError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "it is no whole tar file"
        raise Blind(f"the image archive {path.name} cannot be read: {why}") from None


def _image(archive: tarfile.TarFile, names: set[str], called: str) -> Image:
    try:
        settings_at, layers = _described(archive, names, called)
        known_as = frozenset(map(str, _of_registries(archive))) if "index.json" in names else frozenset()
        text = _text(archive, settings_at)
        settings = json.loads(text)
        expected = len(settings["rootfs"]["diff_ids"])
        settings.get("config") or {}
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise Blind(f"the image archive {called} does not describe an image") from None
    missing = [layer for layer in layers if layer not in names]
    if missing or len(layers) != expected or not layers:
        told = f"{missing[0]} is missing" if missing else f"{len(layers)} are there, and {expected} are named"
        raise Blind(f"the image archive {called} does not hold all of its layers: {told}")
    return Image(f"sha256:{hashlib.sha256(text).hexdigest()}", settings, layers, known_as)


def _described(archive: tarfile.TarFile, names: set[str], called: str) -> tuple[str, tuple[str, ...]]:
    """Where the settings and the layers are."""
    if "manifest.json" in names:
        entries = json.loads(_text(archive, "manifest.json"))
        (entry,) = _only_one(entries, called)
        return str(entry["Config"]), tuple(map(str, entry["Layers"]))
    if "index.json" not in names:
        raise Blind(f"{called} is no archive of an image: it has neither manifest.json nor index.json")
    found = json.loads(_text(archive, "index.json"))
    while "manifests" in found:  # an index may name an index
        (entry,) = _only_one(found["manifests"], called)
        found = json.loads(_text(archive, _blob(entry)))
    return _blob(found["config"]), tuple(map(_blob, found["layers"]))


def _of_registries(archive: tarfile.TarFile) -> Iterator[str]:
    """The digests of the index and the manifests that lead to the only image of an OCI layout."""
    found = json.loads(_text(archive, "index.json"))
    while len(found.get("manifests", ())) == 1:
        yield found["manifests"][0]["digest"]
        found = json.loads(_text(archive, _blob(found["manifests"][0])))


def _only_one(entries: list[Any], called: str) -> list[Any]:
    if len(entries) != 1:
        raise Blind(f"the archive {called} holds {len(entries)} images; name one with a single image in it")
    return entries


def _blob(entry: Mapping[str, Any]) -> str:
    return f"blobs/{str(entry['digest']).replace(':', '/')}"


def _text(archive: tarfile.TarFile, name: str) -> bytes:
    content = archive.extractfile(name)
    if content is None:
        raise KeyError(name)
    text = content.read(LARGEST_TEXT + 1)
    if len(text) > LARGEST_TEXT:
        raise ValueError(name)
    return text


@contextmanager
def _unpacked(archive: tarfile.TarFile, name: str, spare: Path) -> Iterator[IO[bytes]]:
    """A layer as the tar file that it is; one that was made smaller is unpacked into a file of its own first."""
    content = archive.extractfile(name)
    if content is None:
        raise Blind(f"the layer {name} of the image is no file")
    start = content.read(4)
    content.seek(0)
    if start == _ZSTANDARD:
        raise Blind(f"the layer {name} is packed by zstd, which is not looked into; save the image without that")
    if not start.startswith(_GZIP):
        yield content
        return
    with spare.open("w+b") as file:
        with gzip.open(content) as unpacked:
            shutil.copyfileobj(unpacked, file)
        file.seek(0)
        yield file
    spare.unlink()


def _require_digest(content: IO[bytes], wanted: str, name: str) -> None:
    digest = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    content.seek(0)
    if f"sha256:{digest}" != wanted:
        raise Blind(f"the layer {name} is not the one that the image's settings name; save the image anew")


def _extended(settings: Mapping[str, Any], variables: Iterable[str], layers: list[bytes]) -> dict[str, Any]:
    config = settings.get("config") or {}
    digests = [f"sha256:{hashlib.sha256(layer).hexdigest()}" for layer in layers]
    made = [{"created": "1970-01-01T00:00:00Z", "created_by": PLANTED_STEP} for _ in layers]
    return {
        **settings,
        "config": {**config, "Env": [*(config.get("Env") or []), *variables]},
        "rootfs": {**settings["rootfs"], "diff_ids": [*settings["rootfs"]["diff_ids"], *digests]},
        "history": [*map(_readable, settings.get("history") or []), *made],
    }


def _readable(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A step as a line of a Dockerfile, which is how it is looked at: one such line that is none hides all others."""
    step = " ".join(str(entry.get("created_by") or "").split())
    known = step.startswith(_SHELL) or step.partition(" ")[0].upper() in _INSTRUCTIONS
    return {**entry, "created_by": step if known or not step else f"RUN {step}"}


def _packed(layer: Planted) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name, text in layer.files.items():
            path = Path(name)
            _add(archive, name if text is not None else str(path.with_name(f".wh.{path.name}")), (text or "").encode())
    return held.getvalue()


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def _add_file(archive: tarfile.TarFile, name: str, content: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.size = content.seek(0, io.SEEK_END)
    content.seek(0)
    archive.addfile(member, content)
