"""Changes of what decides: models, and the limits between risk levels."""

from collections.abc import Mapping
from datetime import UTC, datetime

from hamcrest import (
    any_of,
    contains_string,
    empty,
    equal_to,
    greater_than,
    has_length,
    is_,
    is_in,
    not_,
    not_none,
)
from scene import Scene

from acceptance.checks import check, check_every, check_within, inconclusive
from acceptance.evidence import Nonce
from acceptance.outcome import Cause
from acceptance.platform.answers import Answer
from acceptance.platform.clocks import check_time
from acceptance.profile.http_services import ModelRegistry
from acceptance.profile.model_changes import ModelChanges
from acceptance.requirements.models import changes as changing
from acceptance.requirements.models import models, parts, people
from acceptance.requirements.models import serving as serving
from acceptance.requirements.models.changes import Sample
from acceptance.requirements.service import services
from acceptance.runner.steps import given, then, when


class ModelsChangedScene(Scene):
    """What steps about a change of what decides hand on."""

    levels_compared: int
    levels_differing: list[str]
    limits: tuple[Mapping[str, int], Mapping[str, int], Answer]
    maker: str
    reason: Nonce
    sample: Sample
    version_before: str


STEPS = {"requested": "request_change", "approved": "approve_change", "deployed": "deploy_change"}


@given("the model that serves, and another registered one")
def a_model_and_another(scene: ModelsChangedScene) -> None:
    scene.acting = changing.about_to_change(scene.suite)
    _every_replica_serves(scene, scene.acting.before)
    scene.newest = changing.newest_number(scene.suite)


@when("three people bring the other one into use, with a reason that nobody gave before")
def three_people(scene: ModelsChangedScene) -> None:
    changing.take_all(scene.suite, scene.acting)
    scene.entries = changing.with_reason(scene.suite, scene.acting.reason)


@given("three people brought the other one into use")
def three_people_did(scene: ModelsChangedScene) -> None:
    changing.must_take(scene.suite, scene.acting, *changing.PROMOTION)


@when("three people bring the model of before into use again")
def the_way_back(scene: ModelsChangedScene) -> None:
    acting = changing.Acting(
        scene.acting.wanted.version,
        scene.suite.platform.registry.version(scene.acting.before),
        scene.suite.nonce(),
        datetime.now(UTC),
    )
    acting.words = {"version": acting.wanted.version, "reason": changing.reason_of(acting.reason)}
    changing.take_all(scene.suite, acting)
    scene.acting = acting


@then("exactly one entry on record gives this reason")
def exactly_one_entry(scene: ModelsChangedScene) -> None:
    answer = scene.acting.last
    check(answer.succeeded, is_(True), f"the change is accepted ({answer.operation} answered {answer.status})")
    entries = changing.with_reason(scene.suite, scene.acting.reason)
    check(entries, has_length(1), "entries with this reason")
    scene.entry = entries[0]


@then("exactly one entry on record gives this reason, as a way back")
def one_entry_as_a_way_back(scene: ModelsChangedScene) -> None:
    exactly_one_entry(scene)
    check(
        scene.entry["route"],
        equal_to(scene.suite.profile.agreed(ModelChanges).word("rollback")),
        "what the entry calls the way",
    )
    check(scene.entry["old_version"], equal_to(scene.acting.before), "the old version of the entry")
    check(scene.entry["new_version"], equal_to(scene.acting.wanted.version), "the new version of the entry")


@then("the entry names the version that served before and the one that serves now")
def versions_before_and_now(scene: ModelsChangedScene) -> None:
    wanted = scene.acting.wanted.version
    _every_replica_serves(scene, wanted)
    check(scene.entry["old_version"], equal_to(scene.acting.before), "the old version of the entry")
    check(scene.entry["new_version"], equal_to(wanted), "the new version of the entry")


def _every_replica_serves(scene: ModelsChangedScene, version: str) -> None:
    check_within(
        scene.suite.limits.model_switch_s,
        lambda: serving.versions_serving(scene.suite),
        equal_to({version}),
        "the version that every replica says it serves",
    )


@then("the entry names who asked, who approved and who deployed, each at the time when they did")
def people_and_times(scene: ModelsChangedScene) -> None:
    exactly_one_entry(scene)
    agreed = scene.suite.profile.agreed(ModelChanges)
    offset = scene.suite.platform.clock_offset("database")
    people = {"requested": agreed.asks, "approved": agreed.approves, "deployed": agreed.deploys}
    for step, identity in people.items():
        expected = changing.named(scene.suite, identity)
        check(scene.entry[f"{step}_by"], equal_to(expected), f"who {step} the change")
        begun, ended = scene.acting.when(STEPS[step])
        check_time(scene.entry[f"{step}_at"], begun, ended, offset, f"when the change was {step}")


@then("the entry names the model, the environment, the ticket, the outcome and the digest of the approved file")
def the_rest_of_the_entry(scene: ModelsChangedScene) -> None:
    entry, suite = scene.entry, scene.suite
    stored = models.stored_model(suite, scene.acting.wanted).stored
    check(stored, not_none(), "the file of the new model is stored")
    check(entry["approved_digest"], equal_to(stored), "the digest that was approved, beside the stored file's")
    check(entry["deployed_digest"], equal_to(stored), "the digest that was deployed, beside the stored file's")
    check(entry["model"], equal_to(suite.profile.service(ModelRegistry).model), "the model of the entry")
    check(entry["environment"], equal_to(changing.this_environment(suite)), "the environment of the entry")
    check(entry["ticket"], equal_to(scene.acting.words["ticket"]), "the ticket of the entry")
    check(
        entry["state"],
        equal_to(suite.profile.agreed(ModelChanges).word("applied")),
        "the outcome of the entry",
    )


@when("the record of changes is read")
def read_the_record(scene: ModelsChangedScene) -> None:
    scene.changes = changing.all_applied(scene.suite)


@then("each change of the model names as old version what the change before brought into use")
def models_are_linked(scene: ModelsChangedScene) -> None:
    check(changing.broken_links(scene.suite, "model"), empty(), "changes that do not begin where one ended")


@then("each change of the limits names as old version what the change before brought into use")
def limits_are_linked(scene: ModelsChangedScene) -> None:
    check(changing.broken_links(scene.suite, "cut-offs"), empty(), "changes that do not begin where one ended")


@then("no change on record lacks what an entry must name")
def nothing_is_missing(scene: ModelsChangedScene) -> None:
    check(len(scene.changes), greater_than(0), "number of changes that came to be")
    check(changing.gaps(scene.suite, scene.changes), empty(), "what changes on record lack")


# -- who is named


@when("three people bring the other one into use, and every request claims to come from somebody else, long ago")
def claimed_beside(scene: ModelsChangedScene) -> None:
    changing.take_all(scene.suite, scene.acting, headers=changing.CLAIMED_HEADERS)


@when("a change is asked for in somebody else's name")
def claimed_inside(scene: ModelsChangedScene) -> None:
    changing.must_take(scene.suite, scene.acting, "open_ticket")
    scene.acting.words |= {"claimed": changing.CLAIMED, "claimed_time": changing.CLAIMED_TIME}
    changing.take(scene.suite, scene.acting, "request_change_in_another_name")


@given("somebody else's name is written on the other model as its author")
def claimed_in_the_registry(scene: ModelsChangedScene) -> None:
    label = {"version": scene.acting.wanted.version, "label": "mlflow.user"}
    scene.suite.owe("operation", "unlabel_version_directly", act="label_version_directly", **label)
    scene.suite.platform.operations.do("label_version_directly", **label, value=changing.CLAIMED)


@then("the request is refused, or the entry names who really asked")
def refused_or_true(scene: ModelsChangedScene) -> None:
    answer = scene.acting.last
    check(answer.succeeded or answer.refusal is not None, is_(True), f"an agreed answer (status {answer.status})")
    asked = changing.named(scene.suite, scene.suite.profile.agreed(ModelChanges).asks)
    entries = changing.after(scene.suite, scene.newest)
    check(entries, not_(empty()), "entries about what was tried")
    check({entry["requested_by"] for entry in entries}, equal_to({asked}), "who asked, on record")
    scene.entries = entries


@then("what was claimed stands nowhere in the record of this change")
def claims_are_nowhere_in_what_was_tried(scene: ModelsChangedScene) -> None:
    check_every(
        [str(entry) for entry in scene.entries], 1, not_(any_of(*map(contains_string, changing.CLAIMS))), "the entry"
    )


@then("what was claimed stands nowhere in the entry")
def claims_are_nowhere(scene: ModelsChangedScene) -> None:
    check(str(scene.entry), not_(any_of(*map(contains_string, changing.CLAIMS))), "what the entry says")


# -- reasons, tickets and approvals


@when("a change is asked for with {case}")
def ask_wrongly(scene: ModelsChangedScene, case: str) -> None:
    suite, acting = scene.suite, scene.acting
    if case in parts.SAYS_NOTHING:
        changing.must_take(suite, acting, "open_ticket")
        acting.words["reason"] = parts.SAYS_NOTHING[case]
    else:
        parts.take_ticket(suite, acting, case, parts.MODEL)
    changing.take(suite, acting, parts.MODEL)


@then("it is refused for what it says, and the refusal is on record")
def refused_for_what_it_says(scene: ModelsChangedScene) -> None:
    _refused(scene, {"invalid", "not_fitting"})


@then("it is refused as not fitting, and the refusal is on record")
def refused_as_not_fitting(scene: ModelsChangedScene) -> None:
    _refused(scene, {"not_fitting"})


@then("it is refused as not permitted, and the refusal is on record")
def refused_as_not_permitted(scene: ModelsChangedScene) -> None:
    _refused(scene, {"not_permitted"})


def _refused(scene: ModelsChangedScene, agreed: set[str]) -> None:
    answer = scene.acting.last
    check(answer.refused_as(*agreed), is_in(agreed), f"how {answer.operation} is refused (status {answer.status})")
    refused = changing.after(scene.suite, scene.newest, "refused")
    check(refused, has_length(1), "refused changes on record since then")


@then("the model in use is the one of before")
def nothing_changed(scene: ModelsChangedScene) -> None:
    suite, before = scene.suite, scene.acting.before
    check(
        suite.platform.registry.version_in_use().version, equal_to(before), "the version that the registry has in use"
    )
    check(serving.versions_serving(suite), equal_to({before}), "the version that every replica serves")
    brought = changing.applied(suite, "model")[-1:]
    check([change["new_version"] for change in brought], equal_to([before]), "what the last applied change names")


@given("the change to the other one was asked for")
def asked_for(scene: ModelsChangedScene) -> None:
    changing.must_take(scene.suite, scene.acting, "open_ticket", "request_change")


@given("the change to the other one was asked for and approved")
def asked_for_and_approved(scene: ModelsChangedScene) -> None:
    changing.must_take(scene.suite, scene.acting, "open_ticket", "request_change", "approve_change")


@when("the change is to be deployed")
def deploy(scene: ModelsChangedScene) -> None:
    changing.take(scene.suite, scene.acting, "deploy_change")


@when("a sample of the changes that came to be is drawn, in a way that anybody can repeat")
def draw(scene: ModelsChangedScene) -> None:
    scene.sample = changing.sampled(scene.suite, changing.all_applied(scene.suite))
    drawn = changing.regular(scene.suite, scene.sample.drawn)
    if not drawn:
        inconclusive(f"of {scene.sample.size} changes on record none took the regular path", Cause.PLATFORM)


@then("each was asked for, approved and deployed in this order, with the same file, a reason and an approved ticket")
def history_was_approved(scene: ModelsChangedScene) -> None:
    drawn = scene.sample.drawn
    meaning = f"changes that were not approved as agreed, of {len(drawn)} drawn from {scene.sample.size}"
    check(changing.unapproved(scene.suite, drawn), empty(), meaning)


@then("who asked, who approved and who deployed were three people in each")
def history_was_separated(scene: ModelsChangedScene) -> None:
    drawn = scene.sample.drawn
    meaning = f"changes in which one person took two parts, of {len(drawn)} drawn from {scene.sample.size}"
    check(people.unseparated(scene.suite, drawn), empty(), meaning)
    check(people.of_two_persons(changing.record(scene.suite)), empty(), "accounts that the record gives to two persons")


# -- three people


@when("it is to be approved by {who}")
def approve_by(scene: ModelsChangedScene, who: str) -> None:
    changing.take(scene.suite, scene.acting, "approve_change", identity=changing.identity_of(scene.suite, who))


@when("it is to be deployed by {who}")
def deploy_by(scene: ModelsChangedScene, who: str) -> None:
    changing.take(scene.suite, scene.acting, "deploy_change", identity=changing.identity_of(scene.suite, who))


@then("the change can still be approved by the person whose task that is")
def still_to_be_approved(scene: ModelsChangedScene) -> None:
    answer = changing.take(scene.suite, scene.acting, "approve_change")
    check(answer.succeeded, is_(True), f"the approval by another person (status {answer.status})")


@when("an account with every right asks for a change and then approves it")
def alone(scene: ModelsChangedScene) -> None:
    changing.must_take(scene.suite, scene.acting, "open_ticket")
    identity = changing.identity_of(scene.suite, "an account with every right")
    asked = changing.take(scene.suite, scene.acting, "request_change", identity=identity)
    if asked.succeeded:
        changing.take(scene.suite, scene.acting, "approve_change", identity=identity)


# -- limits, failures, ways back, emergencies


@when("every replica decides on figures just below and just above each limit on record")
def decide_at_the_limits(scene: ModelsChangedScene) -> None:
    scene.levels_compared, scene.levels_differing = serving.wrong_levels(scene.suite, scene.customer)


@when("figures just below and just above each limit on record are sent to be scored")
def send_around_the_limits(scene: ModelsChangedScene) -> None:
    scene.sent_events = serving.messages_around_limits(scene.suite, scene.customer)


@then("the results name for each of them the risk level that the limits on record give")
def results_are_as_recorded(scene: ModelsChangedScene) -> None:
    sent = {one.correlation for one in scene.sent_events}
    results = scene.listener.results(sent, scene.suite.limits.event_s)
    check({result.words["correlation"] for result in results}, equal_to(sent), "requests that have a result")
    wrong = serving.wrong_levels_of(scene.suite, [result.words for result in results])
    check(wrong, empty(), f"wrong risk levels, of {len(results)}")


@then("each risk level is the one that the limits on record give")
def levels_are_as_recorded(scene: ModelsChangedScene) -> None:
    check(scene.levels_compared, greater_than(0), "number of decisions that were compared")
    check(scene.levels_differing, empty(), f"wrong risk levels, of {scene.levels_compared}")


@when("three people change a limit between two risk levels, with a reason that nobody gave before")
def change_a_limit(scene: ModelsChangedScene) -> None:
    scene.reason = scene.suite.nonce()
    before = changing.applied(scene.suite, "cut-offs")
    if not before:
        inconclusive("no applied change of a limit is on record, so its version is not known", Cause.PLATFORM)
    scene.version_before = before[-1]["new_version"]
    scene.limits = changing.change_cut_offs(scene.suite, scene.reason)


@then("exactly one entry on record gives this reason, with old and new limits, people and outcome")
def a_limit_is_on_record(scene: ModelsChangedScene) -> None:
    suite, (before, wanted, answer) = scene.suite, scene.limits
    check(answer.succeeded, is_(True), f"the change is accepted (status {answer.status})")
    entries = changing.with_reason(suite, scene.reason)
    check(entries, has_length(1), "entries with this reason")
    entry, agreed = entries[0], suite.profile.agreed(ModelChanges)
    check(
        entry["state"],
        equal_to(suite.profile.agreed(ModelChanges).word("applied")),
        "the outcome of the entry",
    )
    check(entry["old_version"], equal_to(scene.version_before), "the old version of the entry")
    known = {str(found["version"]): found for found in suite.platform.populations.read("cut_off_versions")}
    for version, limits in ((entry["old_version"], before), (entry["new_version"], wanted)):
        found = {name: known[str(version)][name] if str(version) in known else None for name in limits}
        check(found, equal_to(dict(limits)), "the limits of the version that the entry names")
    named = [entry[f"{step}_by"] for step in STEPS]
    expected = [changing.named(suite, who) for who in (agreed.asks, agreed.approves, agreed.deploys)]
    check(named, equal_to(expected), "who asked, approved and deployed")


@then("in time every replica uses the new limits")
def limits_apply(scene: ModelsChangedScene) -> None:
    suite = scene.suite
    serving.wait_for_limits(suite, scene.limits[1])
    compared, wrong = serving.wrong_levels(suite, scene.customer)
    check(compared, greater_than(0), "number of decisions that were compared")
    check(wrong, empty(), f"wrong risk levels, of {compared}")


@when("the change is to be deployed while the registry is cut off")
def deploy_without_registry(scene: ModelsChangedScene) -> None:
    restore = services.cut(scene.suite, "model registry")
    changing.take(scene.suite, scene.acting, "deploy_change")
    scene.suite.settle(restore)
    services.wait_until_all_works(scene.suite)


@then("the failure is on record")
def failure_is_on_record(scene: ModelsChangedScene) -> None:
    answer = scene.acting.last
    check(answer.succeeded, is_(False), f"the deployment succeeds (status {answer.status})")
    failed = changing.after(scene.suite, scene.newest, "failed")
    check(failed, has_length(1), "failed changes on record since then")
    check(failed[0]["new_version"], equal_to(scene.acting.wanted.version), "the version that was to be deployed")


@when("the other one is brought into use in an emergency")
def in_an_emergency(scene: ModelsChangedScene) -> None:
    suite, acting = scene.suite, scene.acting
    scene.maker = changing.identity_of(suite, "an account with every right")
    suite.platform.operations.require("review_change")
    answer = changing.take(suite, acting, "change_in_emergency", identity=scene.maker)
    if answer.succeeded:
        words = {"change_id": answer.words["change_id"], "reason": "acceptance: the emergency was a test"}
        scene.owed = suite.owe("operation", "review_change", **words)


@then("the entry says that it was an emergency and when its review is due")
def emergency_is_on_record(scene: ModelsChangedScene) -> None:
    exactly_one_entry(scene)
    suite, entry = scene.suite, scene.entry
    check(
        entry["route"],
        equal_to(suite.profile.agreed(ModelChanges).word("emergency")),
        "what the entry calls the way",
    )
    check(entry["old_version"], equal_to(scene.acting.before), "the old version of the entry")
    check(entry["new_version"], equal_to(scene.acting.wanted.version), "the new version of the entry")
    check(entry["review_due"], not_none(), "a review is due")
    check(people.without_review(suite, datetime.now(UTC)), empty(), "emergency changes without a review in time")


@then("whoever made the change cannot review it")
def no_review_of_ones_own(scene: ModelsChangedScene) -> None:
    answer = changing.take(scene.suite, scene.acting, "review_change", identity=scene.maker)
    check(
        answer.refused_as("not_permitted"),
        equal_to("not_permitted"),
        f"how the review is refused (status {answer.status})",
    )


@then("another emergency change is refused until it has been reviewed")
def one_emergency_at_a_time(scene: ModelsChangedScene) -> None:
    answer = changing.take(scene.suite, scene.acting, "change_in_emergency")
    check(
        answer.refused_as("not_fitting"),
        equal_to("not_fitting"),
        f"how another emergency is refused (status {answer.status})",
    )


@then("the review by another person is on record")
def review_is_on_record(scene: ModelsChangedScene) -> None:
    scene.suite.settle(scene.owed)
    number = scene.entry["change_id"]
    entry = next(change for change in changing.record(scene.suite) if change["change_id"] == number)
    expected = changing.named(scene.suite, scene.suite.profile.agreed(ModelChanges).approves)
    check(entry["reviewed_by"], equal_to(expected), "who reviewed the change")
    check(entry["reviewed_person"], not_(equal_to(entry["deployed_person"])), "the person who reviewed the change")


@then("no emergency change on record lacks a review that is due")
def reviews_are_done(scene: ModelsChangedScene) -> None:
    check(len(scene.changes), greater_than(0), "number of changes that came to be")
    check(people.without_review(scene.suite, datetime.now(UTC)), empty(), "emergency changes without a review")
