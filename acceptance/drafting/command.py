"""`acceptance init`: a company's own folder, drafted from the description that its platform publishes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from acceptance.catalogue.needs import read_needs
from acceptance.drafting import files
from acceptance.drafting.described import calls_of, read_description, sign_in_of
from acceptance.drafting.matching import matched
from acceptance.drafting.product import CHECK, FILL
from acceptance.drafting.wanted import WANTED
from acceptance.outcome import ConfigurationError

_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_ADDITIONS = {
    "features/README.md": "Scenarios of your own, in a folder for their layer such as `security/`; steps in `steps/`.\n"
    "Each has one tag that says what it may do in production (`@prod.ro`, `@prod.syn`, `@prod.never`) and the control\n"
    "that it is for. While you write one, tag it `@draft`: it runs and never counts. `acceptance sentences` lists the\n"
    "sentences that there are.\n",
    "controls/README.md": "Controls of your own, in files such as `own.yaml`: each a framework with its own name.\n",
}


@dataclass(frozen=True)
class Drafted:
    """What was written, which operations were found, which were not, and what somebody has to fill in.

    Attributes:
        open: each line with something that nobody but the company knows, as `platforms/bank.yaml:17: score.most`.
    """

    written: tuple[Path, ...]
    found: tuple[str, ...]
    missing: int
    open: tuple[str, ...]


def draft(name: str, source: str, url: str | None, ca_file: str | None, folder: Path = Path()) -> Drafted:
    """Writes the files of an environment called `name` into a folder; never over one that is there.

    Args:
        source: the OpenAPI document: an address or a file.
        url: where the scoring API is; by default where the document came from, or what the document says.

    Raises:
        ConfigurationError: the document cannot be used, a file is there already, or nobody says where the API is.
    """
    if not _NAME.fullmatch(name):
        raise ConfigurationError(f"{name!r} cannot name an environment; write small letters, digits, - and _.")
    document = read_description(source, ca_file)
    address = url or _address(source, document.get("servers"))
    calls, needs = calls_of(document), read_needs()
    matches = matched(WANTED, calls)
    texts = {
        f"profiles/{name}.yaml": files.environment_file(name, address, ca_file, sign_in_of(document)),
        f"platforms/{name}.yaml": files.platform_file(source, calls, matches, needs),
        f"agreements/{name}.yaml": files.agreements_file(name),
        f"agreements/{name}/purposes.yaml": files.purposes_file(matches),
    }
    there = [path for path in texts if (folder / path).exists()]
    if there:
        raise ConfigurationError(
            f"{', '.join(there)}: there is such a file already; move it away, or take another name."
        )
    texts |= {path: text for path, text in _ADDITIONS.items() if not (folder / path).parent.exists()}
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    wanted = {need.removeprefix("operation ") for need in needs.all() if need.startswith("operation ")}
    return Drafted(tuple(map(Path, texts)), tuple(matches), len(wanted - matches.keys()), tuple(_open(texts)))


def _open(texts: Mapping[str, str]) -> Iterator[str]:
    for path, text in texts.items():
        for number, line in enumerate(text.splitlines(), 1):
            if FILL in line and ":" in line.partition(FILL)[0]:
                yield f"{path}:{number}: {line.partition(CHECK)[0].strip('# ')}"


def told(drafted: Drafted, name: str) -> list[str]:
    """What to do next, a line each."""
    return [
        *(f"written: {path}" for path in drafted.written),
        f"{len(drafted.found)} operations were found, {drafted.missing} were not; platforms/{name}.yaml lists all.",
        *(["Only you know what belongs in the place of REPLACE:"] if drafted.open else []),
        *(f"  {line}" for line in drafted.open),
        f"Compare every line with `{CHECK}` in it with your documents. Then:",
        f"  export {files.token_variable(name)}=...    # the token that the suite may use",
        f"  acceptance doctor --env {name}",
        f"  acceptance run --env {name}",
    ]


def _address(source: str, servers: object) -> str:
    base = re.match(r"\w+://[^/]+", source)
    if base:
        return base[0]
    said = servers[0].get("url") if isinstance(servers, list) and servers and isinstance(servers[0], dict) else None
    if isinstance(said, str) and "://" in said:
        return said.rstrip("/")
    raise ConfigurationError(f"{source} does not say where the API is; add --url with its address.")
