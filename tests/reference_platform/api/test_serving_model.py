"""Only a verified champion serves, an outage does not unseat it, and each change leaves its row."""

import asyncio
from typing import Any

import pytest
import skops.io

from reference_platform.api.promotions import CONFIRM_CHANGE, RECORD_CHANGE
from reference_platform.api.serving import ModelFiles, ModelRefused, Serving, scorecard_in


def readiness(world: Any) -> dict[str, Any]:
    return world.call(None, "GET", "/ready").json()


def refresh(world: Any) -> None:
    world.client.portal.call(world.serving.refresh)


def test_an_altered_champion_does_not_serve_and_readiness_says_so(world: Any) -> None:
    world.registry.champion_version = "3"
    refresh(world)
    answer = readiness(world)
    assert answer["status"] == "degraded"
    assert answer["notes"] == ["the artefact of version 3 is not the registered one"]
    assert world.serving.current.version == "1"


def test_a_sound_champion_after_a_refused_one_serves_and_the_note_is_gone(world: Any) -> None:
    for version in ("3", "2"):
        world.registry.champion_version = version
        refresh(world)
    assert world.serving.current.version == "2"
    assert readiness(world)["notes"] == []


def test_the_model_keeps_serving_while_the_registry_is_away(world: Any) -> None:
    world.registry.up = False
    refresh(world)
    world.with_basis("c1")
    answer = readiness(world)
    assert (answer["status"], answer["dependencies"]["registry"]) == ("degraded", "down")
    assert world.call("auditor", "GET", "/models/current").json()["version"] == "1"


def test_a_new_replica_serves_the_last_model_while_the_registry_is_away(world: Any, tmp_path: Any) -> None:
    world.registry.up = False
    newcomer = Serving(world.registry, ModelFiles(tmp_path / "models"))

    async def start() -> None:
        following = asyncio.create_task(newcomer.follow())
        async with asyncio.timeout(5):
            while newcomer.current is None:
                await asyncio.sleep(0.01)
        following.cancel()

    asyncio.run(start())
    assert newcomer.current == world.serving.current


def test_a_kept_artefact_that_was_altered_on_disk_is_fetched_again(world: Any, tmp_path: Any) -> None:
    digest = world.serving.current.artifact_sha256
    (tmp_path / "models" / digest).write_bytes(b"altered")
    assert ModelFiles(tmp_path / "models").load(digest) is None


def test_a_promotion_is_recorded_before_the_alias_moves_and_confirmed_after(world: Any) -> None:
    answer = world.call("model_operator", "POST", "/models/promotions", json={"version": "2", "reason": "better"})
    assert (answer.json()["old_version"], answer.json()["new_version"]) == ("1", "2")
    assert [change[0] for change in world.database.changes] == [RECORD_CHANGE, CONFIRM_CHANGE]
    assert world.database.changes[0][2:5] == ("1", "2", "better")
    assert world.database.changes[0][6] == "user-model_operator"
    assert world.call("auditor", "GET", "/models/current").json()["version"] == "2"


@pytest.mark.parametrize(("version", "code"), [("3", 409), ("4", 409), ("99", 404)])
def test_a_promotion_that_is_refused_changes_nothing(world: Any, version: str, code: int) -> None:
    body = {"version": version, "reason": "try"}
    assert world.call("model_operator", "POST", "/models/promotions", json=body).status_code == code
    assert world.registry.champion_version == "1"
    assert world.database.changes == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no skops file", "cannot be read"),
        (skops.io.dumps({"a": 1}), "no model of ours"),
        (skops.io.dumps(ModelFiles), "not trusted"),
    ],
)
def test_an_artefact_that_is_no_model_of_ours_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(ModelRefused, match=reason):
        scorecard_in(content, "7")
