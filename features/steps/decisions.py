"""Scores, risk levels, and figures that make no sense."""

import itertools
from dataclasses import replace
from typing import Any

from hamcrest import empty, equal_to, greater_than_or_equal_to, has_length, is_, is_in, only_contains
from scene import Scene

from acceptance.checks import check, not_assessed
from acceptance.outcome import Cause
from acceptance.platform.templates import OMIT
from acceptance.profile.http_services import ModelRegistry
from acceptance.requirements.decisions import decisions
from acceptance.requirements.decisions.decisions import Decision
from acceptance.runner.steps import choose, then, when
from acceptance.subjects.customers import FIGURES, graded, usual, varied_figures
from acceptance.suite import REGISTER


class DecisionsScene(Scene):
    """What steps about scores and refusals hand on."""

    decisions: list[Decision]
    graded: list[list[Any]]


choose(End=("lowest", "highest"))


@when("the customer is scored")
@when("the customer is to be scored")
def score_the_customer(scene: DecisionsScene) -> None:
    scene.answer = scene.suite.score(scene.customer)
    scene.sent = scene.customer.words()


@then("the score is in the agreed range")
def it_is_a_score(scene: DecisionsScene) -> None:
    check(scene.answer.succeeded, is_(True), f"the request is granted (status {scene.answer.status})")
    score = decisions.decision(scene.answer).score
    check(decisions.is_score(scene.suite, score), is_(True), f"the score {score} is {scene.suite.product.score}")


@then("an auditor reads the same score and risk level under the number of the answer")
def the_score_can_be_read_again(scene: DecisionsScene) -> None:
    given = scene.answer.words
    check(decisions.is_score(scene.suite, given.get("credit_score")), is_(True), "the customer got a score")
    read = scene.suite.platform.operations.do("read_result", request_id=given["request_id"]).words
    expected = {"credit_score": given["credit_score"], "risk_level": given["risk_level"]}
    check({word: read[word] for word in expected}, equal_to(expected), "the score and risk level that an auditor reads")


@then("the customer can still be scored")
def the_customer_can_still_be_scored(scene: DecisionsScene) -> None:
    score = decisions.decision(scene.suite.score(scene.customer)).score
    check(decisions.is_score(scene.suite, score), is_(True), "the customer gets a score")


@then("the risk level is one of the agreed ones")
def it_is_a_risk_level(scene: DecisionsScene) -> None:
    check(decisions.decision(scene.answer).level, is_in(scene.suite.product.levels), "the risk level")


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
    check(decisions.is_score(scene.suite, scene.decisions[0].score), is_(True), "the first answer has a score")
    check(scene.decisions, only_contains(scene.decisions[0]), "the answers, each as the first")


@when("{count:d} different sets of figures are scored")
def score_many_figures(scene: DecisionsScene, count: int) -> None:
    scene.decisions = [
        decisions.decision(scene.suite.score(scene.customer, fresh=True, **figures.words()))
        for figures in varied_figures(scene.suite.product, count, seed=7)
    ]
    check(
        [d for d in scene.decisions if not decisions.is_score(scene.suite, d.score)], empty(), "answers without a score"
    )


@then("each of the agreed risk levels was given at least once")
def every_level_was_given(scene: DecisionsScene) -> None:
    agreed = set(scene.suite.product.levels)
    check({d.level for d in scene.decisions}, equal_to(agreed), "the risk levels that were given")


@then("no score of a higher risk level is above a score of a lower risk level")
def levels_do_not_overlap(scene: DecisionsScene) -> None:
    check(decisions.overlaps(scene.suite.product, scene.decisions), empty(), "risk levels whose scores overlap")


@then("different figures gave at least {least:d} different scores")
def scores_differ(scene: DecisionsScene, least: int) -> None:
    check(
        len({d.score for d in scene.decisions}),
        greater_than_or_equal_to(least),
        "number of different scores",
    )


@when("{sets:d} sets of figures are each scored with {values:d} values of the {figure}, from the worst to the best")
def score_graded_figures(scene: DecisionsScene, sets: int, values: int, figure: str) -> None:
    grades = decisions.steps_from_worst_to_best(scene.suite.product, FIGURES[figure], values)
    scene.graded = [
        [
            decisions.decision(scene.suite.score(scene.customer, **step.words())).score
            for step in graded(figures, FIGURES[figure], grades)
        ]
        for figures in varied_figures(scene.suite.product, sets, seed=11)
    ]


@then("no step to a better {figure} lowers the score")
def no_step_lowers_the_score(scene: DecisionsScene, figure: str) -> None:
    check(
        all(decisions.is_score(scene.suite, s) for row in scene.graded for s in row),
        is_(True),
        "every answer has a score",
    )
    merit = scene.suite.product.score.merit
    lowered = [row for row in scene.graded if any(merit(b) < merit(a) for a, b in itertools.pairwise(row))]
    check(lowered, empty(), f"scores that fall although the {figure} gets better")


@then("the best {figure} gives a better score than the worst in at least {least:d} of the {sets:d} sets")
def the_figure_matters(scene: DecisionsScene, figure: str, least: int, sets: int) -> None:
    check(scene.graded, has_length(sets), "the number of sets that were scored")
    merit = scene.suite.product.score.merit
    better = sum(merit(row[-1]) > merit(row[0]) for row in scene.graded)
    check(better, greater_than_or_equal_to(least), f"sets in which a better {figure} gives a better score")


@when("the customer is scored with the {end:End} {figure} that is accepted")
def score_with_a_boundary(scene: DecisionsScene, end: str, figure: str) -> None:
    agreed = scene.suite.product.figures[FIGURES[figure]]
    scene.sent = {FIGURES[figure]: agreed.written(agreed.least if end == "lowest" else agreed.most)}
    scene.answer = scene.suite.score(scene.customer, **scene.sent)


@when("the customer is to be scored with {mistake} as {figure}")
def score_with_a_mistake(scene: DecisionsScene, mistake: str, figure: str) -> None:
    product, wrong = scene.suite.product, FIGURES[figure]
    changed = decisions.distinctive(product).with_(wrong, decisions.mistake(product, wrong, mistake))
    scene.sent = {"customer_id": scene.customer.customer_id, **changed}
    scene.answer = scene.suite.platform.operations.try_("score", **scene.sent)


@when("the customer is to be scored with one figure more than agreed")
def score_with_an_unknown_figure(scene: DecisionsScene) -> None:
    scene.sent = {
        "customer_id": scene.customer.customer_id,
        **decisions.distinctive(scene.suite.product).words(),
        "religion": "zzplainword",
    }
    scene.answer = scene.suite.platform.operations.try_("score_with_more_than_agreed", **scene.sent)


@when("the figures are sent without saying whose they are")
def score_without_a_customer(scene: DecisionsScene) -> None:
    scene.sent = decisions.distinctive(scene.suite.product).words()
    scene.answer = scene.suite.platform.operations.try_("score", customer_id=OMIT, **scene.sent)


@then("the request is refused as the sender's mistake")
def refused_as_a_mistake(scene: DecisionsScene) -> None:
    check(scene.answer.refused_as("invalid"), equal_to("invalid"), f"the refusal (status {scene.answer.status})")


@then("the request is refused as not permitted")
def refused_as_not_permitted(scene: DecisionsScene) -> None:
    check(
        scene.answer.refused_as("not_permitted"),
        equal_to("not_permitted"),
        f"the refusal (status {scene.answer.status})",
    )


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


@when("the customer is scored twice under the same request number, and once more with other figures")
def score_twice_under_one_number(scene: DecisionsScene) -> None:
    figures = scene.suite.product.figures
    weak = {name: figures[name].written(figures[name].worst) for name in ("bureau_score", "debt_ratio")}
    other = usual(scene.suite.product, **weak)
    customers = [scene.customer, scene.customer, replace(scene.customer, figures=other)]
    scene.answers = decisions.under_one_number(scene.suite, customers)


@then("the second answer is the first one again")
def both_answers_are_the_same(scene: DecisionsScene) -> None:
    first, second = (decisions.decision(answer) for answer in scene.answers[:2])
    check(decisions.is_score(scene.suite, first.score), is_(True), "the first answer has a score")
    check(second, equal_to(first), "the second answer, as the first")


@then("the third is it too, or is refused because the number is taken")
def the_third_answer_is_no_other(scene: DecisionsScene) -> None:
    first, third = scene.answers[0], scene.answers[2]
    if third.succeeded:
        check(decisions.decision(third), equal_to(decisions.decision(first)), "the third answer, as the first")
    else:
        check(third.refused_as("taken"), equal_to("taken"), f"the refusal (status {third.status})")


@when("both are to be scored under the same request number")
def score_both_under_one_number(scene: DecisionsScene) -> None:
    scene.answers = decisions.under_one_number(scene.suite, scene.customers)
    scene.sent = {c.customer_id: c.customer_id for c in scene.customers}


@then("the first one is scored")
def the_first_one_is_scored(scene: DecisionsScene) -> None:
    check(
        decisions.is_score(scene.suite, decisions.decision(scene.answers[0]).score),
        is_(True),
        "the first customer gets a score",
    )


@then("the second one is refused because the number is taken")
def the_number_is_taken(scene: DecisionsScene) -> None:
    scene.answer = refused = scene.answers[1]
    check(refused.refused_as("taken"), equal_to("taken"), f"the refusal (status {refused.status})")


@when("the customer is to be scored from figures that the platform was never given")
def score_from_unknown_figures(scene: DecisionsScene) -> None:
    if scene.suite.platform.operations.offers(REGISTER):
        not_assessed("a customer is known with figures before all else here", Cause.BINDING)
    customer_id = scene.customer.customer_id
    scene.answer = scene.suite.platform.operations.try_("score_from_stored_figures", customer_id=customer_id)
    scene.sent = {"customer_id": customer_id}


@then("the request is refused because the figures are not known")
def the_figures_are_not_known(scene: DecisionsScene) -> None:
    check(scene.answer.refused_as("unknown"), equal_to("unknown"), f"the refusal (status {scene.answer.status})")
