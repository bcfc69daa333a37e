"""Explanations of decisions, corrections, and a human being who looks again."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hamcrest import (
    close_to,
    empty,
    equal_to,
    greater_than,
    greater_than_or_equal_to,
    has_entries,
    has_key,
    has_length,
    is_,
    is_in,
    not_,
    not_none,
)
from scene import Scene

from acceptance.checks import check, check_within
from acceptance.platform.clocks import check_time
from acceptance.platform.numbers_told import number
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
from acceptance.subjects.customers import FIGURES


class DecisionsExplainedScene(Scene):
    """What steps about explanations, corrections and contested decisions hand on."""

    begun: datetime
    opened_cases: dict[str, str]
    corrected_contact: dict[str, str]
    corrected_income: float
    declined: dict[Any, Any]
    explanation: Explanation
    explanations: dict[Any, Explanation]
    figures_before: dict[str, Any]
    outcome: str
    reviewed: dict[str, Declined]
    result_events: Listener
    wrong_details: list[Canary]


choose(Applicant=explaining.WEAKNESS, Figure=FIGURES)

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
    wanted = {name: decided[name] for name in explaining.DECISION if decided.tells(name)}
    check(wanted, has_key("risk_level"), "what the decision said")
    check(told.words, has_entries(wanted), "the decision that the explanation names")


@then("the points that it names for the figures are those that the score shows")
def the_points_are_true(scene: DecisionsExplainedScene) -> None:
    told, figures = scene.explanation, set(scene.refused.figures)
    if explaining.agreed(scene.suite).points == "given":
        check(set(told.parts), equal_to(figures), "the figures that the explanation weighs")
        total = number(told.words["base_points"], "the points that everybody has") + sum(told.parts.values())
        check(
            total,
            close_to(number(told.words["credit_score"], "the score"), scene.suite.product.score.rounding),
            "the sum of the parts, before rounding",
        )
        return
    check(set(told.baseline), equal_to(figures), "the figures of the declared baseline")
    check(told.parts, not_(equal_to({})), "the figures that the explanation names")
    gained = explaining.points_gained(scene.suite, scene.refused, told, list(told.parts))
    for figure, points in told.parts.items():
        check(
            points,
            close_to(gained[figure], scene.suite.product.score.rounding),
            f"points lost by {figure}, as against the declared baseline",
        )


@then("it names at least as many changes as agreed, and making them gives exactly the outcome that is promised")
def the_changes_are_true(scene: DecisionsExplainedScene) -> None:
    changes = scene.explanation.changes
    least = explaining.agreed(scene.suite).least_changes
    check(len({change.figure for change in changes}), greater_than_or_equal_to(least), "figures with a change")
    before = scene.refused.answer.words["risk_level"]
    for made in explaining.together(scene.suite, changes):
        named = " and ".join(change.figure for change in made)
        check(made[0].risk_level, not_(equal_to(before)), f"the outcome promised for a change of {named}")
        got = explaining.outcome_with(scene.suite, scene.refused, {change.figure: change.after for change in made})
        kept = explaining.keeps_its_promise(scene.suite, scene.refused, made[0], got)
        check(kept, is_(True), f"{got} after the change of {named} is as promised: {made[0]}")


@then("a smaller change than the named one does not give that outcome")
def a_smaller_change_does_not(scene: DecisionsExplainedScene) -> None:
    for made in explaining.together(scene.suite, scene.explanation.changes):
        last, whole = made[-1], {change.figure: change.after for change in made}
        less = {**whole, last.figure: explaining.smaller(scene.suite, last)}
        _, promised = explaining.outcome_with(scene.suite, scene.refused, whole)
        _, level = explaining.outcome_with(scene.suite, scene.refused, less)
        check(level, not_(equal_to(promised)), f"the risk level after a smaller change of {last.figure}")


@when("both explanations are read")
def read_both_explanations(scene: DecisionsExplainedScene) -> None:
    scene.explanations = {who: explaining.explanation(scene.suite, refused) for who, refused in scene.declined.items()}


@then("the figure that each explanation weighs most is the one that weighed most against the applicant")
def the_weak_figure_weighs_most(scene: DecisionsExplainedScene) -> None:
    weighs = {who: told.weighs_most(scene.suite.product.score) for who, told in scene.explanations.items()}
    if explaining.agreed(scene.suite).points == "given":
        check(weighs, equal_to(dict(explaining.WEAKNESS)), "the figure that weighed most against each applicant")
        return
    for who, told in scene.explanations.items():
        check(weighs[who], is_in(set(told.baseline)), f"the figure that weighed most against {who}")
        gained = explaining.points_gained(scene.suite, scene.declined[who], told, list(told.baseline))
        heaviest = max(gained.values())
        check(
            gained[str(weighs[who])],
            close_to(heaviest, scene.suite.product.score.rounding),
            f"points that {weighs[who]} took from {who}",
        )
    check(
        len({tuple(told.parts.items()) for told in scene.explanations.values()}),
        equal_to(2),
        "explanations that differ",
    )


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
    scene.corrected_income = correcting.corrected_income(scene.suite.product, scene.customer)
    scene.wrong_details = [d for d in journeys.details(scene.suite, scene.customer) if d.kind == "number"]


@when("the customer's income is corrected on request")
@given("the customer's income was corrected on request")
def correct_on_request(scene: DecisionsExplainedScene) -> None:
    scene.suite.platform.operations.do(
        "correct_income", customer_id=scene.customer.customer_id, income=scene.corrected_income
    )


@when("the customer's {figure:Figure} alone is corrected on request")
def correct_one_figure(scene: DecisionsExplainedScene, figure: str) -> None:
    word = FIGURES[figure]
    value = correcting.corrected(scene.suite.product, scene.customer, word)
    scene.correction = {word: value}
    correcting.correct(scene.suite, scene.customer, word, value)


@then("the figures that the platform holds show that correction and nothing else has changed")
def the_figure_is_corrected(scene: DecisionsExplainedScene) -> None:
    before = {figure: scene.figures_before[figure] for figure in scene.correction}
    check(scene.correction, not_(equal_to(before)), "the correction, as against what was held before")
    expected = {**scene.figures_before, **scene.correction}
    check(correcting.stored(scene.suite, scene.customer), equal_to(expected), "the figures that the platform holds")


@then("the very next scores from stored figures, whoever answers, are those for the corrected figures")
def the_next_scores_are_corrected(scene: DecisionsExplainedScene) -> None:
    right = decisions.decision(scene.suite.score(scene.customer, **scene.correction))
    check(decisions.is_score(scene.suite, right.score), is_(True), "the corrected figures have a score")
    seen = correcting.next_scores(scene.suite, scene.customer)
    check(seen, equal_to({(right.score, right.level)}), "the next scores from stored figures")


@when("a newer customer record with the corrected income arrives as an event")
@given("the customer's income was corrected by the customer system")
def correct_by_event(scene: DecisionsExplainedScene) -> None:
    listener = flows.Listener(scene.suite)
    scene.at_the_end(listener.close)
    sent = flows.send(scene.suite, "customer record", scene.customer, income=scene.corrected_income)
    arrived = listener.results({sent.correlation}, scene.suite.limits.event_s)
    check(arrived, has_length(1), "results of the corrected record")


@when("a newer customer record with every figure, the name and the e-mail address corrected arrives as an event")
def correct_everything_by_event(scene: DecisionsExplainedScene) -> None:
    product = scene.suite.product
    scene.correction = {word: correcting.corrected(product, scene.customer, word) for word in FIGURES.values()}
    listener = flows.Listener(scene.suite)
    scene.at_the_end(listener.close)
    scene.corrected_contact = correcting.other_contact(scene.suite, scene.customer)
    words = {**scene.correction, **scene.corrected_contact}
    sent = flows.send(scene.suite, "customer record", scene.customer, **words)
    arrived = listener.results({sent.correlation}, scene.suite.limits.event_s)
    check(arrived, has_length(1), "results of the corrected record")


@when("all of the customer's figures are corrected on request, one after the other")
def correct_each_figure(scene: DecisionsExplainedScene) -> None:
    product = scene.suite.product
    scene.correction = {word: correcting.corrected(product, scene.customer, word) for word in FIGURES.values()}
    for word in FIGURES.values():
        correcting.correct(scene.suite, scene.customer, word, scene.correction[word])


@when("all of the customer's figures are corrected on request, one after the other, to the {end:End} that is accepted")
def correct_each_figure_to_an_end(scene: DecisionsExplainedScene, end: str) -> None:
    values = correcting.to_the_end(scene.suite.product, scene.customer, end)
    scene.correction = {str(word): value for word, value in values.items()}
    for word, value in values.items():
        correcting.correct(scene.suite, scene.customer, word, value)


@then("the figures that the platform holds are exactly the corrected ones")
def the_figures_are_the_corrected_ones(scene: DecisionsExplainedScene) -> None:
    unchanged = [name for name, value in scene.correction.items() if scene.figures_before[name] == value]
    check(unchanged, empty(), "figures that were not to be changed")
    check(correcting.stored(scene.suite, scene.customer), equal_to(scene.correction), "the figures that it holds")


@then("the next {count:d} scores from stored figures, spread over all replicas, are those for the corrected figures")
def many_next_scores_are_corrected(scene: DecisionsExplainedScene, count: int) -> None:
    right = decisions.decision(scene.suite.score(scene.customer, **scene.correction))
    check(decisions.is_score(scene.suite, right.score), is_(True), "the corrected figures have a score")
    seen = correcting.many_scores(scene.suite, scene.customer, count, scene.suite.limits.settles_s)
    check(seen, equal_to({(right.score, right.level)}), f"of {count} scores, all that were given")


@then("a copy for the customer made now has the corrected name and e-mail address, and no longer the former ones")
def the_contact_is_corrected(scene: DecisionsExplainedScene) -> None:
    copy = json.dumps(journeys.copy_of(scene.suite, scene.customer, "export_provided"), ensure_ascii=False)
    lacking = [what for what, value in scene.corrected_contact.items() if value not in copy]
    check(lacking, empty(), "what the copy lacks")
    former = {"name": scene.customer.name, "email": scene.customer.email}
    check([what for what, value in former.items() if value in copy], empty(), "former details in the copy")


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
        if listener.results({late.correlation}, 0.2) or flows.passed_over(scene.suite, late.place):
            return True
        return bool(flows.rejected(scene.suite, rejections, late.place, 0.2))

    check_within(scene.suite.limits.event_s, treated, is_(True), "the late record was treated")


@when("a correction older than the figures that are held is asked for")
def correct_long_ago(scene: DecisionsExplainedScene) -> None:
    scene.answer = scene.suite.platform.operations.try_(
        "correct_income_long_ago", customer_id=scene.customer.customer_id, income=scene.corrected_income
    )


@then("it is refused as older than what is held, and the figures that are held have not changed")
def nothing_is_corrected(scene: DecisionsExplainedScene) -> None:
    check(scene.answer.refused_as("older"), equal_to("older"), f"the refusal (status {scene.answer.status})")
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
    state = scene.suite.product.word("open", "states")
    check(found, has_entries(status=state, statement=reviewing.STATEMENT), "the case")


@when("a reviewer overturns the decision with a reason")
def overturn(scene: DecisionsExplainedScene) -> None:
    scene.begun = datetime.now(UTC)
    granted = scene.suite.product.granted
    scene.suite.platform.operations.do(
        "overturn_decision", case_id=scene.case, reason=reviewing.REASON, outcome=granted
    )
    scene.outcome = granted


@given("for each outcome that a reviewer may give an applicant of the worst level, who contests the decision")
def applicants_of_the_worst_level(scene: DecisionsExplainedScene) -> None:
    scene.result_events = flows.Listener(scene.suite)
    scene.at_the_end(scene.result_events.close)
    outcomes = reviewing.outcomes_to_give(scene.suite)
    scene.reviewed = {outcome: reviewing.of_the_worst_level(scene.suite) for outcome in outcomes}
    scene.opened_cases = {outcome: reviewing.contest(scene.suite, one) for outcome, one in scene.reviewed.items()}


@when("a reviewer gives each of them another of these outcomes")
def give_each_outcome(scene: DecisionsExplainedScene) -> None:
    for outcome, case in scene.opened_cases.items():
        scene.suite.platform.operations.do("overturn_decision", case_id=case, reason=reviewing.REASON, outcome=outcome)


@then(
    "the result, the newest decision, a repeated request and the result event of each show the outcome that was given"
)
def each_outcome_shows(scene: DecisionsExplainedScene) -> None:
    check(scene.reviewed, has_length(greater_than(0)), "outcomes that a reviewer may give")
    for outcome, one in scene.reviewed.items():
        shown = reviewing.outcomes_shown(scene.suite, one)
        check(shown, equal_to(dict.fromkeys(shown, outcome)), "the outcome that each place shows")
    numbers = {one.number: outcome for outcome, one in scene.reviewed.items()}
    arrived = scene.result_events.results(set(numbers), scene.suite.limits.event_s)
    told = {str(result.words["correlation"]): decisions.outcome_of(result.words) for result in arrived}
    check(told, equal_to(numbers), "the outcome that the result event about each shows")


@then("each case names the first outcome and the one that was given")
def each_case_is_complete(scene: DecisionsExplainedScene) -> None:
    for outcome, one in scene.reviewed.items():
        found = reviewing.on_record(scene.suite, one, scene.opened_cases[outcome])
        first = decisions.outcome_of(one.answer.words)
        check(found, has_entries(first_outcome=first, new_outcome=outcome), "the case")


@when("a reviewer upholds the decision with a reason")
@given("a reviewer upheld the decision")
def uphold(scene: DecisionsExplainedScene) -> None:
    scene.begun = datetime.now(UTC)
    scene.suite.platform.operations.do("uphold_decision", case_id=scene.case, reason=reviewing.REASON)
    scene.outcome = decisions.outcome_of(scene.refused.answer.words)


@then("the result, the newest decision, a repeated request and the result event all show the new outcome")
def the_new_outcome_shows(scene: DecisionsExplainedScene) -> None:
    shown = reviewing.outcomes_shown(scene.suite, scene.refused)
    check(shown, equal_to(dict.fromkeys(shown, scene.outcome)), "the outcome that each place shows")
    arrived = scene.result_events.results({scene.refused.number}, scene.suite.limits.event_s)
    check(arrived, has_length(1), "result events about the decision since the case")
    check(decisions.outcome_of(arrived[0].words), equal_to(scene.outcome), "the outcome that the result event shows")
    flows.check_owner(scene.suite, arrived[0], scene.refused.customer)


@then("the result and the newest decision show the first outcome")
def the_first_outcome_shows(scene: DecisionsExplainedScene) -> None:
    shown = reviewing.outcomes_shown(scene.suite, scene.refused)
    first = decisions.outcome_of(scene.refused.answer.words)
    check(shown, equal_to(dict.fromkeys(shown, first)), "the outcome that each place shows")


@then("the case names the reviewer, a natural person, the reason, the time, the first outcome and the new one")
def the_case_is_complete(scene: DecisionsExplainedScene) -> None:
    found = reviewing.on_record(scene.suite, scene.refused, scene.case)
    first = scene.refused.answer.words
    check(found["decided_by"], is_in(scene.suite.profile.agreed(Privacy).reviewers), "who decided, a natural person")
    expected = has_entries(
        reason=reviewing.REASON,
        decided_at=not_none(),
        first_outcome=decisions.outcome_of(first),
        new_outcome=scene.outcome,
    )
    check(found, expected, "the case")
    check(found.get("first_score", first["credit_score"]), equal_to(first["credit_score"]), "the first score")
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
    check(scene.answer.refused_as("decided"), equal_to("decided"), f"the refusal (status {scene.answer.status})")
