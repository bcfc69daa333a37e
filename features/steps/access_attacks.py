"""Requests of who has no right to them, what comes of them, and what refusals tell."""

from hamcrest import empty, greater_than, greater_than_or_equal_to, has_length
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.access import attacks, errors, extra_fields
from acceptance.requirements.access.attacks import About, Attack
from acceptance.requirements.access.errors import Told
from acceptance.requirements.access.targets import changed, state, steady
from acceptance.runner.steps import choose, given, then, when


class AttackScene(Scene):
    """What steps about attacks hand on."""

    about: About
    attack: Attack
    came: dict[str, str]
    told: Told


choose(Proof=attacks.TOKENS, Way=attacks.WAYS)


@given("a fictitious customer with a score, about whom the platform says the same each time")
def somebody_with_a_score(scene: AttackScene) -> None:
    scene.about = attacks.scored_customer(scene.suite)
    check(steady(scene.about.before), has_length(greater_than(0)), "readings that stay the same")


@when("every call is made to every replica with {kind:Proof}")
def call_with_tokens(scene: AttackScene, kind: str) -> None:
    scene.attack = attacks.try_tokens(scene.suite, scene.about, kind)


@when("the rule of every call is walked around by {way:Way}, at every replica")
def walk_around(scene: AttackScene, way: str) -> None:
    scene.attack = attacks.try_ways(scene.suite, scene.about, way)


@then("no call lets it in")
def nothing_let_in(scene: AttackScene) -> None:
    check(scene.attack.tried, greater_than_or_equal_to(scene.attack.replicas), "requests without the right")
    check(scene.attack.let_in, empty(), "calls that did not refuse who has no right")
    attacks.require_answers(scene.attack)


@then("nothing about the customer has changed")
def nothing_changed(scene: AttackScene) -> None:
    after = state(scene.suite, scene.about.customer, scene.about.request_id)
    check(changed(scene.about.before, after), empty(), "readings about the customer that changed")


@then("each call lets in somebody who has the right")
def the_right_is_let_in(scene: AttackScene) -> None:
    check(scene.attack.not_let_in, empty(), "calls that refuse also who has the right")
    attacks.require_rights(scene.attack)


@when("a score is asked for with fields that say what only the platform decides")
def ask_with_extra_fields(scene: AttackScene) -> None:
    scene.came = extra_fields.smuggled(scene.suite, scene.customer)


@then("each field is refused, or the answer is as without it")
def no_field_decides(scene: AttackScene) -> None:
    check(len(scene.came), greater_than(0), "fields that were tried")
    wrong = {name: came for name, came in scene.came.items() if came not in ("refused", "as without it")}
    check(wrong, empty(), "fields that a request can set though only the platform decides them")


@when("every call is made in wrong forms, by nobody and by who has the right")
def call_in_wrong_forms(scene: AttackScene) -> None:
    scene.told = errors.provoked(scene.suite, scene.about)


@then("every call refused some of it")
def every_call_refused(scene: AttackScene) -> None:
    check(len(scene.told.refused), greater_than(0), "calls that were made")
    check(scene.told.let_be, empty(), "calls that refused no wrong form")


@then("no refusal repeats what was sent or shows the inside of the platform")
def refusals_tell_nothing(scene: AttackScene) -> None:
    check(scene.told.leaks, empty(), "what refusals told")
