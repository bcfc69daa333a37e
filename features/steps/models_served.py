"""What runs is what was approved, and whatever went around that is found."""

from typing import Any
from uuid import uuid4

from hamcrest import (
    empty,
    equal_to,
    greater_than,
    has_length,
    none,
    not_,
    not_none,
)
from scene import Scene

from acceptance.checks import check, check_within, inconclusive
from acceptance.outcome import Cause
from acceptance.platform.model_registry import ModelVersion
from acceptance.profile.http_services import ModelRegistry
from acceptance.profile.model_changes import ModelChanges
from acceptance.requirements.models import changes as changing
from acceptance.requirements.models import models
from acceptance.requirements.models import serving as serving
from acceptance.requirements.models.serving import Named
from acceptance.runner.steps import given, then, when


class ModelsServedScene(Scene):
    """What steps about what runs, beside what was approved hand on."""

    compared: int
    decided: int
    differences: list[str]
    differing: list[str]
    digests: list[str | None]
    elsewhere: dict[str, set[Named]]
    found: str
    on_record: list[dict[str, Any]]
    refusal: str | None
    unknown: set[str]


@given("the digest of the other one is then written anew in the registry")
def another_digest(scene: ModelsServedScene) -> None:
    _write_digest(scene, scene.acting.wanted, uuid4().hex * 2)


def _write_digest(scene: ModelsServedScene, version: ModelVersion, digest: str) -> None:
    label = scene.suite.profile.service(ModelRegistry).digest_tag
    words = {"version": version.version, "label": label}
    scene.suite.owe("operation", "label_version_directly", **words, value=version.tags[label])
    scene.suite.platform.operations.do("label_version_directly", **words, value=digest)


# -- complete and true


@when("the record of changes is compared with the registry, the stored file and every replica")
def compare(scene: ModelsServedScene) -> None:
    scene.differences = serving.disagreements(scene.suite)


@then("each of them names what the record names, and the record names nothing else")
def no_difference(scene: ModelsServedScene) -> None:
    check(scene.differences, empty(), "where record and sources differ")


@when("the customer is scored, and every model version that ever decided is looked up")
def look_up_versions(scene: ModelsServedScene) -> None:
    scored = scene.suite.score(scene.customer)
    if not scored.succeeded:
        inconclusive(f"the customer was not scored (status {scored.status})", Cause.PLATFORM)
    scene.decided, scene.unknown = serving.versions_without_a_change(scene.suite)


@then("every model version that ever decided was brought into use by a change on record")
def all_versions_are_on_record(scene: ModelsServedScene) -> None:
    check(scene.decided, greater_than(0), "number of model versions that ever decided")
    check(scene.unknown, empty(), f"versions without a change, of {scene.decided} that ever decided")


@then("every change of model on record names a version and a file that the registry has")
def all_changes_are_known(scene: ModelsServedScene) -> None:
    check(len(changing.applied(scene.suite, "model")), greater_than(0), "number of changes of model")
    check(serving.unknown_to_the_registry(scene.suite), empty(), "changes that the registry does not know")


@then("no unauthorised change is still in effect")
def nothing_is_open(scene: ModelsServedScene) -> None:
    open_ones = changing.unresolved(scene.suite)
    check([change["why"] for change in open_ones], empty(), "unauthorised changes that are still in effect")


@when("somebody with rights in the registry puts the other one into use there")
def move_directly(scene: ModelsServedScene) -> None:
    suite, acting = scene.suite, scene.acting
    suite.owe("operation", "move_alias_directly", version=acting.before)
    suite.platform.operations.do("move_alias_directly", version=acting.wanted.version)
    scene.found = acting.wanted.version


@when("somebody with rights in the registry writes another digest on the model in use")
def label_directly(scene: ModelsServedScene) -> None:
    _write_digest(scene, scene.suite.platform.registry.version(scene.acting.before), uuid4().hex * 2)
    scene.found = scene.acting.before


@then("in time the record has an unauthorised change that names the other one")
@then("in time the record has an unauthorised change that names the model in use")
def found_in_time(scene: ModelsServedScene) -> None:
    check_within(
        scene.suite.profile.agreed(ModelChanges).found_within_s,
        lambda: changing.versions(changing.after(scene.suite, scene.newest, "unauthorised")),
        equal_to([scene.found]),
        "versions of unauthorised changes on record since then",
    )


@then("every answer still comes from the model of before")
def before_decides(scene: ModelsServedScene) -> None:
    versions = models.versions_that_answer(scene.suite, scene.customer)
    check(versions, equal_to({scene.acting.before}), "versions behind the answers")


@when("somebody with an account at the object store tries to write the file of the model in use")
def write_the_file(scene: ModelsServedScene) -> None:
    scene.version = scene.suite.platform.registry.version_in_use()
    scene.digests = [models.stored_model(scene.suite, scene.version).stored]
    scene.refusal = serving.refusal_of_overwriting(scene.suite, scene.version)
    scene.digests.append(models.stored_model(scene.suite, scene.version).stored)


@then("the store refuses that as not permitted, and the file is the same")
def the_file_is_the_same(scene: ModelsServedScene) -> None:
    check(scene.refusal, equal_to("AccessDenied"), "how the store refuses")
    before, after = scene.digests
    check(before, not_none(), "the file was there")
    check(after, equal_to(before), "the digest of the file afterwards")


# -- what runs is what was approved


@when("the digest of the model in use is asked for wherever it is known")
def ask_for_digests(scene: ModelsServedScene) -> None:
    scene.on_record = changing.applied(scene.suite, "model")[-1:]
    scene.elsewhere = serving.named_by_everything_else(scene.suite)


@then("approval, deployment, registry, stored file and every replica name the same one")
def one_digest(scene: ModelsServedScene) -> None:
    check(scene.on_record, has_length(1), "the change that brought the model into use")
    change = scene.on_record[0]
    check(change["deployed_digest"], not_(none()), "a digest was deployed")
    if change["route"] != scene.suite.profile.agreed(ModelChanges).word("emergency"):
        check(change["approved_digest"], equal_to(change["deployed_digest"]), "the digest that was approved")
    digests = {
        source: told.digest for source, names in scene.elsewhere.items() for told in names if told.subject == "model"
    }
    check(digests, equal_to(dict.fromkeys(digests, change["deployed_digest"])), "the digest that each source names")


@when("every replica scores the agreed figures")
def score_agreed_figures(scene: ModelsServedScene) -> None:
    scene.compared, scene.differing = serving.differing_scores(scene.suite, scene.customer)


@then("each score is the one that was written down when the model was approved")
def scores_are_the_approved(scene: ModelsServedScene) -> None:
    check(scene.compared, greater_than(0), "number of scores that were compared")
    check(scene.differing, empty(), f"scores that differ, of {scene.compared}")


@then("in time every replica says that it serves the other one")
def all_say_so(scene: ModelsServedScene) -> None:
    check_within(
        scene.suite.limits.model_switch_s,
        lambda: serving.versions_serving(scene.suite),
        equal_to({scene.acting.wanted.version}),
        "versions that the replicas say they serve",
    )


@then("each of them gives the agreed figures the scores that were written down with this approval")
def scores_follow_the_change(scene: ModelsServedScene) -> None:
    compared, differing = serving.differing_scores(scene.suite, scene.customer)
    check(compared, greater_than(0), "number of scores that were compared")
    check(differing, empty(), f"scores that differ, of {compared}")
