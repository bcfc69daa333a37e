"""Looks into the image and the folders that a profile names, and keeps what was seen: record, reports, inventories."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from acceptance.instruments.scanners.advisories import read_advisories
from acceptance.instruments.scanners.components import LIST, Age, look_up, of_the_database
from acceptance.instruments.scanners.dependencies import SAMPLES
from acceptance.instruments.scanners.images import (
    FOLDERS,
    IMAGES,
    Seen,
    licences,
    scan_archive,
    scan_folders,
    scan_reference,
)
from acceptance.instruments.scanners.planting import Sample
from acceptance.instruments.scanners.result import Blind, Scan
from acceptance.instruments.scanners.sarif import to_sarif
from acceptance.instruments.scanners.score import read_scores, sentence_about
from acceptance.instruments.scanners.tool import Tool
from acceptance.instruments.scanners.trivy import known_weaknesses
from acceptance.outcome import Cause, NotAssessed
from acceptance.profile import Profile
from acceptance.profile.scanners import Image, Scanners
from acceptance.record.ledger import Kind, Ledger, read
from acceptance.record.redaction import redactor

PROGRAM = "trivy"
LICENCES, PACKAGES = f"licences in {IMAGES}", f"packages in {IMAGES}"
"""Parts of what is looked at; `IMAGES` and `FOLDERS` are secrets and dangerous settings."""
_WITHOUT_A_PROGRAM = "there is no trivy here; `make trivy` installs it, or name one in scanners.programs"


class ImageScanner:
    """The scanner of images and folders of one profile, in one run.

    Args:
        today: the day of the scan.
    """

    def __init__(self, profile: Profile, ledger: Ledger, today: date | None = None) -> None:
        self._profile = profile
        self._ledger = ledger
        self._today = today or datetime.now(UTC).date()

    def scan(self, about: str) -> Scan:
        """Looks into the image or the folders, whatever comes of it; all parts of one look are kept.

        Args:
            about: `IMAGES`, `LICENCES`, `PACKAGES` or `FOLDERS`.

        Raises:
            NotAssessed: the profile does not name what is to be looked into.
        """
        with self._looking() as (block, tool):
            of_folders = about == FOLDERS
            try:
                seen = self._folders(block, tool) if of_folders else self._image(block, tool)
            except Blind as why:
                parts = [FOLDERS] if of_folders else [IMAGES, LICENCES, PACKAGES]
                scans = [Scan(part, "Trivy", blind=str(why)) for part in parts]
                self._keep(scans, None)
            else:
                scans = [seen.scan] if of_folders else [seen.scan, self._licences(seen), self._packages(seen, tool)]
                self._keep(scans, seen)
        return next(scan for scan in scans if scan.about == about)

    def latest(self, about: str) -> Scan:
        """What this run's look came to; it looks where nobody has yet."""
        lines = [line.data for line in read(self._ledger.path) if line.kind == Kind.SCAN]
        known = [data for data in lines if data["about"] == about]
        return Scan.from_data(known[-1]) if known else self.scan(about)

    def with_nothing_bad(self, sample: Sample) -> Scan:
        """Looks into the image with a harmless sample in place of a bad one; it is not kept.

        Raises:
            NotAssessed: the profile names no image.
        """
        with self._looking() as (block, tool):
            try:
                return self._image(block, tool, sample).scan
            except Blind as why:
                return Scan(IMAGES, "Trivy", blind=str(why))

    @contextmanager
    def _looking(self) -> Iterator[tuple[Scanners, Tool]]:
        block = self._profile.agreed(Scanners)
        with tempfile.TemporaryDirectory(prefix="acceptance-scan-") as folder:
            yield block, Tool(PROGRAM, Path(folder), block.timeout_s, block.programs.get(PROGRAM))

    def _image(self, block: Scanners, tool: Tool, sample: Sample | None = None) -> Seen:
        wanted = image_of(block)
        _require_program(tool)
        if wanted.reference:
            return scan_reference(wanted.reference, tool, tool.folder, wanted.digest, sample)
        return scan_archive(Path(wanted.archive), tool, wanted.digest, sample)

    def _folders(self, block: Scanners, tool: Tool) -> Seen:
        if block.file_system is None:
            raise NotAssessed("the profile's block scanners has no part 'file_system'", Cause.BINDING)
        _require_program(tool)
        return scan_folders(map(Path, block.file_system.roots), tool)

    def _licences(self, seen: Seen) -> Scan:
        agreed = image_of(self._profile.agreed(Scanners)).licences
        if agreed is None:
            why = "it is not said which licences are refused; name them in scanners.image.licences"
            return Scan(LICENCES, "Trivy", seen.scan.version, blind=why)
        return licences(seen, agreed.refused)

    def _packages(self, seen: Seen, tool: Tool) -> Scan:
        """What is known of the packages: by Trivy's database where there is one, else by the list of advisories."""
        block = self._profile.agreed(Scanners)
        listed = block.dependencies.advisories if block.dependencies else None
        age = Age(self._today, listed.at_most_days if listed else 7)
        database = image_of(block).database
        try:
            if database:
                last = _day_of(Path(database))
                report = known_weaknesses(tool, seen.target, Path(database))
                return of_the_database(PACKAGES, report, tool.version(), last, age)
            if listed is None or not listed.snapshot:
                raise Blind(
                    "there is no database of known weaknesses, nor a list of them; name one in "
                    "scanners.image.database or scanners.dependencies.advisories.snapshot"
                )
            if not seen.packages:
                raise Blind("no package was found in the image")
            known = read_advisories(Path(listed.snapshot))
            last = min(filter(None, (listed.date, known.newest)))
            return look_up(PACKAGES, seen.packages, known, last, age, SAMPLES)
        except Blind as why:
            return Scan(PACKAGES, "Trivy" if database else LIST, blind=str(why))

    def _keep(self, scans: Sequence[Scan], seen: Seen | None) -> None:
        """Writes the reports, which are redacted, and one line of the record for each part."""
        run, name = self._ledger.path.parent, scans[0].about.replace(" ", "-")
        kept = {"report": Path("evidence", "scans", f"{name}.json")}
        texts = {kept["report"]: seen.report if seen else ""}
        if seen and seen.inventory:
            kept["inventory"] = Path("evidence", "scans", f"{name}.cdx.json")
            texts[kept["inventory"]] = seen.inventory
        for scan in scans:
            sarif = Path("sarif", f"{scan.about.replace(' ', '-')}.sarif")
            for path, text in {**texts, sarif: json.dumps(to_sarif(scan), indent=1)}.items():
                (run / path).parent.mkdir(parents=True, exist_ok=True)
                (run / path).write_text(redactor.text(text), "utf-8")
            named = {**{key: str(path) for key, path in kept.items()}, "sarif": str(sarif)}
            told = {"score": sentence_about(read_scores().get(scan.about), scan), "digest": seen.digest if seen else ""}
            self._ledger.append(Kind.SCAN, {**scan.to_data(), **named, **told})


def image_of(block: Scanners) -> Image:
    """The image that a profile names.

    Raises:
        NotAssessed: it names none.
    """
    if block.image is None or not (block.image.archive or block.image.reference):
        raise NotAssessed("the profile names no image; add scanners.image.archive or .reference", Cause.BINDING)
    return block.image


def _require_program(tool: Tool) -> None:
    try:
        tool.path()
    except Blind as why:
        raise Blind(str(why) if tool.named else _WITHOUT_A_PROGRAM) from None


def _day_of(database: Path) -> date:
    """The day on which a database of Trivy was made, as it says itself."""
    try:
        said = json.loads((database / "metadata.json").read_text("utf-8"))["UpdatedAt"]
        return date.fromisoformat(str(said)[:10])
    except (OSError, ValueError, KeyError, TypeError):
        raise Blind(f"{database.name} is no database of Trivy: it has no metadata.json with its day") from None
