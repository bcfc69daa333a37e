"""Models on their way into use and back, and the trail that they leave."""

from hamcrest import (
    empty,
    equal_to,
    greater_than_or_equal_to,
    has_length,
    is_,
    not_,
    not_none,
    only_contains,
)
from scene import Scene

from acceptance.checks import check, check_every
from acceptance.platform.database_user import Attempt
from acceptance.profile.model_changes import ModelChanges
from acceptance.requirements.audit import auditing
from acceptance.requirements.audit.chain import number_of
from acceptance.requirements.decisions import decisions
from acceptance.requirements.decisions.decisions import Decision
from acceptance.requirements.models import changes as changing_models
from acceptance.requirements.models import models
from acceptance.requirements.models import trail as model_trail
from acceptance.requirements.models.trail import Asked, TriedOnRecord
from acceptance.runner.steps import choose, given, then, when


class ModelsScene(Scene):
    """What steps about models and the trail of their changes hand on."""

    earlier: str
    earlier_decision: Decision
    earlier_sample: list[Decision]
    trail: Asked
    trail_attempt: str
    tried_on_trail: list[TriedOnRecord]
    tried_by_the_owner: Attempt


choose(TrailAttempt=model_trail.ATTEMPTS, KeptFrom=model_trail.KEPT)


@given("the model in use and its score for the customer are known")
def the_model_and_its_score_are_known(scene: ModelsScene) -> None:
    scene.earlier = scene.suite.platform.registry.version_in_use().version
    scene.earlier_decision = decisions.decision(scene.suite.score(scene.customer, fresh=True))
    check(scene.earlier_decision.model[1], equal_to(scene.earlier), "the version that answers is the one in use")
    scene.earlier_sample = models.sample(scene.suite, scene.customer)
    check(
        all(decisions.is_score(scene.suite, d.score) for d in scene.earlier_sample),
        is_(True),
        "other figures get scores, too",
    )


@given("the model in use and its version are known")
def the_model_is_known(scene: ModelsScene) -> None:
    scene.earlier = scene.suite.platform.registry.version_in_use().version
    check(scene.earlier.isdigit(), is_(True), "the version in use is a number")


@when("the registry is asked which model is in use")
def ask_which_model_is_in_use(scene: ModelsScene) -> None:
    scene.version = scene.suite.platform.registry.version_in_use()


@then("the scoring API names the same version as the one that it serves")
def the_served_version_is_the_one_in_use(scene: ModelsScene) -> None:
    served = scene.suite.platform.operations.do("read_serving_model").words
    check(served["model_version"], equal_to(scene.version.version), "the version that the scoring API serves")


@then("the stored file of that model has the digest that was registered for it")
@then("the stored file of the new model has the digest that was registered for it")
def the_stored_model_is_the_registered_one(scene: ModelsScene) -> None:
    found = models.stored_model(scene.suite, scene.version)
    check(found.registered, not_none(), "a digest is registered for the model")
    check(found.stored, equal_to(found.registered), "digest of the stored file")


@when("the platform trains and registers a new model")
def train_a_model(scene: ModelsScene) -> None:
    number = models.train(scene.suite, seed=models.seed_of(scene.suite))
    scene.version = scene.suite.platform.registry.version(number)
    check(number, not_(equal_to(scene.earlier)), "the new model has a version of its own")


@then("the model in use is still the earlier one")
def the_model_is_still_the_earlier_one(scene: ModelsScene) -> None:
    check(scene.suite.platform.registry.version_in_use().version, equal_to(scene.earlier), "the version in use")


@when("another registered model is promoted")
def promote_another_model(scene: ModelsScene) -> None:
    scene.version, scene.answer = models.promote_another(scene.suite, scene.earlier)


@then("every answer in time comes from the promoted model")
def only_the_promoted_model_answers(scene: ModelsScene) -> None:
    check(scene.answer.succeeded, is_(True), f"the promotion is accepted (status {scene.answer.status})")
    models.check_only_answers(scene.suite, scene.customer, scene.version.version, "versions that answer")
    now = models.without_version(models.sample(scene.suite, scene.customer))
    check(now, not_(equal_to(models.without_version(scene.earlier_sample))), "the promoted model decides by itself")


@then("after the earlier model is promoted again every answer comes from it, with the earlier score")
def roll_back(scene: ModelsScene) -> None:
    back = models.promote(scene.suite, scene.earlier)
    check(back.succeeded, is_(True), f"the way back is accepted (status {back.status})")
    models.check_only_answers(scene.suite, scene.customer, scene.earlier, "versions that answer")
    again = models.answers(scene.suite, scene.customer)
    check(again, only_contains(scene.earlier_decision), "the decisions, each as before the promotion")
    sampled = models.sample(scene.suite, scene.customer)
    check(sampled, equal_to(scene.earlier_sample), "decisions on other figures, each as before the promotion")


@when("a model version that does not exist is to be promoted")
def promote_nothing(scene: ModelsScene) -> None:
    scene.answer = scene.suite.platform.operations.try_(
        "promote_model", version="999999999", reason="acceptance: no such"
    )


@then("the platform says that there is no such version")
def there_is_no_such_version(scene: ModelsScene) -> None:
    check(scene.answer.refused_as("unknown"), equal_to("unknown"), f"the refusal (status {scene.answer.status})")


@given("a change of a model that was just asked for")
def a_change_was_asked_for(scene: ModelsScene) -> None:
    scene.trail = model_trail.ask_for_a_change(scene.suite)


@when("the record of model changes and the audit log are read")
def read_record_and_log(scene: ModelsScene) -> None:
    scene.changes = changing_models.record(scene.suite)
    scene.entries = auditing.entries(scene.suite)
    scene.changes_afterwards = changing_models.record(scene.suite)


@then("every recorded change has its entries in the log, and no entry is about a change that is not recorded")
def record_and_log_agree(scene: ModelsScene) -> None:
    check(len(scene.changes), greater_than_or_equal_to(1), "recorded changes")
    differing = model_trail.differing(scene.suite, scene.changes, scene.entries, scene.changes_afterwards)
    check(differing, empty(), "changes that only one of record and log knows")


@then("both tell the same of each change: who asked, approved, deployed and reviewed, and when, what and why")
def record_and_log_tell_the_same(scene: ModelsScene) -> None:
    contradicting = model_trail.contradicting(scene.suite, scene.changes, scene.entries)
    check(contradicting, empty(), f"where record and log contradict each other, of {len(scene.changes)} changes")


@then("the limits of every change of limits on record are those that its entries in the log tell")
def limits_are_as_logged(scene: ModelsScene) -> None:
    count, found = model_trail.limits_told_otherwise(scene.suite, scene.changes, scene.entries)
    check(count, greater_than_or_equal_to(1), "changes of limits that came to be")
    check(found, empty(), f"of {count} changes of limits, those of which the log tells other limits")


@then("the audit log has an entry about it, with the reason that was given")
def the_log_has_the_reason(scene: ModelsScene) -> None:
    found = model_trail.entries_with(scene.suite, scene.trail)
    check(len(found), greater_than_or_equal_to(1), "entries with the reason of the change")
    scene.entry = found[-1]


@when("each of the platform's identities tries {attempt:TrailAttempt} that was just asked for")
def each_identity_tries(scene: ModelsScene, attempt: str) -> None:
    scene.trail_attempt = attempt
    scene.tried_on_trail = model_trail.tries(scene.suite, attempt, scene.trail)


@then("each attempt is refused for lack of rights, and the record of the change is still the same")
def each_is_refused(scene: ModelsScene) -> None:
    wanted = model_trail.refusal(scene.suite, scene.trail_attempt)
    check_every([one.told for one in scene.tried_on_trail], 2, equal_to(wanted), "what became of each attempt")


@when("whoever owns the database tries {attempt:KeptFrom}, to be taken back")
def the_owner_tries(scene: ModelsScene, attempt: str) -> None:
    scene.trail_attempt = attempt
    scene.tried_by_the_owner = model_trail.owner_tries(scene.suite, attempt, scene.trail)


@then("the protection refuses it")
def the_protection_refuses(scene: ModelsScene) -> None:
    wanted = scene.suite.profile.agreed(ModelChanges).kept[scene.trail_attempt].refusal
    meaning = f"the refusal of the owner's attempt {scene.trail_attempt}"
    check(scene.tried_by_the_owner.sqlstate, equal_to(wanted), meaning)


@given("the record of model changes and the audit log as they are now")
def as_they_are_now(scene: ModelsScene) -> None:
    scene.entries = auditing.entries(scene.suite)
    scene.changes = changing_models.record(scene.suite)
    check(len(scene.changes), greater_than_or_equal_to(1), "recorded changes")


@when("a customer is erased and everything that is kept for too long is removed")
def erase_and_remove(scene: ModelsScene) -> None:
    customer = scene.suite.customer()
    scene.suite.platform.operations.do("remove_customer", customer_id=customer.customer_id)
    scene.suite.platform.operations.do("run_retention")


@then("the record of model changes and the audit log hold all they held, unchanged")
def all_is_held(scene: ModelsScene) -> None:
    newest = max(number_of(entry) for entry in scene.entries)
    now = [entry for entry in auditing.entries(scene.suite) if number_of(entry) <= newest]
    check(now, has_length(len(scene.entries)), "entries of before that are still there")
    check(now == scene.entries, equal_to(True), "the entries of before are the same")
    changes = changing_models.record(scene.suite)[: len(scene.changes)]
    check(changes == scene.changes, equal_to(True), "the recorded changes of before are the same")
