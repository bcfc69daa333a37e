"""Writes the archive of a container image as `docker save` would, byte for byte the same from the same content.

The format: https://github.com/moby/docker-image-spec.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

MADE = "1970-01-01T00:00:00Z"
"""The same for every image: a day in it would change its digest."""
_MODE = 0o644


@dataclass(frozen=True)
class Layer:
    """What one step of the making added and removed.

    Attributes:
        step: the step, as it is written down in the image.
        files: way in the image -> content.
        removed: files of the layers below.
    """

    step: str
    files: Mapping[str, bytes]
    removed: tuple[str, ...] = ()

    def packed(self) -> bytes:
        """The layer as a tar file."""
        gone = {str(Path(way).with_name(f".wh.{Path(way).name}")): b"" for way in self.removed}
        held = io.BytesIO()
        with tarfile.open(fileobj=held, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            for way, content in sorted({**self.files, **gone}.items()):
                _add(archive, way, content)
        return held.getvalue()


@dataclass(frozen=True)
class Image:
    """An image.

    Attributes:
        name: with its version.
        layers: the lowest first.
        settings: who runs what, in which environment.
    """

    name: str
    layers: tuple[Layer, ...]
    settings: Mapping[str, Any]

    def with_layers(self, *more: Layer) -> Image:
        """The same with more layers on top."""
        return replace(self, layers=(*self.layers, *more))

    def with_settings(self, **other: Any) -> Image:
        """The same, set up otherwise; None takes a setting away."""
        kept = {key: value for key, value in {**self.settings, **other}.items() if value is not None}
        return replace(self, settings=kept)

    def write(self, target: Path) -> str:
        """Writes the archive in one piece; returns the image's digest."""
        layers = [layer.packed() for layer in self.layers]
        text = json.dumps(self._described(layers), sort_keys=True).encode()
        digest = hashlib.sha256(text).hexdigest()
        named = [f"{hashlib.sha256(layer).hexdigest()}/layer.tar" for layer in layers]
        manifest = [{"Config": f"{digest}.json", "RepoTags": [self.name], "Layers": named}]
        unfinished = target.with_suffix(".unfinished")
        with tarfile.open(unfinished, "w", format=tarfile.USTAR_FORMAT) as archive:
            for name, content in dict(zip(named, layers, strict=True)).items():
                _add(archive, name, content)
            _add(archive, f"{digest}.json", text)
            _add(archive, "manifest.json", json.dumps(manifest).encode())
        unfinished.replace(target)
        return f"sha256:{digest}"

    def _described(self, layers: list[bytes]) -> dict[str, Any]:
        return {
            "architecture": "amd64",
            "os": "linux",
            "created": MADE,
            "config": dict(self.settings),
            "rootfs": {
                "type": "layers",
                "diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}" for layer in layers],
            },
            "history": [{"created": MADE, "created_by": layer.step} for layer in self.layers],
        }


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), _MODE
    archive.addfile(member, io.BytesIO(content))
