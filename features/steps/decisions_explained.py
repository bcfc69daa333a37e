"""Explanations of decisions, corrections, and a human being who looks again."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hamcrest import (
    close_to,
    empty,
    equal_to,
    greater_than_or_equal_to,
    has_entries,
    has_length,
    is_,
    is_in,
    not_,
    not_none,
)
from scene import Scene

from acceptance.checks import check, check_within
from acceptance.platform.clocks import check_time
from acceptance.profile.privacy import Privacy
from acceptance.requirements.customers import journeys, searching
from acceptance.requirements.customers.legs import Leg
from acceptance.requirements.decisions import correcting, decisions, explaining, reviewing
from acceptance.requirements.decisions.explaining import Declined, Explanation
from acceptance.requirements.models import models
from acceptance.requirements.service import flows
from acceptance.requirements.service.flows import Listener
from acceptance.runner.steps import choose, given, then, when
from acceptance.subjects.canaries import Canary


class DecisionsExplainedScene(Scene):
    """What steps about explanations, corrections and contested decisions hand on."""

    begun: datetime
    case: str
    corrected_income: float
    declined: dict[Any, Any]
    explanation: Explanation
    explanations: dict[Any, Explanation]
    figures_before: dict[str, Any]
    outcome: str
    refused: Declined
    result_events: Listener
    wrong_details: list[Canary]


choose(Applicant=explaining.WEAKNESS)

# -- explanations


@given("{who:Applicant} was declined")
def an_applicant_was_declined(scene: DecisionsExplainedScene, who: str) -> None:
    if not hasattr(scene, "declined"):
        scene.declined = {}
    scene.refused = scene.declined[who] = explaining.declined(scene.suite, who)


@when("the explanation of the decision is read")
@given("the explanation of the decision is known")
def read_the_explanation(scene: DecisionsExplainedScene) -> None:
    scene.explanation = explaining.explanation(scene.suite, scene.refused)


@then("it names the figures that were sent, the score, the risk level and the model of the decision")
def the_explanation_names_the_decision(scene: DecisionsExplainedScene) -> None:
    decided = scene.refused.answer.words
    told = scene.explanation
    check(dict(told.figures), equal_to(dict(scene.refused.figures)), "the figures that the explanation names")
    check(set(told.parts), equal_to(set(scene.refused.figures)), "the figures that the explanation weighs")
    wanted = {name: decided[name] for name in ("credit_score", "risk_level", "model_name", "model_version")}
    check(told.words, has_entries(wanted), "the decision that the explanation names")


@then("the parts that it gives to each figure add up to the score")
def the_parts_add_up(scene: DecisionsExplainedScene) -> None:
    told = scene.explanation
    total = float(told.words["base_points"]) + sum(told.parts.values())
    check(total, close_to(float(told.words["credit_score"]), 1.0), "the sum of the parts, before rounding")


@then(
    "for at least {least:d} figures it names a change, and applying only that change gives exactly the outcome it names"
)
def the_changes_are_true(scene: DecisionsExplainedScene, least: int) -> None:
    changes = scene.explanation.changes
    check(len({change.figure for change in changes}), greater_than_or_equal_to(least), "figures with a change")
    before = scene.refused.answer.words["risk_level"]
    for change in changes:
        check(change.risk_level, not_(equal_to(before)), f"the outcome promised for a change of {change.figure}")
        got = explaining.outcome_with(scene.suite, scene.refused, change.figure, change.after)
        promised = (change.credit_score, change.risk_level)
        check(got, equal_to(promised), f"score and risk level after the change of {change.figure}")


@then("a smaller change than the named one does not give that outcome")
def a_smaller_change_does_not(scene: DecisionsExplainedScene) -> None:
    for change in scene.explanation.changes:
        _, level = explaining.outcome_with(scene.suite, scene.refused, change.figure, explaining.smaller(change))
        check(level, not_(equal_to(change.risk_level)), f"the risk level after a smaller change of {change.figure}")


@when("both explanations are read")
def read_both_explanations(scene: DecisionsExplainedScene) -> None:
    scene.explanations = {who: explaining.explanation(scene.suite, refused) for who, refused in scene.declined.items()}


@then("the figure that weighed most against each applicant is the weak one")
def the_weak_figure_weighs_most(scene: DecisionsExplainedScene) -> None:
    weighs = {who: told.weighs_most for who, told in scene.explanations.items()}
    check(weighs, equal_to(dict(explaining.WEAKNESS)), "the figure that weighed most against each applicant")


@when("another registered model is promoted and serves")
def another_model_serves(scene: DecisionsExplainedScene) -> None:
    current = scene.suite.platform.registry.version_in_use().version
    other, promoted = models.promote_another(scene.suite, current)
    check(promoted.succeeded, is_(True), f"the promotion is accepted (status {promoted.status})")
    models.check_only_answers(scene.suite, scene.refused.customer, other.version, "versions that answer")


@then("the explanation of the earlier decision is the same as before")
def the_explanation_is_the_same(scene: DecisionsExplainedScene) -> None:
    now = explaining.explanation(scene.suite, scene.refused)
    check(now, equal_to(scene.explanation), "the explanation of the earlier decision")


# -- corrections


@given("a fictitious customer who was scored from stored figures, while short-lived copies of the data exist")
def a_customer_with_warm_copies(scene: DecisionsExplainedScene) -> None:
    journeys.require(scene.suite, Leg.RECORD)
    scene.customer = journeys.person(scene.suite)
    scene.journey = journeys.passes_through(scene.suite, scene.customer, [Leg.RECORD])
    copies = scene.suite.platform.cache.keys_naming(scene.customer.customer_id)
    check(copies, not_(empty()), "short-lived copies of the customer's data")
    scene.figures_before = correcting.stored(scene.suite, scene.customer)
    scene.corrected_income = correcting.corrected_income(scene.customer)
    scene.wrong_details = [d for d in journeys.details(scene.suite, scene.customer) if d.kind == "number"]


@when("the customer's income is corrected on request")
@given("the customer's income was corrected on request")
def correct_on_request(scene: DecisionsExplainedScene) -> None:
    scene.suite.platform.operations.do(
        "correct_income", customer_id=scene.customer.customer_id, income=scene.corrected_income
    )


@when("a newer customer record with the corrected income arrives as an event")
@given("the customer's income was corrected by the customer system")
def correct_by_event(scene: DecisionsExplainedScene) -> None:
    listener = flows.Listener(scene.suite)
    scene.at_the_end(listener.close)
    sent = flows.send(scene.suite, "customer record", scene.customer, income=scene.corrected_income)
    arrived = listener.results({sent.correlation}, scene.suite.limits.event_s)
    check(arrived, has_length(1), "results of the corrected record")


@then("the figures that the platform holds show the corrected income and nothing else has changed")
def the_income_is_corrected(scene: DecisionsExplainedScene) -> None:
    expected = {**scene.figures_before, "income": scene.corrected_income}
    check(correcting.stored(scene.suite, scene.customer), equal_to(expected), "the figures that the platform holds")


@then("the very next scores from stored figures, whoever answers, are those for the corrected income")
def the_next_scores_use_the_correction(scene: DecisionsExplainedScene) -> None:
    seen = correcting.next_scores(scene.suite, scene.customer)
    right = decisions.decision(scene.suite.score(scene.customer, income=scene.corrected_income))
    wrong = decisions.decision(scene.suite.score(scene.customer))
    check(right.score, not_(equal_to(wrong.score)), "the correction changes the score")
    check(seen, equal_to({(right.score, right.level)}), "the next scores from stored figures")


@then("no copy holds the wrong income")
def no_copy_holds_the_wrong_income(scene: DecisionsExplainedScene) -> None:
    report = scene.suite.search.sweep(scene.wrong_details, stores=["cache"])
    check(searching.places(report.finds), empty(), "copies with the wrong income")
    report.require_searched()


@when("a customer record with the wrong income from before the correction arrives late")
def a_late_record_arrives(scene: DecisionsExplainedScene) -> None:
    listener = flows.Listener(scene.suite)
    scene.at_the_end(listener.close)
    rejections = scene.suite.platform.events.watch("rejected_message")
    scene.at_the_end(rejections.close)
    earlier = datetime.fromisoformat(scene.journey.record.words["event_time"]) + timedelta(milliseconds=1)
    late = flows.send(scene.suite, "customer record", scene.customer, event_time=earlier.isoformat())

    def treated() -> bool:
        scored = listener.results({late.correlation}, 0.2)
        return bool(scored) or bool(flows.rejected(scene.suite, rejections, late.place, 0.2))

    check_within(scene.suite.limits.event_s, treated, is_(True), "the late record was treated")


@when("a correction older than the figures that are held is asked for")
def correct_long_ago(scene: DecisionsExplainedScene) -> None:
    scene.answer = scene.suite.platform.operations.try_(
        "correct_income_long_ago", customer_id=scene.customer.customer_id, income=scene.corrected_income
    )


@then("it is refused as older than what is held, and the figures that are held have not changed")
def nothing_is_corrected(scene: DecisionsExplainedScene) -> None:
    check(scene.answer.refusal, equal_to("older"), f"the refusal (status {scene.answer.status})")
    held = correcting.stored(scene.suite, scene.customer)
    check(held, equal_to(scene.figures_before), "the figures that the platform holds")


# -- human review


@given("the applicant contests the decision with a statement")
@when("the applicant contests the decision with a statement")
def contest(scene: DecisionsExplainedScene) -> None:
    scene.result_events = flows.Listener(scene.suite)
    scene.at_the_end(scene.result_events.close)
    scene.case = reviewing.contest(scene.suite, scene.refused)


@then("the case is open and holds the statement")
@then("the case is still open")
def the_case_is_open(scene: DecisionsExplainedScene) -> None:
    found = reviewing.case(scene.suite, scene.case)
    check(found, has_entries(status="open", statement=reviewing.STATEMENT), "the case")


@when("a reviewer overturns the decision with a reason")
def overturn(scene: DecisionsExplainedScene) -> None:
    scene.begun = datetime.now(UTC)
    scene.suite.platform.operations.do(
        "overturn_decision", case_id=scene.case, reason=reviewing.REASON, risk_level=reviewing.BETTER
    )
    scene.outcome = reviewing.BETTER


@when("a reviewer upholds the decision with a reason")
@given("a reviewer upheld the decision")
def uphold(scene: DecisionsExplainedScene) -> None:
    scene.begun = datetime.now(UTC)
    scene.suite.platform.operations.do("uphold_decision", case_id=scene.case, reason=reviewing.REASON)
    scene.outcome = scene.refused.answer.words["risk_level"]


@then("the result, the newest decision, a repeated request and the result event all show the new outcome")
def the_new_outcome_shows(scene: DecisionsExplainedScene) -> None:
    shown = reviewing.levels_shown(scene.suite, scene.refused)
    check(shown, equal_to(dict.fromkeys(shown, scene.outcome)), "the risk level that each place shows")
    number = str(scene.refused.answer.words["request_id"])
    arrived = scene.result_events.results({number}, scene.suite.limits.event_s)
    check(arrived, has_length(1), "result events about the decision since the case")
    check(arrived[0].words["risk_level"], equal_to(scene.outcome), "the risk level of the result event")
    check(arrived[0].words["customer_id"], equal_to(scene.refused.customer.customer_id), "whose result it is")


@then("the result and the newest decision show the first outcome")
def the_first_outcome_shows(scene: DecisionsExplainedScene) -> None:
    shown = reviewing.levels_shown(scene.suite, scene.refused)
    first = scene.refused.answer.words["risk_level"]
    check(shown, equal_to(dict.fromkeys(shown, first)), "the risk level that each place shows")


@then("the case names the reviewer, a natural person, the reason, the time, the first outcome and the new one")
def the_case_is_complete(scene: DecisionsExplainedScene) -> None:
    found = reviewing.case(scene.suite, scene.case)
    first = scene.refused.answer.words
    check(found["decided_by"], is_in(scene.suite.profile.agreed(Privacy).reviewers), "who decided, a natural person")
    expected = has_entries(
        reason=reviewing.REASON,
        decided_at=not_none(),
        first_level=first["risk_level"],
        first_score=first["credit_score"],
        new_level=scene.outcome,
    )
    check(found, expected, "the case")
    begun, offset = scene.begun, scene.suite.platform.clock_offset("scoring_api")
    check_time(str(found["decided_at"]), begun, datetime.now(UTC), offset, "when the case was decided")


@when("{who} tries to decide the case")
def somebody_else_decides(scene: DecisionsExplainedScene, who: str) -> None:
    scene.answer = reviewing.decide(scene.suite, scene.case, "overturn_decision", who)


@when("a reviewer tries to overturn the decided case")
def decide_again(scene: DecisionsExplainedScene) -> None:
    scene.answer = reviewing.decide(scene.suite, scene.case, "overturn_decision")


@then("the platform says that the case is decided")
def the_case_is_decided(scene: DecisionsExplainedScene) -> None:
    check(scene.answer.refusal, equal_to("decided"), f"the refusal (status {scene.answer.status})")
