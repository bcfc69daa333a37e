"""Scores, risk levels, and figures that make no sense."""

import itertools
from dataclasses import replace
from typing import Any

from hamcrest import empty, equal_to, greater_than_or_equal_to, has_length, is_, is_in, only_contains
from scene import Scene

from acceptance.checks import check
from acceptance.platform.bindings import OMIT
from acceptance.profile.model import ModelRegistry
from acceptance.requirements.decisions import decisions
from acceptance.requirements.decisions.decisions import Decision
from acceptance.runner.steps import then, when
from acceptance.subjects.customers import FIGURES, Figures, graded, varied_figures


class DecisionsScene(Scene):
    """What steps about scores and refusals hand on."""

    decisions: list[Decision]
    graded: list[list[Any]]


@when("the customer is scored")
@when("the customer is to be scored")
def score_the_customer(scene: DecisionsScene) -> None:
    scene.answer = scene.suite.score(scene.customer)
    scene.sent = scene.customer.words()


@then("the score is a whole number from 300 to 850")
def it_is_a_score(scene: DecisionsScene) -> None:
    check(scene.answer.status, equal_to(200), "the status of the answer")
    score = decisions.decision(scene.answer).score
    check(decisions.is_score(score), is_(True), f"the score {score} is a whole number from 300 to 850")


@then("an auditor reads the same score and risk level under the number of the answer")
def the_score_can_be_read_again(scene: DecisionsScene) -> None:
    given = scene.answer.words
    check(decisions.is_score(given.get("credit_score")), is_(True), "the customer got a score")
    read = scene.suite.platform.operations.do("read_result", request_id=given["request_id"]).words
    expected = {"credit_score": given["credit_score"], "risk_level": given["risk_level"]}
    check(read, equal_to(expected), "the score and risk level that an auditor reads")


@then("the customer can still be scored")
def the_customer_can_still_be_scored(scene: DecisionsScene) -> None:
    score = decisions.decision(scene.suite.score(scene.customer)).score
    check(decisions.is_score(score), is_(True), "the customer gets a score")


@then("the risk level is one of low, medium, high and very high")
def it_is_a_risk_level(scene: DecisionsScene) -> None:
    check(decisions.decision(scene.answer).level, is_in(decisions.LEVELS), "the risk level")


@then("the model named in the answer is the one that the registry has in use")
def the_model_is_the_one_in_use(scene: DecisionsScene) -> None:
    in_use = (
        scene.suite.profile.service(ModelRegistry).model,
        scene.suite.platform.registry.version_in_use().version,
    )
    check(
        decisions.decision(scene.answer).model,
        equal_to(in_use),
        "name and version of the model in the answer",
    )


@when("each of them is scored {times:d} times")
def score_each_several_times(scene: DecisionsScene, times: int) -> None:
    scene.decisions = [
        decisions.decision(scene.suite.score(customer, fresh=True))
        for customer in scene.customers
        for _ in range(times)
    ]


@then("all {count:d} answers give the same score, risk level and model")
def all_answers_are_the_same(scene: DecisionsScene, count: int) -> None:
    check(scene.decisions, has_length(count), "the number of answers")
    check(decisions.is_score(scene.decisions[0].score), is_(True), "the first answer has a score")
    check(scene.decisions, only_contains(scene.decisions[0]), "the answers, each as the first")


@when("{count:d} different sets of figures are scored")
def score_many_figures(scene: DecisionsScene, count: int) -> None:
    scene.decisions = [
        decisions.decision(scene.suite.score(scene.customer, fresh=True, **figures.words()))
        for figures in varied_figures(count, seed=7)
    ]
    check([d for d in scene.decisions if not decisions.is_score(d.score)], empty(), "answers without a score")


@then("each of the {count:d} risk levels was given at least once")
def every_level_was_given(scene: DecisionsScene, count: int) -> None:
    check({d.level for d in scene.decisions}, has_length(count), "the risk levels that were given")
    check(
        {d.level for d in scene.decisions},
        equal_to(set(decisions.LEVELS)),
        "the risk levels that were given",
    )


@then("no score of a higher risk level is above a score of a lower risk level")
def levels_do_not_overlap(scene: DecisionsScene) -> None:
    check(decisions.overlaps(scene.decisions), empty(), "risk levels whose scores overlap")


@then("different figures gave at least {least:d} different scores")
def scores_differ(scene: DecisionsScene, least: int) -> None:
    check(
        len({d.score for d in scene.decisions}),
        greater_than_or_equal_to(least),
        "number of different scores",
    )


@when("{sets:d} sets of figures are each scored with {values:d} values of the {figure}, from the worst to the best")
def score_graded_figures(scene: DecisionsScene, sets: int, values: int, figure: str) -> None:
    grades = decisions.steps_from_worst_to_best(figure, values)
    scene.graded = [
        [
            decisions.decision(scene.suite.score(scene.customer, **step.words())).score
            for step in graded(figures, FIGURES[figure], grades)
        ]
        for figures in varied_figures(sets, seed=11)
    ]


@then("no step to a better {figure} lowers the score")
def no_step_lowers_the_score(scene: DecisionsScene, figure: str) -> None:
    check(
        all(decisions.is_score(s) for row in scene.graded for s in row),
        is_(True),
        "every answer has a score",
    )
    lowered = [row for row in scene.graded if any(b < a for a, b in itertools.pairwise(row))]
    check(lowered, empty(), f"scores that fall although the {figure} gets better")


@then("the best {figure} gives a better score than the worst in at least {least:d} of the {sets:d} sets")
def the_figure_matters(scene: DecisionsScene, figure: str, least: int, sets: int) -> None:
    check(scene.graded, has_length(sets), "the number of sets that were scored")
    better = sum(row[-1] > row[0] for row in scene.graded)
    check(better, greater_than_or_equal_to(least), f"sets in which a better {figure} gives a better score")


@when("the customer is scored with {value:g} as {figure}")
def score_with_a_boundary(scene: DecisionsScene, value: float, figure: str) -> None:
    scene.sent = {FIGURES[figure]: int(value) if value.is_integer() else value}
    scene.answer = scene.suite.score(scene.customer, **scene.sent)


@when("the customer is to be scored with {mistake} as {figure}")
def score_with_a_mistake(scene: DecisionsScene, mistake: str, figure: str) -> None:
    value = decisions.mistake(mistake)
    scene.sent = {
        "customer_id": scene.customer.customer_id,
        **decisions.SENT.with_(FIGURES[figure], value),
    }
    scene.answer = decisions.send_mistake(scene.suite, scene.customer.customer_id, FIGURES[figure], value)


@when("the customer is to be scored with one figure more than agreed")
def score_with_an_unknown_figure(scene: DecisionsScene) -> None:
    scene.sent = {"customer_id": scene.customer.customer_id, **decisions.SENT.words(), "religion": "zzplainword"}
    scene.answer = scene.suite.platform.operations.try_("score_with_more_than_agreed", **scene.sent)


@when("the figures are sent without saying whose they are")
def score_without_a_customer(scene: DecisionsScene) -> None:
    scene.sent = decisions.SENT.words()
    scene.answer = scene.suite.platform.operations.try_("score", customer_id=OMIT, **scene.sent)


@then("the request is refused as the sender's mistake")
def refused_as_a_mistake(scene: DecisionsScene) -> None:
    check(scene.answer.refusal, equal_to("invalid"), f"the refusal (status {scene.answer.status})")


@then("the request is refused as not permitted")
def refused_as_not_permitted(scene: DecisionsScene) -> None:
    check(scene.answer.refusal, equal_to("not_permitted"), f"the refusal (status {scene.answer.status})")


@then("the refusal names {figure}")
def the_refusal_names_the_figure(scene: DecisionsScene, figure: str) -> None:
    name = scene.suite.platform.operations.field_of("score", FIGURES[figure])
    check(decisions.names_field(scene.answer, name), is_(True), f"the refusal names the field of the {figure}")


@then("the refusal does not repeat what was sent")
def the_refusal_does_not_repeat(scene: DecisionsScene) -> None:
    check(
        decisions.recognisable(scene.sent),
        has_length(greater_than_or_equal_to(1)),
        "values that can be recognised",
    )
    check(decisions.repeated(scene.answer, scene.sent), empty(), "sent values that the refusal repeats")


@when("the customer is scored twice under the same request number, the second time with other figures")
def score_twice_under_one_number(scene: DecisionsScene) -> None:
    other = Figures(bureau_score=420, debt_ratio=0.9)
    scene.answers = decisions.under_one_number(scene.suite, [scene.customer, replace(scene.customer, figures=other)])


@then("both answers are the same")
def both_answers_are_the_same(scene: DecisionsScene) -> None:
    first, second = (decisions.decision(answer) for answer in scene.answers)
    check(decisions.is_score(first.score), is_(True), "the first answer has a score")
    check(second, equal_to(first), "the second answer, as the first")


@when("both are to be scored under the same request number")
def score_both_under_one_number(scene: DecisionsScene) -> None:
    scene.answers = decisions.under_one_number(scene.suite, scene.customers)
    scene.sent = {c.customer_id: c.customer_id for c in scene.customers}


@then("the first one is scored")
def the_first_one_is_scored(scene: DecisionsScene) -> None:
    check(decisions.is_score(decisions.decision(scene.answers[0]).score), is_(True), "the first customer gets a score")


@then("the second one is refused because the number is taken")
def the_number_is_taken(scene: DecisionsScene) -> None:
    scene.answer = refused = scene.answers[1]
    check(refused.refusal, equal_to("taken"), f"the refusal (status {refused.status})")


@when("the customer is to be scored from figures that the platform was never given")
def score_from_unknown_figures(scene: DecisionsScene) -> None:
    customer_id = scene.customer.customer_id
    scene.answer = scene.suite.platform.operations.try_("score_from_stored_figures", customer_id=customer_id)
    scene.sent = {"customer_id": customer_id}


@then("the request is refused because the figures are not known")
def the_figures_are_not_known(scene: DecisionsScene) -> None:
    check(scene.answer.refusal, equal_to("unknown"), f"the refusal (status {scene.answer.status})")
