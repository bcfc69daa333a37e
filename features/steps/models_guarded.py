"""What keeps two parts of a change apart, and what is asked of reasons, on every way to a change."""

from hamcrest import equal_to, has_length, is_, is_in
from scene import Scene, names_in

from acceptance.checks import check, check_every, inconclusive
from acceptance.outcome import Cause
from acceptance.requirements.models import changes as changing
from acceptance.requirements.models import limits_guard, parts
from acceptance.requirements.models.limits_guard import Limits
from acceptance.runner.steps import given, then, when


class ModelsGuardedScene(Scene):
    """What steps about refused changes hand on."""

    limits_before: Limits


# -- two of the three parts


@when("an account with every right asks for the change and, once it is approved, deploys it")
def asks_and_deploys(scene: ModelsGuardedScene) -> None:
    _takes_two(scene, parts.MODEL, {parts.MODEL, "deploy_change"}, "an account with every right")


@when("the change is asked for, and {who} approves and then deploys it")
def approves_and_deploys(scene: ModelsGuardedScene, who: str) -> None:
    _takes_two(scene, parts.MODEL, {"approve_change", "deploy_change"}, who)


def _takes_two(scene: ModelsGuardedScene, asking: str, two: set[str], who: str) -> None:
    parts.taken_by_one(scene.suite, scene.acting, parts.identity_of(scene.suite, who), asking, two)


@when("each of {names} tries to approve it")
def each_approves(scene: ModelsGuardedScene, names: str) -> None:
    scene.answers = parts.tried_by_each(scene.suite, scene.acting, "approve_change", names_in(names))


@when("each of {names} tries to deploy it")
def each_deploys(scene: ModelsGuardedScene, names: str) -> None:
    scene.answers = parts.tried_by_each(scene.suite, scene.acting, "deploy_change", names_in(names))


@then("each attempt is refused as not permitted, and each refusal is on record")
def each_not_permitted(scene: ModelsGuardedScene) -> None:
    _each_refused(scene, {"not_permitted"})
    _each_on_record(scene)


# -- limits


@given("the limits between risk levels that are in use, and others")
def limits_and_others(scene: ModelsGuardedScene) -> None:
    scene.acting = limits_guard.about_to_change(scene.suite)
    scene.limits_before = limits_guard.in_use(scene.suite)
    check(scene.limits_before.said, has_length(1), "kinds of limits that the replicas say they use")
    scene.newest = changing.newest_number(scene.suite)


@given("the change to the other limits was asked for")
def limits_asked_for(scene: ModelsGuardedScene) -> None:
    changing.must_take(scene.suite, scene.acting, "open_ticket", parts.LIMITS)


@given("the change to the other limits was asked for and approved")
def limits_approved(scene: ModelsGuardedScene) -> None:
    changing.must_take(scene.suite, scene.acting, "open_ticket", parts.LIMITS, "approve_change")


@when("an account with every right asks for other limits and {two}")
def limits_by_one(scene: ModelsGuardedScene, two: str) -> None:
    second = {"approves them": "approve_change", "deploys them once they are approved": "deploy_change"}[two]
    _takes_two(scene, parts.LIMITS, {parts.LIMITS, second}, "an account with every right")


@when("other limits are asked for, each time with a reason that says nothing")
def limits_for_nothing(scene: ModelsGuardedScene) -> None:
    changing.must_take(scene.suite, scene.acting, "open_ticket")
    scene.answers = parts.tried_for_nothing(scene.suite, scene.acting, parts.LIMITS)


@when("other limits are asked for with {ticket}")
def limits_without_ticket(scene: ModelsGuardedScene, ticket: str) -> None:
    parts.take_ticket(scene.suite, scene.acting, ticket, parts.LIMITS)
    changing.take(scene.suite, scene.acting, parts.LIMITS)


@then("the limits in use are those of before")
def limits_as_before(scene: ModelsGuardedScene) -> None:
    now, before = limits_guard.in_use(scene.suite), scene.limits_before
    check(now.said, equal_to(before.said), "the limits that the replicas say they use")
    check(now.brought_by, equal_to(before.brought_by), "the change of limits that was applied last")


# -- reasons that say nothing


@when("the other one is to be brought into use in an emergency with each reason that says nothing")
def emergency_for_nothing(scene: ModelsGuardedScene) -> None:
    scene.suite.platform.operations.require("review_change")
    scene.suite.platform.operations.require("change_in_emergency", "change_id")
    scene.answers = parts.tried_for_nothing(scene.suite, scene.acting, "change_in_emergency")
    if scene.answers[-1].succeeded:
        _owe_a_review(scene)


@given("the other one was brought into use in an emergency")
def an_emergency(scene: ModelsGuardedScene) -> None:
    answer = parts.in_emergency(scene.suite, scene.acting)
    if not answer.succeeded:
        inconclusive(f"the emergency change answered {answer.status}", Cause.PLATFORM)
    _owe_a_review(scene)
    scene.entry = _entry(scene)


def _owe_a_review(scene: ModelsGuardedScene) -> None:
    words = {"change_id": scene.acting.words["change_id"], "reason": "acceptance: the emergency was a test"}
    scene.owed = scene.suite.owe("operation", "review_change", **words)


def _entry(scene: ModelsGuardedScene) -> changing.Change:
    number = str(scene.acting.words["change_id"])
    found = [change for change in changing.record(scene.suite) if str(change["change_id"]) == number]
    if not found:
        inconclusive("the record has no entry of the number that the emergency change was given", Cause.PLATFORM)
    return found[0]


@when("the emergency is reviewed with each finding that says nothing")
def review_for_nothing(scene: ModelsGuardedScene) -> None:
    scene.answers = parts.tried_for_nothing(scene.suite, scene.acting, "review_change")


@then("each attempt is refused for what it says")
def each_refused_for_what_it_says(scene: ModelsGuardedScene) -> None:
    _each_refused(scene, {"invalid", "not_fitting"})


@then("each attempt is refused for what it says, and each refusal is on record")
def each_refused_and_recorded(scene: ModelsGuardedScene) -> None:
    _each_refused(scene, {"invalid", "not_fitting"})
    _each_on_record(scene)


@then("the emergency still waits for its review")
def still_to_be_reviewed(scene: ModelsGuardedScene) -> None:
    check(_entry(scene)["reviewed_at"], is_(None), "when the emergency was reviewed")


def _each_refused(scene: ModelsGuardedScene, agreed: set[str]) -> None:
    refused = [answer.refused_as(*sorted(agreed)) for answer in scene.answers]
    check_every(refused, 1, is_in(agreed), f"how {scene.answers[0].operation} is refused")


def _each_on_record(scene: ModelsGuardedScene) -> None:
    refused = changing.after(scene.suite, scene.newest, "refused")
    check(refused, has_length(len(scene.answers)), "refused changes on record since then")
