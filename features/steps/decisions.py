"""Scores, risk levels, and figures that make no sense."""

import itertools
from dataclasses import replace

from behave import given, then, when
from hamcrest import empty, equal_to, greater_than_or_equal_to, has_length, is_, is_in, only_contains

from acceptance.checks import check
from acceptance.requirements.decisions import decisions
from acceptance.requirements.models import models
from acceptance.subjects.customers import FIGURES, Figures, graded, varied_figures


@when("the customer is scored")
@when("the customer is to be scored")
def score_the_customer(context):
    context.answer = context.suite.score(context.customer)
    context.sent = context.customer.words()


@then("the score is a whole number from 300 to 850")
def it_is_a_score(context):
    check(context.answer.status, equal_to(200), "the status of the answer")
    score = decisions.decision(context.answer).score
    check(decisions.is_score(score), is_(True), f"the score {score} is a whole number from 300 to 850")


@then("an auditor reads the same score and risk level under the number of the answer")
def the_score_can_be_read_again(context):
    given = context.answer.words
    check(decisions.is_score(given.get("credit_score")), is_(True), "the customer got a score")
    read = context.suite.operations.do("read_result", request_id=given["request_id"]).words
    expected = {"credit_score": given["credit_score"], "risk_level": given["risk_level"]}
    check(read, equal_to(expected), "the score and risk level that an auditor reads")


@then("the customer can still be scored")
def the_customer_can_still_be_scored(context):
    score = decisions.decision(context.suite.score(context.customer)).score
    check(decisions.is_score(score), is_(True), "the customer gets a score")


@then("the risk level is one of low, medium, high and very high")
def it_is_a_risk_level(context):
    check(decisions.decision(context.answer).level, is_in(decisions.LEVELS), "the risk level")


@then("the model named in the answer is the one that the registry has in use")
def the_model_is_the_one_in_use(context):
    in_use = (
        context.suite.profile.services.model_registry.model,
        context.suite.registry.version_in_use().version,
    )
    check(
        decisions.decision(context.answer).model,
        equal_to(in_use),
        "name and version of the model in the answer",
    )


@when("each of them is scored {times:d} times")
def score_each_several_times(context, times):
    context.decisions = [
        decisions.decision(context.suite.score(customer, fresh=True))
        for customer in context.customers
        for _ in range(times)
    ]


@then("all {count:d} answers give the same score, risk level and model")
def all_answers_are_the_same(context, count):
    check(context.decisions, has_length(count), "the number of answers")
    check(decisions.is_score(context.decisions[0].score), is_(True), "the first answer has a score")
    check(context.decisions, only_contains(context.decisions[0]), "the answers, each as the first")


@when("{count:d} different sets of figures are scored")
def score_many_figures(context, count):
    context.decisions = [
        decisions.decision(context.suite.score(context.customer, fresh=True, **figures.words()))
        for figures in varied_figures(count, seed=7)
    ]
    check([d for d in context.decisions if not decisions.is_score(d.score)], empty(), "answers without a score")


@then("each of the {count:d} risk levels was given at least once")
def every_level_was_given(context, count):
    check({d.level for d in context.decisions}, has_length(count), "the risk levels that were given")
    check(
        {d.level for d in context.decisions},
        equal_to(set(decisions.LEVELS)),
        "the risk levels that were given",
    )


@then("no score of a higher risk level is above a score of a lower risk level")
def levels_do_not_overlap(context):
    check(decisions.overlaps(context.decisions), empty(), "risk levels whose scores overlap")


@then("different figures gave at least {least:d} different scores")
def scores_differ(context, least):
    check(
        len({d.score for d in context.decisions}),
        greater_than_or_equal_to(least),
        "number of different scores",
    )


@when("{sets:d} sets of figures are each scored with {values:d} values of the {figure}, from the worst to the best")
def score_graded_figures(context, sets, values, figure):
    grades = decisions.steps_from_worst_to_best(figure, values)
    context.graded = [
        [
            decisions.decision(context.suite.score(context.customer, **step.words())).score
            for step in graded(figures, FIGURES[figure], grades)
        ]
        for figures in varied_figures(sets, seed=11)
    ]


@then("no step to a better {figure} lowers the score")
def no_step_lowers_the_score(context, figure):
    check(
        all(decisions.is_score(s) for row in context.graded for s in row),
        is_(True),
        "every answer has a score",
    )
    lowered = [row for row in context.graded if any(b < a for a, b in itertools.pairwise(row))]
    check(lowered, empty(), f"scores that fall although the {figure} gets better")


@then("the best {figure} gives a better score than the worst in at least {least:d} of the {sets:d} sets")
def the_figure_matters(context, figure, least, sets):
    check(context.graded, has_length(sets), "the number of sets that were scored")
    better = sum(row[-1] > row[0] for row in context.graded)
    check(better, greater_than_or_equal_to(least), f"sets in which a better {figure} gives a better score")


@when("the customer is scored with {value:g} as {figure}")
def score_with_a_boundary(context, value, figure):
    context.sent = {FIGURES[figure]: int(value) if value.is_integer() else value}
    context.answer = context.suite.score(context.customer, **context.sent)


@when("the customer is to be scored with {mistake} as {figure}")
def score_with_a_mistake(context, mistake, figure):
    value = decisions.mistake(mistake)
    context.sent = {
        "customer_id": context.customer.customer_id,
        **decisions.SENT.with_(FIGURES[figure], value),
    }
    context.answer = decisions.send_mistake(context.suite, context.customer.customer_id, FIGURES[figure], value)


@when("the customer is to be scored with one figure more than agreed")
def score_with_an_unknown_figure(context):
    context.sent = {"customer_id": context.customer.customer_id, **decisions.SENT.words(), "religion": "zzplainword"}
    context.answer = context.suite.operations.try_("score_with_more_than_agreed", **context.sent)


@when("the figures are sent without saying whose they are")
def score_without_a_customer(context):
    context.sent = decisions.SENT.words()
    context.answer = context.suite.operations.try_("score", customer_id=decisions.OMIT, **context.sent)


@then("the request is refused as the sender's mistake")
def refused_as_a_mistake(context):
    check(context.answer.refusal, equal_to("invalid"), f"the refusal (status {context.answer.status})")


@then("the request is refused as not permitted")
def refused_as_not_permitted(context):
    check(context.answer.refusal, equal_to("not_permitted"), f"the refusal (status {context.answer.status})")


@then("the refusal names {figure}")
def the_refusal_names_the_figure(context, figure):
    name = context.suite.operations.field_of("score", FIGURES[figure])
    check(decisions.names_field(context.answer, name), is_(True), f"the refusal names the field of the {figure}")


@then("the refusal does not repeat what was sent")
def the_refusal_does_not_repeat(context):
    check(
        decisions.recognisable(context.sent),
        has_length(greater_than_or_equal_to(1)),
        "values that can be recognised",
    )
    check(decisions.repeated(context.answer, context.sent), empty(), "sent values that the refusal repeats")


@when("the customer is scored twice under the same request number, the second time with other figures")
def score_twice_under_one_number(context):
    other = Figures(bureau_score=420, debt_ratio=0.9)
    context.answers = decisions.under_one_number(
        context.suite, [context.customer, replace(context.customer, figures=other)]
    )


@then("both answers are the same")
def both_answers_are_the_same(context):
    first, second = (decisions.decision(answer) for answer in context.answers)
    check(decisions.is_score(first.score), is_(True), "the first answer has a score")
    check(second, equal_to(first), "the second answer, as the first")


@when("both are to be scored under the same request number")
def score_both_under_one_number(context):
    context.answers = decisions.under_one_number(context.suite, context.customers)
    context.sent = {c.customer_id: c.customer_id for c in context.customers}


@then("the first one is scored")
def the_first_one_is_scored(context):
    check(
        decisions.is_score(decisions.decision(context.answers[0]).score), is_(True), "the first customer gets a score"
    )


@then("the second one is refused because the number is taken")
def the_number_is_taken(context):
    context.answer = refused = context.answers[1]
    check(refused.refusal, equal_to("taken"), f"the refusal (status {refused.status})")


@when("the customer is to be scored from figures that the platform was never given")
def score_from_unknown_figures(context):
    customer_id = context.customer.customer_id
    context.answer = context.suite.operations.try_("score_from_stored_figures", customer_id=customer_id)
    context.sent = {"customer_id": customer_id}


@then("the request is refused because the figures are not known")
def the_figures_are_not_known(context):
    check(context.answer.refusal, equal_to("unknown"), f"the refusal (status {context.answer.status})")


@given("the model in use and its score for the customer are known")
def the_model_and_its_score_are_known(context):
    context.earlier = context.suite.registry.version_in_use().version
    context.earlier_decision = decisions.decision(context.suite.score(context.customer, fresh=True))
    check(context.earlier_decision.model[1], equal_to(context.earlier), "the version that answers is the one in use")
    context.earlier_sample = models.sample(context.suite, context.customer)
    check(all(decisions.is_score(d.score) for d in context.earlier_sample), is_(True), "other figures get scores, too")


@given("the model in use and its version are known")
def the_model_is_known(context):
    context.earlier = context.suite.registry.version_in_use().version
    check(context.earlier.isdigit(), is_(True), "the version in use is a number")
