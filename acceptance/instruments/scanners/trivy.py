"""Calls Trivy, and reads its report: secrets, dangerous settings, licences, packages, and known weaknesses of these.

Its exit code tells nothing: it is 0 with findings, and 0 where nothing was looked at.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from acceptance.instruments.scanners.result import Blind, Finding, Severity
from acceptance.instruments.scanners.secret_rules import RULES
from acceptance.instruments.scanners.tool import Tool, read_text, report_of

SETTINGS = "the image's own settings"
"""The place of what is found in no file: in the environment, or in the commands that made the image."""
SECRET, SETTING, LICENCE = "secret", "setting", "licence"
"""How the rules of findings begin."""
ROOT = f"{SETTING}/runs-as-root"
_AS_JSON = ["--format", "json"]
_OFFLINE = ["--skip-db-update", "--skip-java-db-update", "--skip-check-update", "--offline-scan"]
_LOOKED_FOR = ["--scanners", "secret,misconfig,license", "--list-all-pkgs"]
_LISTS = ("Packages", "Licenses", "Secrets", "Misconfigurations", "Vulnerabilities")
_LARGEST_FILE = 2 * 1024**3
"""It unpacks large files of an image beside its report, one after the other; the report itself stays bounded."""
_QUIET = {"TRIVY_SKIP_VERSION_CHECK": "true", "TRIVY_DISABLE_TELEMETRY": "true", "NO_COLOR": "1"}


@dataclass(frozen=True)
class Package:
    """A package that the scanner found.

    Attributes:
        purl: names it in one line, with its version (https://github.com/package-url/purl-spec).
        licences: as the package itself says; empty where it says none.
    """

    name: str
    version: str
    purl: str
    licences: tuple[str, ...] = ()


def looked_at(tool: Tool, target: Sequence[str]) -> dict[str, Any]:
    """Trivy's report of an image or folder: all but known weaknesses of packages, which need a database.

    Args:
        target: the words that name it: `image --input a.tar`, `image REFERENCE`, `fs FOLDER`.

    Raises:
        Blind: the scanner is not there, or left no whole report.
    """
    rules, nothing = tool.folder / "rules.yaml", tool.folder / "nothing-is-excused"
    rules.write_text(json.dumps(RULES))  # which YAML can read too
    nothing.write_text("")
    command, *rest = target
    of_the_image = ["--image-config-scanners", "secret,misconfig"] if command == "image" else []
    # An exception that somebody wrote beside the files is not heard: whoever keeps a finding writes a waiver.
    heard = ["--secret-config", str(rules), "--ignorefile", str(nothing)]
    return _report(tool, command, [*_LOOKED_FOR, *of_the_image, *heard, *rest])


def known_weaknesses(tool: Tool, target: Sequence[str], database: Path) -> dict[str, Any]:
    """Trivy's report of the packages that its database knows weaknesses of.

    Raises:
        Blind: the database cannot be used, or no whole report was left.
    """
    folder = _cache(tool)
    folder.mkdir(exist_ok=True)
    link = folder / "db"
    link.unlink(missing_ok=True)
    link.symlink_to(database.resolve(), target_is_directory=True)
    command, *rest = target
    return _report(tool, command, ["--scanners", "vuln", "--list-all-pkgs", *rest])


def inventory(tool: Tool, report: Mapping[str, Any]) -> str:
    """The packages of a report as CycloneDX.

    Raises:
        Blind: it cannot be made, or lacks a package that the report names.
    """
    source, target = tool.folder / "to-be-listed.json", tool.folder / "inventory.json"
    source.write_text(json.dumps(report))
    target.unlink(missing_ok=True)
    tool.run(["convert", "--quiet", "--format", "cyclonedx", "--output", str(target), str(source)], _QUIET)
    text = read_text(target)
    listed = report_of(text, "Trivy", "bomFormat", "components")
    known = {one.get("purl") for one in listed["components"] if isinstance(one, dict)}
    left_out = [one.purl for one in packages(report) if one.purl and one.purl not in known]
    if listed["bomFormat"] != "CycloneDX" or left_out:
        raise Blind(f"the inventory lacks {len(left_out)} packages that were found: {', '.join(left_out[:3])}")
    return text


def results(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The entries of a report; a clean one may have none.

    Raises:
        Blind: they are no entries.
    """
    found = report.get("Results") or []
    if not _are_entries(found) or not all(_are_entries(one.get(kind) or []) for one in found for kind in _LISTS):
        raise Blind("the report of Trivy cannot be read: its results are no lists of entries")
    return list(found)


def _are_entries(several: Any) -> bool:
    return isinstance(several, list) and all(isinstance(one, dict) for one in several)


def packages(report: Mapping[str, Any]) -> list[Package]:
    """Every package in it, once, with what it says of its licence.

    Raises:
        Blind: an entry cannot be read.
    """
    found: dict[str, Package] = {}
    for entry in (each for one in results(report) for each in one.get("Packages") or []):
        try:
            name, version = str(entry["Name"]), str(entry.get("Version") or "")
            purl = str((entry.get("Identifier") or {}).get("PURL") or "")
            licences = tuple(map(str, entry.get("Licenses") or ()))
        except (KeyError, TypeError, AttributeError) as error:
            raise Blind(f"a package in the report of Trivy cannot be read: {error!r}") from None
        found.setdefault(purl or f"{name} {version}", Package(name, version, purl, licences))
    return list(found.values())


def findings(report: Mapping[str, Any]) -> Iterator[Finding]:
    """Secrets and dangerous settings in a report; none of them quotes what was found.

    Raises:
        Blind: an entry cannot be read.
    """
    seen = Counter[tuple[str, str]]()
    layers = _layers(report)
    for one in results(report):
        try:
            place = place_of(report, one)
            for entry in one.get("Secrets") or []:
                yield _secret(entry, place, layers, seen)
            for entry in one.get("Misconfigurations") or []:
                if entry["Status"] == "FAIL":
                    yield _setting(entry, place, seen)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Blind(f"a finding in the report of Trivy cannot be read: {error!r}") from None
    if "container_image" in str(report.get("ArtifactType")) and runs_as_root(report):
        fix = "name a user other than the administrator as the last step of its making"
        title = "what runs in the image runs as the administrator"
        yield Finding(ROOT, title, Severity.HIGH, SETTINGS, fix=fix, aliases=(f"{SETTING}/DS002",))


def place_of(report: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """Where a result was found: a file's way in the image or folder, or the image's own settings."""
    target = str(result["Target"])
    return SETTINGS if target == report.get("ArtifactName") else target.lstrip("/")


def runs_as_root(report: Mapping[str, Any]) -> bool:
    """Whether an image runs as its administrator: who names nobody, means that one."""
    try:
        user = str((report["Metadata"]["ImageConfig"].get("config") or {}).get("User") or "")
    except (KeyError, TypeError, AttributeError):
        raise Blind("the report of Trivy does not say as whom the image runs") from None
    name = user.partition(":")[0].strip()
    return name in ("", "root") or (name.isdigit() and int(name) == 0)


def without_quotes(report: Mapping[str, Any]) -> dict[str, Any]:
    """The report without what it quotes: lines of files, and the image's environment."""
    quoted = {"Code", "Match", "ImageConfig", "CauseMetadata", "CreatedBy", "Message", "Description", "Text"}

    def less(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: less(each) for key, each in value.items() if key not in quoted}
        return [less(each) for each in value] if isinstance(value, list) else value

    return dict(less(dict(report)))


def severity_named(name: Any) -> Severity:
    """A severity by Trivy's word for it; what it does not know is high, for nobody knows."""
    try:
        return Severity(str(name).lower())
    except ValueError:
        return Severity.HIGH


def _report(tool: Tool, command: str, words: Sequence[str]) -> dict[str, Any]:
    target = tool.folder / "report.json"
    target.unlink(missing_ok=True)
    kept = ["--quiet", "--cache-dir", str(_cache(tool)), "--output", str(target), *_AS_JSON]
    roomy = replace(tool, largest_file=_LARGEST_FILE)
    ran = roomy.run([command, *kept, *_OFFLINE, *words], {**_QUIET, "TMPDIR": str(tool.folder)})
    if not target.is_file():
        last = (ran.errors.strip().splitlines() or [f"it ended with {ran.code}"])[-1]
        raise Blind(f"Trivy left no report: {last[-200:]}")
    report = report_of(read_text(target), "Trivy", "SchemaVersion", "ArtifactName", "ArtifactType")
    if not isinstance(report.get("Metadata") or {}, dict):
        raise Blind("the report of Trivy cannot be read: what it says of the image is no entry")
    return report


def _cache(tool: Tool) -> Path:
    """Of this scan alone: what is remembered of an earlier one is not looked at again."""
    return tool.folder / "cache"


def _layers(report: Mapping[str, Any]) -> dict[str, str]:
    """The digest of each layer -> which it is, in words."""
    digests = (report.get("Metadata") or {}).get("DiffIDs") or []
    return {str(digest): f"layer {number}" for number, digest in enumerate(digests, 1)}


def _secret(entry: Mapping[str, Any], place: str, layers: Mapping[str, str], seen: Counter[tuple[str, str]]) -> Finding:
    rule, line = f"{SECRET}/{entry['RuleID']}", int(entry["StartLine"])
    seen[rule, place] += 1
    layer = layers.get(str((entry.get("Layer") or {}).get("DiffID")))
    title = f"what looks like a secret ({entry['Title']})" + (f" in {layer}" if layer else "")
    fix = "replace it by another, and hand that in when the program starts; a removed file stays in its layer"
    # Not by the secret, nor by its digest: a weak password can be guessed from that.
    mark, shown = str(seen[rule, place]), None if place == SETTINGS else line
    return Finding(rule, title, severity_named(entry["Severity"]), place, mark, shown, fix, (f"line {line}",))


def _setting(entry: Mapping[str, Any], place: str, seen: Counter[tuple[str, str]]) -> Finding:
    rule = f"{SETTING}/{entry['ID']}"
    seen[rule, place] += 1
    line = int((entry.get("CauseMetadata") or {}).get("StartLine") or 0) or None
    shown = None if place == SETTINGS else line
    fix = str(entry.get("Resolution") or "")
    return Finding(
        rule, str(entry["Title"]), severity_named(entry["Severity"]), place, str(seen[rule, place]), shown, fix, (rule,)
    )
