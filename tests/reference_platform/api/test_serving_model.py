"""Only a verified champion serves, an outage does not unseat it, and each change leaves its row."""

import asyncio
import hashlib
from typing import Any

import pytest
import skops.io
from trained_models import ARTIFACTS

from reference_platform.api.authorised import Authorisations
from reference_platform.api.golden import GOLDEN
from reference_platform.api.reconciliation import ALIAS, ARTEFACT, LIMITS
from reference_platform.api.serving import ModelFiles, ModelRefused, Serving, scorecard_in

CHANGE = {"version": "2", "reason": "fewer wrong refusals", "ticket": "CHG-1"}


def readiness(world: Any) -> dict[str, Any]:
    return world.call(None, "GET", "/ready").json()


def refresh(world: Any) -> None:
    world.client.portal.call(world.serving.refresh)


def reconcile(world: Any) -> None:
    world.client.portal.call(world.app.state.parts.reconciliation.compare)


def serving(world: Any) -> str:
    return world.call("auditor", "GET", "/models/current").json()["version"]


def digest_of(version: str) -> str:
    return hashlib.sha256(ARTIFACTS[version]).hexdigest()


def test_an_altered_artefact_does_not_serve_and_readiness_says_so(world: Any) -> None:
    world.database.authorise("3", digest_of("1")[:-1] + "x")
    refresh(world)
    answer = readiness(world)
    assert answer["status"] == "degraded"
    assert answer["notes"] == ["the artefact of version 3 is not the registered one"]
    assert world.serving.current.version == "1"


def test_a_sound_version_after_a_refused_one_serves_and_the_note_is_gone(world: Any) -> None:
    world.database.authorise("3", "another digest")
    refresh(world)
    world.registry.champion_version = "2"
    world.database.authorise("2", digest_of("2"))
    refresh(world)
    refresh(world)
    assert world.serving.current.version == "2"
    assert readiness(world)["notes"] == []


def test_what_the_alias_says_changes_nothing_and_readiness_tells_of_it(world: Any) -> None:
    world.registry.champion_version = "2"
    refresh(world)
    assert world.serving.current.version == "1"
    assert readiness(world)["notes"] == ["the registry names a version that no applied change names"]


def test_limits_that_are_not_the_approved_ones_do_not_serve(world: Any) -> None:
    world.database.authorised["low"] = 600
    refresh(world)
    assert world.serving.current.scorecard.bands.low == 675
    assert readiness(world)["notes"] == ["the stored limits between risk levels are not the approved ones"]


def test_the_model_keeps_serving_while_the_registry_is_away(world: Any) -> None:
    world.registry.up = False
    refresh(world)
    world.with_basis("c1")
    answer = readiness(world)
    assert (answer["status"], answer["dependencies"]["registry"]) == ("degraded", "down")
    assert world.call("auditor", "GET", "/models/current").json()["version"] == "1"


def test_a_new_replica_serves_the_approved_model_while_the_registry_is_away(world: Any, tmp_path: Any) -> None:
    world.registry.up = False
    newcomer = Serving(Authorisations(world.database), world.registry, ModelFiles(tmp_path / "models"))

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


def test_a_change_serves_once_it_is_deployed_and_not_before(world: Any) -> None:
    world.call("model_developer", "POST", "/models/changes", json=CHANGE)
    world.call("model_approver", "POST", "/models/changes/1/approval")
    assert serving(world) == "1"
    world.call("model_operator", "POST", "/models/changes/1/deployment").raise_for_status()
    assert serving(world) == "2"
    assert world.registry.champion_version == "2"
    scores = world.call("auditor", "GET", "/models/changes").json()["changes"][0]["approved_scores"]
    assert len(scores) == len(GOLDEN)


@pytest.mark.parametrize(("version", "code"), [("3", 409), ("4", 409), ("99", 404)])
def test_a_change_to_what_cannot_be_verified_is_refused_and_on_record(world: Any, version: str, code: int) -> None:
    answer = world.call("model_developer", "POST", "/models/changes", json={**CHANGE, "version": version})
    assert answer.status_code == code
    assert world.registry.champion_version == "1"
    [row] = world.database.history()
    assert (row["state"], row["attempt"], row["new_version"]) == ("refused", "request", version)
    assert row["requested_person"] == "person-model_developer"


def test_a_deployment_without_the_registry_fails_and_is_on_record(world: Any) -> None:
    world.call("model_developer", "POST", "/models/changes", json=CHANGE)
    world.call("model_approver", "POST", "/models/changes/1/approval")
    world.registry.up = False
    assert world.call("model_operator", "POST", "/models/changes/1/deployment").status_code == 503
    row = world.database.history()[-1]
    assert (row["state"], row["attempt"], row["of_change"]) == ("failed", "deployment", 1)
    assert serving(world) == "1"


def test_who_lacks_the_role_is_on_record_too(world: Any) -> None:
    world.call("model_developer", "POST", "/models/changes", json=CHANGE)
    assert world.call("model_developer", "POST", "/models/changes/1/deployment").status_code == 403
    row = world.database.history()[-1]
    assert (row["state"], row["why"], row["requested_by"]) == ("refused", "not-permitted", "user-model_developer")


def test_a_moved_alias_is_recorded_and_put_back(world: Any) -> None:
    world.registry.champion_version = "2"
    reconcile(world)
    assert [values[0:1] + values[3:] for values in world.database.outside] == [("model", "2", None, ALIAS)]
    assert world.registry.champion_version == "1"


def test_an_artefact_that_was_replaced_is_recorded(world: Any) -> None:
    world.registry.artifacts["1"] = ARTIFACTS["2"]
    reconcile(world)
    assert [values[-1] for values in world.database.outside] == [ARTEFACT]


def test_limits_that_were_edited_are_recorded(world: Any) -> None:
    world.database.authorised["high"] = 400
    reconcile(world)
    assert [values[-1] for values in world.database.outside] == [LIMITS]


def test_nothing_is_recorded_where_everything_is_as_it_was_approved(world: Any) -> None:
    reconcile(world)
    assert world.database.outside == []


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
