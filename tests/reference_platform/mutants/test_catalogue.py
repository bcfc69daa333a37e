"""Every mutant has an id of its own, can be made, and changes the programs that carry its module."""

from __future__ import annotations

import ast
import random

import pytest

from reference_platform.errors import WrongUse
from reference_platform.mutants.catalogue import ROOT, WATCH, by_id, modules, mutants, watching

SEEN = random.Random(11).sample(sorted(mutants()), 120)


def test_there_are_many_of_each_room_and_none_starts_a_process() -> None:
    for room in ("api", "vault", "pipeline", "audit", "schema"):
        assert sum(id_.startswith(f"mutant-{room}.") for id_ in mutants()) > 20, room
    assert not {"api.server", "vault.settings"} & set(modules())


def test_each_of_a_sample_leaves_another_program_that_python_takes() -> None:
    for id_ in SEEN:
        for module, rewrite in by_id(id_).rewrites.items():
            path = ROOT.parent / f"{module.replace('.', '/')}.py"
            before = ast.parse(path.read_text("utf-8"))
            after = rewrite(ast.parse(path.read_text("utf-8")))
            compile(after, str(path), "exec")
            assert ast.dump(after) != ast.dump(before), id_


def test_those_programs_are_started_anew_that_carry_the_module() -> None:
    changes = {id_.split("-")[1]: by_id(id_).changes for id_ in SEEN if not id_.startswith("mutant-schema.")}
    assert all(changes.values()), changes
    chain = next(id_ for id_ in mutants() if id_.startswith("mutant-audit.chain-"))
    assert set(by_id(chain).changes) == {"api", "pipeline", "vault"}


def test_a_mutant_of_the_database_changes_no_program() -> None:
    schema = next(id_ for id_ in mutants() if id_.startswith("mutant-schema."))
    assert by_id(schema).changes == () and by_id(schema).on is not None and by_id(schema).off is not None


def test_the_watched_platform_is_marked_in_every_module() -> None:
    assert (
        by_id(WATCH).rewrites.keys() == watching().rewrites.keys() == {f"reference_platform.{one}" for one in modules()}
    )


@pytest.mark.parametrize("wrong", ["mutant-api.answers-0-compare-1", "mutant-nothing"])
def test_an_unknown_one_is_refused(wrong: str) -> None:
    with pytest.raises(WrongUse, match="no mutant"):
        by_id(wrong)
