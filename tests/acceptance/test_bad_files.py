"""Whatever stands in the place of a file that is read: one sentence that names it and says what to do, at once."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from acceptance.catalogue.catalogue import read_catalogue
from acceptance.catalogue.claims import read_claims
from acceptance.catalogue.mutants import Sample, mutants_file, read_campaign, read_equivalent
from acceptance.catalogue.needs import read_needs
from acceptance.catalogue.traceability import tagged_scenarios
from acceptance.instruments.scanners.score import read_scores
from acceptance.leftovers import Leftovers, Undoing
from acceptance.outcome import ConfigurationError
from acceptance.profile.loading import read_provision
from acceptance.profile.openslo import read_file
from acceptance.profile.own_customers import OwnCustomers
from acceptance.record.baseline import read_baseline
from acceptance.requirements.customers.purposes import read_purposes
from acceptance.yaml_document import read_document

ROOT = Path(__file__).parents[2]


def leftovers_of(folder: Path) -> Leftovers:
    return Leftovers(folder, "a platform")


def list_of_leftovers(folder: Path) -> Path:
    leftovers_of(folder).promise(Undoing("operation", "remove", {"number": 1}))
    return next(folder.glob("*.jsonl"))


READERS: dict[str, tuple[Callable[[Path], Path], Callable[[Path], object]]] = {
    "a catalogue": (lambda folder: folder / "own.yaml", read_catalogue),
    "claims": (lambda folder: folder / "proofs" / "gdpr.txt", read_claims),
    "mutants": (
        lambda folder: folder / "mutants" / "local.jsonl",
        lambda folder: read_campaign(folder / "mutants/local.jsonl"),
    ),
    "explained mutants": (lambda folder: folder / "mutants" / "equivalent.txt", read_equivalent),
    "needs": (lambda folder: folder / "needs.json", lambda folder: read_needs(folder / "needs.json")),
    "purposes": (lambda folder: folder / "purposes.yaml", lambda folder: read_purposes(folder / "purposes.yaml")),
    "a baseline": (lambda folder: folder / "baseline.json", lambda folder: read_baseline(folder / "baseline.json")),
    "scores": (lambda folder: folder / "scanners.txt", lambda folder: read_scores(folder / "scanners.txt")),
    "objectives": (lambda folder: folder / "slo.yaml", lambda folder: read_file(folder / "slo.yaml")),
    "a profile": (lambda folder: folder / "x.yaml", lambda folder: read_provision(folder / "x.yaml")),
    "a YAML file": (lambda folder: folder / "x.yaml", lambda folder: read_document(folder / "x.yaml")),
    "features": (lambda folder: folder / "x.feature", tagged_scenarios),
    "leftovers": (list_of_leftovers, lambda folder: leftovers_of(folder).abandoned()),
    "numbers": (
        lambda folder: folder / "numbers.txt",
        lambda folder: OwnCustomers.model_construct(numbers_file=str(folder / "numbers.txt")).pool,
    ),
}


def binary(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))


def other_encoding(path: Path) -> None:
    path.write_bytes("# nothing but a remark\n".encode("utf-16"))


def zero_bytes(path: Path) -> None:
    path.write_bytes(bytes(4096))


def too_large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)  # of which nothing is on the disk


def pipe(path: Path) -> None:
    os.mkfifo(path)


def endless_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def listening_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound, pytest.MonkeyPatch.context() as there:
        there.chdir(path.parent)  # the name of a socket is short
        bound.bind(path.name)


ODD = [binary, other_encoding, zero_bytes, too_large, pipe, endless_device, link_to_itself, listening_socket]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.__name__)
@pytest.mark.parametrize("kind", READERS)
def test_what_is_no_text_is_refused_in_one_sentence_that_names_it(
    tmp_path: Path, kind: str, odd: Callable[[Path], None]
):
    find, read = READERS[kind]
    path = find(tmp_path)
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    odd(path)
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path)
    sentence = caught.value.sentence
    assert sentence.startswith(str(path))
    assert len(sentence.splitlines()) == 1
    assert len(sentence) < len(str(path)) + 300
    assert "Error" not in sentence
    assert "codec" not in sentence


@pytest.mark.parametrize("kind", ["needs", "a baseline", "purposes", "mutants", "leftovers"])
@pytest.mark.parametrize(
    "content", ["", "17", "[]", "null", "[" * 100_000, '{"a": ' * 100_000, '{"a": 1, "a": 1}', "{]"]
)
def test_what_is_of_another_shape_is_refused_by_whoever_needs_one(tmp_path: Path, kind: str, content: str):
    find, read = READERS[kind]
    path = find(tmp_path)
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, "utf-8")
    if kind == "leftovers" and not content:
        assert read(tmp_path) == []  # nothing is owed
        return
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path)
    assert caught.value.sentence.startswith(str(path))
    assert len(caught.value.sentence) < len(str(path)) + 400


@pytest.mark.parametrize(
    "content",
    [
        '{"scenarios": {"s": "operation score"}}',
        '{"scenarios": {"s": [1]}}',
        '{"scenarios": {"s": [""]}}',
        '{"scenarios": {"s": [["operation score"]]}}',
        '{"scenarios": {"s": ["operation score"], "s": []}}',
        '{"scenarios": {"s": null}}',
        '{"scenarios": [], "more": 1}',
    ],
)
def test_needs_that_could_be_read_in_two_ways_are_refused(tmp_path: Path, content: str):
    (tmp_path / "needs.json").write_text(content)
    with pytest.raises(ConfigurationError, match="make it again with `make needs`"):
        read_needs(tmp_path / "needs.json")


def test_a_mutant_that_stands_twice_is_refused_with_its_line(tmp_path: Path):
    source = ROOT / "controls" / "mutants" / "local-gdpr.jsonl"
    path = tmp_path / "mutants" / "m.jsonl"
    path.parent.mkdir()
    lines = source.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:5]), "utf-8")
    campaign = read_campaign(path)
    assert campaign is not None
    assert len(campaign.results) == 4
    for spoilt, line in (
        (lines[:5] + lines[2:3], 6),
        ([*lines[:2], lines[2][:40]], 3),
        ([*lines[:3], "\n", lines[3]], 4),
    ):
        path.write_text("".join(spoilt), "utf-8")
        with pytest.raises(ConfigurationError, match=rf"m\.jsonl:{line}: "):
            read_campaign(path)


def test_a_mutant_is_explained_once(tmp_path: Path):
    path = tmp_path / "mutants" / "equivalent.txt"
    path.parent.mkdir()
    path.write_text("# remark\n\nd1 m1 because it is dead\nd1 m1 because it is not\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r"equivalent\.txt:4: d1 is explained twice"):
        read_equivalent(tmp_path)


def test_a_file_in_an_editors_own_way_is_read_as_any_other(tmp_path: Path):
    """A byte order mark, and lines that end as those of Windows do, change nothing."""
    shutil.copytree(ROOT / "controls" / "proofs", tmp_path / "proofs")
    before = read_claims(tmp_path)
    for path in (tmp_path / "proofs").glob("*.txt"):
        text = path.read_text("utf-8")
        path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read_claims(tmp_path) == before
    assert before


def test_a_claim_from_the_future_is_refused(tmp_path: Path):
    shutil.copytree(ROOT / "controls" / "proofs", tmp_path / "proofs")
    path = sorted((tmp_path / "proofs").glob("*.txt"))[0]
    lines = path.read_text("utf-8").splitlines()
    first = next(number for number, line in enumerate(lines) if line and not line.startswith("#"))
    defect, verdict, key, _, *rest = lines[first].split(" ")
    path.write_text("\n".join([*lines[:first], " ".join([defect, verdict, key, "2199-01-01", *rest])]), "utf-8")
    with pytest.raises(ConfigurationError, match=rf":{first + 1}: its day is still to come"):
        read_claims(tmp_path)


def test_the_file_of_a_sample_is_named_without_what_a_path_could_be_made_of(tmp_path: Path):
    sample = Sample.model_validate(
        dict.fromkeys(("seed", "mutants", "reached", "scenarios"), 1)
        | {"env": "../../x", "platform": "p", "suite": "s", "within": "a, /b", "begun": "2026-01-01"}
    )
    assert mutants_file(sample, tmp_path).parent == tmp_path / "mutants"
