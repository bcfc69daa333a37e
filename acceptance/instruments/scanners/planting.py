"""What is planted for the scanner of images to find, so that its silence means something."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from acceptance.instruments.scanners.image_archive import PLANTED_STEP, Planted
from acceptance.instruments.scanners.result import OVERLOOKED
from acceptance.instruments.scanners.secrets import planted_key
from acceptance.instruments.scanners.trivy import SECRET, SETTING, SETTINGS, place_of, results

ADDED = f"{SETTING}/DS005"
"""The rule against the step by which the planted layers are said to be made."""
CAREFREE = "FROM debian:12\nUSER root\n"
"""Steps that make an image which runs as its administrator: rule DS002."""
_VARIABLE = "PLANTED_FOR_THE_SCANNER="
HARMLESS = "no key here\n"
"""What is planted instead, to see that a scanner that finds nothing is not believed."""


@dataclass(frozen=True)
class Sample:
    """Something bad for one scan, and where it is planted.

    Attributes:
        line: what stands in a file; a key of the right form where nothing is said.
    """

    line: str | None = None

    @cached_property
    def mark(self) -> str:
        return f"planted-{secrets.token_hex(4)}"

    @cached_property
    def text(self) -> str:
        return self.line if self.line is not None else f"access_key_id = {planted_key()}\n"

    @property
    def steps(self) -> str:
        return CAREFREE if self.line is None else f"# {self.line}"

    @property
    def package(self) -> str:
        return f"{self.mark}-package"

    @property
    def removed(self) -> str:
        return f"{self.mark}/removed.env"

    @property
    def making(self) -> str:
        return f"{self.mark}/Dockerfile"

    def in_folder(self, folder: str) -> str:
        """The planted file of a folder."""
        return Path(folder, f"{self.mark}.env").as_posix()

    def variables(self) -> list[str]:
        """For the environment of an image."""
        return [f"{_VARIABLE}{self.text.split()[-1]}"]

    def layers(self) -> list[Planted]:
        """Two for the top of an image: the first has a file that the second removes."""
        name = self.package.replace("-", "_")
        described = f"Metadata-Version: 2.1\nName: {self.package}\nVersion: 1.0\nLicense: MIT\n"
        place = f"usr/lib/python3/dist-packages/{name}-1.0.dist-info/METADATA"
        return [
            Planted({self.removed: self.text, self.making: self.steps, place: described}),
            Planted({self.removed: None}),
        ]

    def overlooked_in_an_image(self, report: Mapping[str, Any]) -> str:
        """Why the report of an image with the sample in it is not believed; empty where it is."""
        seen = _seen(report)
        wanted = {
            "a key in a file that a later layer removes": (SECRET, self.removed),
            "a key in the environment": (SECRET, SETTINGS),
            "a dangerous setting": (f"{SETTING}/DS002", self.making),
            "a step of the image's making": (ADDED, SETTINGS),
        }
        missed = [what for what, one in wanted.items() if one not in seen]
        licences = {entry.get("PkgName") for one in results(report) for entry in one.get("Licenses") or []}
        names = {entry.get("Name") for one in results(report) for entry in one.get("Packages") or []}
        missed += ["a package"] if self.package not in names else []
        missed += ["the licence of a package"] if self.package not in licences else []
        return f"Trivy {OVERLOOKED}: {', '.join(missed)}" if missed else ""

    def overlooked_in_folders(self, report: Mapping[str, Any], folders: Iterable[str]) -> str:
        """Likewise, where a file with the sample was planted in each of these folders."""
        seen = _seen(report)
        missed = [folder for folder in folders if (SECRET, self.in_folder(folder)) not in seen]
        told = [f"a key in {folder}" for folder in missed[:3]]
        told += ["a dangerous setting"] if (f"{SETTING}/DS002", self.making) not in seen else []
        return f"Trivy {OVERLOOKED}: {', '.join(told)}" if told else ""

    def without(self, report: Mapping[str, Any]) -> dict[str, Any]:
        """The report, less what was planted."""
        return {**report, "Results": [kept for one in results(report) if (kept := self._kept(report, one))]}

    def _kept(self, report: Mapping[str, Any], one: Mapping[str, Any]) -> dict[str, Any]:
        if self.mark in str(one.get("Target")):
            return {}
        kept = {**one}
        for what in ("Packages", "Licenses"):
            if what in one:
                kept[what] = [
                    entry for entry in one[what] or [] if self.package not in (entry.get("Name"), entry.get("PkgName"))
                ]
        if place_of(report, one) == SETTINGS:
            kept["Secrets"] = [entry for entry in one.get("Secrets") or [] if not _is_planted(entry)]
            kept["Misconfigurations"] = [
                entry for entry in one.get("Misconfigurations") or [] if not _is_planted(entry)
            ]
        return kept


def _seen(report: Mapping[str, Any]) -> set[tuple[str, str]]:
    """What was found where: a secret of any kind, or a setting by its rule."""
    found = set()
    for one in results(report):
        place = place_of(report, one)
        for entry in one.get("Secrets") or []:
            if place != SETTINGS or _is_planted(entry):
                found.add((SECRET, place))
        for entry in one.get("Misconfigurations") or []:
            if place != SETTINGS or _is_planted(entry):
                found.add((f"{SETTING}/{entry.get('ID')}", place))
    return found


def _is_planted(entry: Mapping[str, Any]) -> bool:
    """Whether what was found in an image's own settings was put there by this scan."""
    return _VARIABLE in str(entry.get("Match")) or PLANTED_STEP in str(entry.get("Message"))
