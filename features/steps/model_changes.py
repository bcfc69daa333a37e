"""Changes of what decides: models, and the limits between risk levels."""

from datetime import UTC, datetime
from uuid import uuid4

from behave import given, then, when
from hamcrest import (
    any_of,
    contains_string,
    empty,
    equal_to,
    greater_than,
    has_length,
    is_,
    is_in,
    none,
    not_,
    not_none,
)

from acceptance.checks import check, check_every, check_within, inconclusive
from acceptance.platform.clocks import check_time
from acceptance.profile.model_changes import ModelChanges
from acceptance.requirements.models import changes as changing
from acceptance.requirements.models import models
from acceptance.requirements.models import serving as serving
from acceptance.requirements.service import services

STEPS = {"requested": "request_change", "approved": "approve_change", "deployed": "deploy_change"}


@given("the model that serves, and another registered one")
def a_model_and_another(context):
    context.acting = changing.about_to_change(context.suite)
    _every_replica_serves(context, context.acting.before)
    context.newest = changing.newest_number(context.suite)


@when("three people bring the other one into use, with a reason that nobody gave before")
def three_people(context):
    changing.take_all(context.suite, context.acting)
    context.entries = changing.with_reason(context.suite, context.acting.reason)


@given("three people brought the other one into use")
def three_people_did(context):
    changing.must_take(context.suite, context.acting, *changing.PROMOTION)


@when("three people bring the model of before into use again")
def the_way_back(context):
    acting = changing.Acting(
        context.acting.wanted.version,
        context.suite.registry.version(context.acting.before),
        context.suite.nonce(),
        datetime.now(UTC),
    )
    acting.words = {"version": acting.wanted.version, "reason": changing.reason_of(acting.reason)}
    changing.take_all(context.suite, acting)
    context.acting = acting


@then("exactly one entry on record gives this reason")
def exactly_one_entry(context):
    answer = context.acting.last
    check(answer.succeeded, is_(True), f"the change is accepted ({answer.operation} answered {answer.status})")
    entries = changing.with_reason(context.suite, context.acting.reason)
    check(entries, has_length(1), "entries with this reason")
    context.entry = entries[0]


@then("exactly one entry on record gives this reason, as a way back")
def one_entry_as_a_way_back(context):
    exactly_one_entry(context)
    check(
        context.entry["route"],
        equal_to(context.suite.profile.agreed(ModelChanges).word("rollback")),
        "what the entry calls the way",
    )
    check(context.entry["old_version"], equal_to(context.acting.before), "the old version of the entry")
    check(context.entry["new_version"], equal_to(context.acting.wanted.version), "the new version of the entry")


@then("the entry names the version that served before and the one that serves now")
def versions_before_and_now(context):
    wanted = context.acting.wanted.version
    _every_replica_serves(context, wanted)
    check(context.entry["old_version"], equal_to(context.acting.before), "the old version of the entry")
    check(context.entry["new_version"], equal_to(wanted), "the new version of the entry")


def _every_replica_serves(context, version):
    check_within(
        context.suite.limits.model_switch_s,
        lambda: serving.versions_serving(context.suite),
        equal_to({version}),
        "the version that every replica says it serves",
    )


@then("the entry names who asked, who approved and who deployed, each at the time when they did")
def people_and_times(context):
    exactly_one_entry(context)
    agreed = context.suite.profile.agreed(ModelChanges)
    offset = context.suite.clock_offset("database")
    people = {"requested": agreed.asks, "approved": agreed.approves, "deployed": agreed.deploys}
    for step, identity in people.items():
        expected = changing.named(context.suite, identity)
        check(context.entry[f"{step}_by"], equal_to(expected), f"who {step} the change")
        begun, ended = context.acting.when(STEPS[step])
        check_time(context.entry[f"{step}_at"], begun, ended, offset, f"when the change was {step}")


@then("the entry names the model, the environment, the ticket, the outcome and the digest of the approved file")
def the_rest_of_the_entry(context):
    entry, suite = context.entry, context.suite
    stored = models.stored_model(suite, context.acting.wanted).stored
    check(stored, not_none(), "the file of the new model is stored")
    check(entry["approved_digest"], equal_to(stored), "the digest that was approved, beside the stored file's")
    check(entry["deployed_digest"], equal_to(stored), "the digest that was deployed, beside the stored file's")
    check(entry["model"], equal_to(suite.profile.services.model_registry.model), "the model of the entry")
    check(
        entry["environment"], equal_to(suite.profile.agreed(ModelChanges).environment), "the environment of the entry"
    )
    check(entry["ticket"], equal_to(context.acting.words["ticket"]), "the ticket of the entry")
    check(
        entry["state"],
        equal_to(suite.profile.agreed(ModelChanges).word("applied")),
        "the outcome of the entry",
    )


@when("the record of changes is read")
def read_the_record(context):
    context.changes = changing.all_applied(context.suite)


@then("each change of the model names as old version what the change before brought into use")
def models_are_linked(context):
    check(changing.broken_links(context.suite, "model"), empty(), "changes that do not begin where one ended")


@then("each change of the limits names as old version what the change before brought into use")
def limits_are_linked(context):
    check(changing.broken_links(context.suite, "cut-offs"), empty(), "changes that do not begin where one ended")


@then("no change on record lacks what an entry must name")
def nothing_is_missing(context):
    check(len(context.changes), greater_than(0), "number of changes that came to be")
    check(changing.gaps(context.suite, context.changes), empty(), "what changes on record lack")


# -- who is named


@when("three people bring the other one into use, and every request claims to come from somebody else, long ago")
def claimed_beside(context):
    changing.take_all(context.suite, context.acting, headers=changing.CLAIMED_HEADERS)


@when("a change is asked for in somebody else's name")
def claimed_inside(context):
    changing.must_take(context.suite, context.acting, "open_ticket")
    context.acting.words |= {"claimed": changing.CLAIMED, "claimed_time": changing.CLAIMED_TIME}
    changing.take(context.suite, context.acting, "request_change_in_another_name")


@given("somebody else's name is written on the other model as its author")
def claimed_in_the_registry(context):
    label = {"version": context.acting.wanted.version, "label": "mlflow.user"}
    context.suite.owe("operation", "unlabel_version_directly", **label)
    context.suite.operations.do("label_version_directly", **label, value=changing.CLAIMED)


@then("the request is refused, or the entry names who really asked")
def refused_or_true(context):
    answer = context.acting.last
    check(answer.succeeded or answer.refusal is not None, is_(True), f"an agreed answer (status {answer.status})")
    asked = changing.named(context.suite, context.suite.profile.agreed(ModelChanges).asks)
    entries = changing.after(context.suite, context.newest)
    check(entries, not_(empty()), "entries about what was tried")
    check({entry["requested_by"] for entry in entries}, equal_to({asked}), "who asked, on record")
    context.entries = entries


@then("what was claimed stands nowhere in the record of this change")
def claims_are_nowhere_in_what_was_tried(context):
    check_every(
        [str(entry) for entry in context.entries], 1, not_(any_of(*map(contains_string, changing.CLAIMS))), "the entry"
    )


@then("what was claimed stands nowhere in the entry")
def claims_are_nowhere(context):
    check(str(context.entry), not_(any_of(*map(contains_string, changing.CLAIMS))), "what the entry says")


# -- reasons, tickets and approvals

REASONS = {
    "an empty reason": "",
    "a reason of blanks": " " * 24,
    "a full stop as its reason": ".",
    "a single word as its reason": "improvement",
    "one sign repeated as its reason": "- - - - - - - - -",
}


@when("a change is asked for with {case}")
def ask_wrongly(context, case):
    suite, acting = context.suite, context.acting
    if case == "a ticket that nobody registered":
        acting.words["ticket"] = f"CHG-{uuid4().hex[:12]}"
    elif case == "a ticket that was not approved":
        changing.must_take(suite, acting, "open_unapproved_ticket")
    elif case == "a ticket that covered another change":
        changing.must_take(suite, acting, "open_ticket", "request_change")
    else:
        changing.must_take(suite, acting, "open_ticket")
        acting.words["reason"] = REASONS[case]
    changing.take(suite, acting, "request_change")


@then("it is refused for what it says, and the refusal is on record")
def refused_for_what_it_says(context):
    _refused(context, {"invalid", "not_fitting"})


@then("it is refused as not fitting, and the refusal is on record")
def refused_as_not_fitting(context):
    _refused(context, {"not_fitting"})


@then("it is refused as not permitted, and the refusal is on record")
def refused_as_not_permitted(context):
    _refused(context, {"not_permitted"})


def _refused(context, agreed):
    answer = context.acting.last
    check(answer.refusal, is_in(agreed), f"how {answer.operation} is refused (status {answer.status})")
    refused = changing.after(context.suite, context.newest, "refused")
    check(refused, has_length(1), "refused changes on record since then")


@then("the model in use is the one of before")
def nothing_changed(context):
    suite, before = context.suite, context.acting.before
    check(suite.registry.version_in_use().version, equal_to(before), "the version that the registry has in use")
    check(serving.versions_serving(suite), equal_to({before}), "the version that every replica serves")
    brought = changing.applied(suite, "model")[-1:]
    check([change["new_version"] for change in brought], equal_to([before]), "what the last applied change names")


@given("the change to the other one was asked for")
def asked_for(context):
    changing.must_take(context.suite, context.acting, "open_ticket", "request_change")


@given("the change to the other one was asked for and approved")
def asked_for_and_approved(context):
    changing.must_take(context.suite, context.acting, "open_ticket", "request_change", "approve_change")


@given("the digest of the other one is then written anew in the registry")
def another_digest(context):
    _write_digest(context, context.acting.wanted, uuid4().hex * 2)


def _write_digest(context, version, digest):
    label = context.suite.profile.services.model_registry.digest_tag
    words = {"version": version.version, "label": label}
    context.suite.owe("operation", "label_version_directly", **words, value=version.tags[label])
    context.suite.operations.do("label_version_directly", **words, value=digest)


@when("the change is to be deployed")
def deploy(context):
    changing.take(context.suite, context.acting, "deploy_change")


@when("a sample of the changes that came to be is drawn, in a way that anybody can repeat")
def draw(context):
    context.sample = changing.sampled(context.suite, changing.all_applied(context.suite))
    drawn = changing.regular(context.suite, context.sample.drawn)
    if not drawn:
        inconclusive(f"of {context.sample.size} changes on record none took the regular path")


@then("each was asked for, approved and deployed in this order, with the same file, a reason and an approved ticket")
def history_was_approved(context):
    drawn = context.sample.drawn
    meaning = f"changes that were not approved as agreed, of {len(drawn)} drawn from {context.sample.size}"
    check(changing.unapproved(context.suite, drawn), empty(), meaning)


@then("who asked, who approved and who deployed were three people in each")
def history_was_separated(context):
    drawn = context.sample.drawn
    meaning = f"changes in which one person took two parts, of {len(drawn)} drawn from {context.sample.size}"
    check(changing.unseparated(context.suite, drawn), empty(), meaning)


# -- three people


@when("it is to be approved by {who}")
def approve_by(context, who):
    changing.take(context.suite, context.acting, "approve_change", identity=changing.identity_of(context.suite, who))


@when("it is to be deployed by {who}")
def deploy_by(context, who):
    changing.take(context.suite, context.acting, "deploy_change", identity=changing.identity_of(context.suite, who))


@then("the change can still be approved by the person whose task that is")
def still_to_be_approved(context):
    answer = changing.take(context.suite, context.acting, "approve_change")
    check(answer.succeeded, is_(True), f"the approval by another person (status {answer.status})")


@when("an account with every right asks for a change and then approves it")
def alone(context):
    changing.must_take(context.suite, context.acting, "open_ticket")
    identity = changing.identity_of(context.suite, "an account with every right")
    asked = changing.take(context.suite, context.acting, "request_change", identity=identity)
    if asked.succeeded:
        changing.take(context.suite, context.acting, "approve_change", identity=identity)


# -- complete and true


@when("the record of changes is compared with the registry, the stored file and every replica")
def compare(context):
    context.differences = serving.disagreements(context.suite)


@then("each of them names what the record names, and the record names nothing else")
def no_difference(context):
    check(context.differences, empty(), "where record and sources differ")


@when("the customer is scored, and every model version that ever decided is looked up")
def look_up_versions(context):
    scored = context.suite.score(context.customer)
    if not scored.succeeded:
        inconclusive(f"the customer was not scored (status {scored.status})")
    context.decided, context.unknown = serving.versions_without_a_change(context.suite)


@then("every model version that ever decided was brought into use by a change on record")
def all_versions_are_on_record(context):
    check(context.decided, greater_than(0), "number of model versions that ever decided")
    check(context.unknown, empty(), f"versions without a change, of {context.decided} that ever decided")


@then("every change of model on record names a version and a file that the registry has")
def all_changes_are_known(context):
    check(len(changing.applied(context.suite, "model")), greater_than(0), "number of changes of model")
    check(serving.unknown_to_the_registry(context.suite), empty(), "changes that the registry does not know")


@then("no unauthorised change is still in effect")
def nothing_is_open(context):
    open_ones = changing.unresolved(context.suite)
    check([change["why"] for change in open_ones], empty(), "unauthorised changes that are still in effect")


@when("somebody with rights in the registry puts the other one into use there")
def move_directly(context):
    suite, acting = context.suite, context.acting
    suite.owe("operation", "move_alias_directly", version=acting.before)
    suite.operations.do("move_alias_directly", version=acting.wanted.version)
    context.found = acting.wanted.version


@when("somebody with rights in the registry writes another digest on the model in use")
def label_directly(context):
    _write_digest(context, context.suite.registry.version(context.acting.before), uuid4().hex * 2)
    context.found = context.acting.before


@then("in time the record has an unauthorised change that names the other one")
@then("in time the record has an unauthorised change that names the model in use")
def found_in_time(context):
    check_within(
        context.suite.profile.agreed(ModelChanges).found_within_s,
        lambda: changing.versions(changing.after(context.suite, context.newest, "unauthorised")),
        equal_to([context.found]),
        "versions of unauthorised changes on record since then",
    )


@then("every answer still comes from the model of before")
def before_decides(context):
    versions = models.versions_that_answer(context.suite, context.customer)
    check(versions, equal_to({context.acting.before}), "versions behind the answers")


@when("somebody with an account at the object store tries to write the file of the model in use")
def write_the_file(context):
    context.version = context.suite.registry.version_in_use()
    context.digests = [models.stored_model(context.suite, context.version).stored]
    context.refusal = serving.refusal_of_overwriting(context.suite, context.version)
    context.digests.append(models.stored_model(context.suite, context.version).stored)


@then("the store refuses that as not permitted, and the file is the same")
def the_file_is_the_same(context):
    check(context.refusal, equal_to("AccessDenied"), "how the store refuses")
    before, after = context.digests
    check(before, not_none(), "the file was there")
    check(after, equal_to(before), "the digest of the file afterwards")


# -- what runs is what was approved


@when("the digest of the model in use is asked for wherever it is known")
def ask_for_digests(context):
    context.on_record = changing.applied(context.suite, "model")[-1:]
    context.elsewhere = serving.named_by_everything_else(context.suite)


@then("approval, deployment, registry, stored file and every replica name the same one")
def one_digest(context):
    check(context.on_record, has_length(1), "the change that brought the model into use")
    change = context.on_record[0]
    check(change["deployed_digest"], not_(none()), "a digest was deployed")
    if change["route"] != context.suite.profile.agreed(ModelChanges).word("emergency"):
        check(change["approved_digest"], equal_to(change["deployed_digest"]), "the digest that was approved")
    digests = {
        source: told.digest for source, names in context.elsewhere.items() for told in names if told.subject == "model"
    }
    check(digests, equal_to(dict.fromkeys(digests, change["deployed_digest"])), "the digest that each source names")


@when("every replica scores the agreed figures")
def score_agreed_figures(context):
    context.compared, context.differing = serving.differing_scores(context.suite, context.customer)


@then("each score is the one that was written down when the model was approved")
def scores_are_the_approved(context):
    check(context.compared, greater_than(0), "number of scores that were compared")
    check(context.differing, empty(), f"scores that differ, of {context.compared}")


@then("in time every replica says that it serves the other one")
def all_say_so(context):
    check_within(
        context.suite.limits.model_switch_s,
        lambda: serving.versions_serving(context.suite),
        equal_to({context.acting.wanted.version}),
        "versions that the replicas say they serve",
    )


@then("each of them gives the agreed figures the scores that were written down with this approval")
def scores_follow_the_change(context):
    compared, differing = serving.differing_scores(context.suite, context.customer)
    check(compared, greater_than(0), "number of scores that were compared")
    check(differing, empty(), f"scores that differ, of {compared}")


# -- limits, failures, ways back, emergencies


@when("every replica decides on figures just below and just above each limit on record")
def decide_at_the_limits(context):
    context.compared, context.differing = serving.wrong_levels(context.suite, context.customer)


@then("each risk level is the one that the limits on record give")
def levels_are_as_recorded(context):
    check(context.compared, greater_than(0), "number of decisions that were compared")
    check(context.differing, empty(), f"wrong risk levels, of {context.compared}")


@when("three people change a limit between two risk levels, with a reason that nobody gave before")
def change_a_limit(context):
    context.reason = context.suite.nonce()
    context.version_before = changing.applied(context.suite, "cut-offs")[-1]["new_version"]
    context.limits = changing.change_cut_offs(context.suite, context.reason)


@then("exactly one entry on record gives this reason, with old and new limits, people and outcome")
def a_limit_is_on_record(context):
    suite, (before, wanted, answer) = context.suite, context.limits
    check(answer.succeeded, is_(True), f"the change is accepted (status {answer.status})")
    entries = changing.with_reason(suite, context.reason)
    check(entries, has_length(1), "entries with this reason")
    entry, agreed = entries[0], suite.profile.agreed(ModelChanges)
    check(
        entry["state"],
        equal_to(suite.profile.agreed(ModelChanges).word("applied")),
        "the outcome of the entry",
    )
    check(entry["old_version"], equal_to(context.version_before), "the old version of the entry")
    known = {str(found["version"]): found for found in suite.populations.read("cut_off_versions")}
    for version, limits in ((entry["old_version"], before), (entry["new_version"], wanted)):
        found = {name: known.get(str(version), {}).get(name) for name in limits}
        check(found, equal_to(dict(limits)), "the limits of the version that the entry names")
    named = [entry[f"{step}_by"] for step in STEPS]
    expected = [changing.named(suite, who) for who in (agreed.asks, agreed.approves, agreed.deploys)]
    check(named, equal_to(expected), "who asked, approved and deployed")


@then("in time every replica uses the new limits")
def limits_apply(context):
    suite = context.suite
    serving.wait_for_limits(suite, context.limits[1])
    compared, wrong = serving.wrong_levels(suite, context.customer)
    check(compared, greater_than(0), "number of decisions that were compared")
    check(wrong, empty(), f"wrong risk levels, of {compared}")


@when("the change is to be deployed while the registry is cut off")
def deploy_without_registry(context):
    restore = services.cut(context.suite, "model registry")
    changing.take(context.suite, context.acting, "deploy_change")
    context.suite.settle(restore)
    services.wait_until_all_works(context.suite)


@then("the failure is on record")
def failure_is_on_record(context):
    answer = context.acting.last
    check(answer.succeeded, is_(False), f"the deployment succeeds (status {answer.status})")
    failed = changing.after(context.suite, context.newest, "failed")
    check(failed, has_length(1), "failed changes on record since then")
    check(failed[0]["new_version"], equal_to(context.acting.wanted.version), "the version that was to be deployed")


@when("the other one is brought into use in an emergency")
def in_an_emergency(context):
    suite, acting = context.suite, context.acting
    context.maker = changing.identity_of(suite, "an account with every right")
    answer = changing.take(suite, acting, "change_in_emergency", identity=context.maker)
    if answer.succeeded:
        words = {"change_id": answer.words["change_id"], "reason": "acceptance: the emergency was a test"}
        context.owed = suite.owe("operation", "review_change", **words)


@then("the entry says that it was an emergency and when its review is due")
def emergency_is_on_record(context):
    exactly_one_entry(context)
    suite, entry = context.suite, context.entry
    check(
        entry["route"],
        equal_to(suite.profile.agreed(ModelChanges).word("emergency")),
        "what the entry calls the way",
    )
    check(entry["old_version"], equal_to(context.acting.before), "the old version of the entry")
    check(entry["new_version"], equal_to(context.acting.wanted.version), "the new version of the entry")
    check(entry["review_due"], not_none(), "a review is due")
    check(changing.without_review(suite, datetime.now(UTC)), empty(), "emergency changes without a review in time")


@then("whoever made the change cannot review it")
def no_review_of_ones_own(context):
    answer = changing.take(context.suite, context.acting, "review_change", identity=context.maker)
    check(answer.refusal, equal_to("not_permitted"), f"how the review is refused (status {answer.status})")


@then("another emergency change is refused until it has been reviewed")
def one_emergency_at_a_time(context):
    answer = changing.take(context.suite, context.acting, "change_in_emergency")
    check(answer.refusal, equal_to("not_fitting"), f"how another emergency is refused (status {answer.status})")


@then("the review by another person is on record")
def review_is_on_record(context):
    context.suite.settle(context.owed)
    number = context.entry["change_id"]
    entry = next(change for change in changing.record(context.suite) if change["change_id"] == number)
    expected = changing.named(context.suite, context.suite.profile.agreed(ModelChanges).approves)
    check(entry["reviewed_by"], equal_to(expected), "who reviewed the change")
    check(entry["reviewed_person"], not_(equal_to(entry["deployed_person"])), "the person who reviewed the change")


@then("no emergency change on record lacks a review that is due")
def reviews_are_done(context):
    check(len(context.changes), greater_than(0), "number of changes that came to be")
    check(changing.without_review(context.suite, datetime.now(UTC)), empty(), "emergency changes without a review")
