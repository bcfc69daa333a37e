"""What is in a container image or in a folder: secrets, dangerous settings, licences and packages, by Trivy."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from acceptance.instruments.scanners.files import files_of
from acceptance.instruments.scanners.image_archive import Image, read_image, write_with
from acceptance.instruments.scanners.planting import Sample
from acceptance.instruments.scanners.result import Blind, Finding, Scan, Severity
from acceptance.instruments.scanners.tool import Tool
from acceptance.instruments.scanners.trivy import (
    LICENCE,
    Package,
    findings,
    inventory,
    looked_at,
    packages,
    without_quotes,
)

IMAGES, FOLDERS = "container images", "file systems"
"""What is looked at, in plain words."""
SAID_NOTHING = "says nothing of its licence"
_BROUGHT_ALONG = "node_modules"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Seen:
    """What one look came to.

    Attributes:
        scan: its secrets and dangerous settings.
        digest: by which the image is known; empty for a folder.
        packages: those in it.
        report: what Trivy wrote, less what was planted, and what it quotes.
        inventory: the packages as CycloneDX; empty where there is none.
        target: the words by which Trivy knows what was looked at.
    """

    scan: Scan
    digest: str
    packages: tuple[Package, ...]
    report: str
    inventory: str
    target: tuple[str, ...]


def scan_archive(path: Path, tool: Tool, digest: str = "", sample: Sample | None = None) -> Seen:
    """Looks into an archive, with a sample planted on top of it in the same pass.

    Args:
        digest: of the image that runs; another one in the archive tells nothing of it.

    Raises:
        Blind: the archive cannot be read or is of another image, or the scanner is not there or left no report.
    """
    image, sample = read_image(path), sample or Sample()
    if digest and digest not in {image.digest, *image.known_as}:
        raise Blind(f"the archive {path.name} holds {image.digest}, and the image that runs is {digest}")
    with_sample = tool.folder / "image.tar"
    prepared = write_with(path, image, sample.variables(), sample.layers(), with_sample)
    target = ("image", "--input", str(with_sample))
    report = looked_at(tool, target)
    blind = sample.overlooked_in_an_image(report) or _layers_left_out(report, prepared)
    seen = _seen(sample.without(report), tool, len(image.layers), blind)
    with_sample.unlink()
    return replace(seen, digest=image.digest, target=("image", "--input", str(path.resolve())))


def scan_reference(reference: str, tool: Tool, folder: Path, digest: str = "", sample: Sample | None = None) -> Seen:
    """Looks into an image of a registry: nothing can be planted there, so a small one with a sample goes before it.

    Args:
        folder: where the small one is written.

    Raises:
        Blind: the scanner is not there, overlooks the sample, or left no report; or the image is another one.
    """
    sample = sample or Sample()
    small = folder / "sample.tar"
    prepared = write_with(*empty_image(folder), sample.variables(), sample.layers(), small)
    first = looked_at(tool, ("image", "--input", str(small)))
    blind = sample.overlooked_in_an_image(first) or _layers_left_out(first, prepared)
    target = ("image", "--image-src", "remote", reference)
    report = looked_at(tool, target)
    metadata = report.get("Metadata") or {}
    known_as = {str(metadata.get("ImageID")), *_DIGEST.findall(" ".join(map(str, metadata.get("RepoDigests") or ())))}
    for wanted in (digest, *_DIGEST.findall(reference)):
        if wanted and wanted not in known_as:
            raise Blind(f"what the registry holds as {reference} is not {wanted}")
    seen = _seen(report, tool, len(metadata.get("DiffIDs") or ()), blind)
    return replace(seen, digest=str(metadata.get("ImageID") or ""), target=target)


def scan_folders(roots: Iterable[Path], tool: Tool, sample: Sample | None = None) -> Seen:
    """Looks into a copy of all files below `roots`, with a sample planted in each folder in the same pass.

    What packages of Node bring along is left out: Trivy passes over it in any case.

    Raises:
        Blind: a root is missing, or the scanner is not there or left no report.
    """
    sample = sample or Sample()
    files = {name: path for name, path in files_of(roots).at.items() if _BROUGHT_ALONG not in Path(name).parts}
    if not files:
        raise Blind("there is no file where the profile says that a file system is looked into")
    copy = tool.folder / "copy"
    folders = _copied(files, copy)
    for folder in folders:
        (copy / sample.in_folder(folder)).write_text(sample.text)
    (copy / sample.mark).mkdir()
    (copy / sample.making).write_text(sample.steps)
    target = ("fs", str(copy))
    report = looked_at(tool, target)
    blind = sample.overlooked_in_folders(report, folders)
    seen = _seen(sample.without(report), tool, 0, blind)
    covered = {"files": len(files), "folders": len(folders)}
    return replace(seen, scan=replace(seen.scan, about=FOLDERS, covered=covered), target=target)


def licences(seen: Seen, refused: Sequence[str]) -> Scan:
    """Which packages are under a licence that the company refuses, or under none that they tell.

    Args:
        refused: names of licences as SPDX writes them; `*` stands for any letters: `AGPL-*`.
    """
    about = f"licences in {seen.scan.about}"
    found = tuple(finding for package in seen.packages for finding in _of_licence(package, refused))
    blind = seen.scan.blind
    return Scan(about, seen.scan.tool, seen.scan.version, None, {"packages": len(seen.packages)}, found, blind)


def _seen(report: Mapping[str, Any], tool: Tool, layers: int, blind: str) -> Seen:
    found = tuple(findings(report))
    listed = tuple(packages(report))
    text = inventory(tool, report) if listed else ""
    scan = Scan(IMAGES, "Trivy", tool.version(), None, {"layers": layers}, found, blind)
    return Seen(scan, "", listed, json.dumps(without_quotes(report), indent=1), text, ())


def _layers_left_out(report: Mapping[str, Any], image: Image) -> str:
    """Why Trivy did not look at the image as it is; empty where it did."""
    metadata = report.get("Metadata") or {}
    seen = set(map(str, metadata.get("DiffIDs") or ()))
    left_out = [number for number, one in enumerate(image.layer_digests, 1) if one not in seen]
    if left_out:
        return f"Trivy did not look into {len(left_out)} of {len(image.layer_digests)} layers: {left_out[:3]}"
    if metadata.get("ImageID") != image.digest:
        return "Trivy looked at another image"
    return ""


def _copied(files: Mapping[str, Path], copy: Path) -> list[str]:
    """Copies files under their own names; returns every folder that holds one."""
    shutil.rmtree(copy, ignore_errors=True)
    for name, path in files.items():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy / name)
    return sorted({str(Path(name).parent) for name in files})


def empty_image(folder: Path) -> tuple[Path, Image]:
    """An image without any layer."""
    path = folder / "empty.tar"
    path.unlink(missing_ok=True)
    shutil.make_archive(str(path.with_suffix("")), "tar", _made(folder / "nothing"))
    settings = {"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": []}}
    return path, Image("", settings, ())


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def _of_licence(package: Package, refused: Sequence[str]) -> Iterator[Finding]:
    for name in package.licences:
        if _is_refused(name, refused):
            title = f"{package.name} is under {name}, which is refused"
            fix = "use another package, or have the licence allowed"
            yield Finding(f"{LICENCE}/{name}", title, Severity.HIGH, package.name, fix=fix)
    if not package.licences:
        title = f"{package.name} {SAID_NOTHING}"
        yield Finding(f"{LICENCE}/unknown", title, Severity.MEDIUM, package.name, fix="find out, and write it down")


def _is_refused(expression: str, refused: Sequence[str]) -> bool:
    """Of licences that one may choose from, all have to be refused; of those that hold together, one.

    >>> _is_refused("MIT OR AGPL-3.0-only", ["AGPL-*"]), _is_refused("MIT AND AGPL-3.0-only", ["AGPL-*"])
    (False, True)
    """
    return all(
        any(
            fnmatchcase(word.lower(), one.lower())
            for word in (together.strip(), *re.split(r"[\s()]+", together))
            for one in refused
        )
        for together in re.split(r"\s+OR\s+", expression)
    )
