"""Rights that a customer exercises: copies, explanations, corrections, and a human being who looks again."""

import json
from datetime import UTC, datetime, timedelta

from behave import given, then, when
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

from acceptance.checks import check, check_within
from acceptance.platform.clocks import check_time
from acceptance.profile.privacy import Privacy
from acceptance.requirements.customers import basis, journeys, searching
from acceptance.requirements.decisions import correcting, decisions, explaining, reviewing
from acceptance.requirements.models import models
from acceptance.requirements.service import flows


@given("two fictitious customers whose details were created for this scenario")
def two_customers_with_singular_details(context):
    context.people = [journeys.person(context.suite) for _ in range(2)]


@given("both have gone through the platform from end to end")
def both_went_through(context):
    context.journeys = [journeys.passes_through(context.suite, customer) for customer in context.people]


@when("the first customer asks for a copy of everything")
def ask_for_everything(context):
    context.copy = _copy(context, "export_everything")


@when("the first customer asks for a portable copy")
def ask_for_a_portable_copy(context):
    context.copy = _copy(context, "export_provided")


def _copy(context, operation):
    made = context.suite.operations.do(operation, customer_id=context.people[0].customer_id)
    read = context.suite.operations.do("read_export", export_id=made.words["export_id"])
    context.content = read.exchange.content
    return json.dumps(context.content, ensure_ascii=False)


@then("the copy is in a form that another program can read")
def the_copy_is_readable(context):
    check(isinstance(context.content, dict), is_(True), "the copy is in a form that a program can read")


@then("the copy contains every detail of the customer that a search of all places finds")
def the_copy_is_complete(context):
    own = journeys.details(context.suite, context.people[0])
    found = {find.canary_id for find in context.suite.sweep(own).finds}
    held = [canary for canary in own if canary.id in found]
    check(len(held), equal_to(len(own)), "details that the search finds")
    check([canary.kind for canary in held if canary.value not in context.copy], empty(), "details that the copy lacks")


@then("the copy contains the score, the risk level, the model and the figures they were made from")
def the_copy_has_the_conclusions(context):
    answer, figures = context.journeys[0].answer.words, context.people[0].figures
    expected = {
        "number of the decision": answer["request_id"],
        "score": answer["credit_score"],
        "risk level": answer["risk_level"],
        "version of the model": answer["model_version"],
        **figures.words(),
    }
    held = correcting.values(json.loads(context.copy))
    check([name for name, value in expected.items() if value not in held], empty(), "what the copy lacks")


@then("the copy contains the lawful basis and the messages sent to the customer")
def the_copy_has_basis_and_messages(context):
    entries = basis.register(context.suite, context.people[0])
    check(entries, has_length(1), "entries of the register")
    about = flows.messages_about(context.suite, context.people[0])
    check(about, has_length(greater_than_or_equal_to(1)), "messages about the customer")
    wanted = [str(entries[0]["text_version"]), *about]
    check([text for text in wanted if text not in context.copy], empty(), "what the copy lacks")


@then("the copy contains nothing of the second customer")
def the_copy_has_nothing_of_others(context):
    others = journeys.details(context.suite, context.people[1])
    other = context.journeys[1]
    check([canary.kind for canary in others if canary.value in context.copy], empty(), "details of somebody else")
    check(other.request_id in context.copy, is_(False), "the copy names a decision about somebody else")


@then("the copy contains the name, the e-mail address and the income that the customer provided")
def the_copy_has_what_was_provided(context):
    own = [c for c in journeys.details(context.suite, context.people[0]) if c.kind != "identifier"]
    check([canary.kind for canary in own if canary.value not in context.copy], empty(), "details that the copy lacks")


@then("the copy contains neither score nor risk level")
def the_copy_concludes_nothing(context):
    answer = context.journeys[0].answer.words
    held = correcting.values(json.loads(context.copy))
    concluded = [name for name in ("credit_score", "risk_level", "request_id") if answer[name] in held]
    check(concluded, empty(), "conclusions in the portable copy")


# -- explanations


@given("{who:Applicant} was declined")
def an_applicant_was_declined(context, who):
    if not hasattr(context, "declined"):
        context.declined = {}
    context.refused = context.declined[who] = explaining.declined(context.suite, who)


@when("the explanation of the decision is read")
@given("the explanation of the decision is known")
def read_the_explanation(context):
    context.explanation = explaining.explanation(context.suite, context.refused)


@then("it names the figures that were sent, the score, the risk level and the model of the decision")
def the_explanation_names_the_decision(context):
    decided = context.refused.answer.words
    told = context.explanation
    check(dict(told.figures), equal_to(dict(context.refused.figures)), "the figures that the explanation names")
    check(set(told.parts), equal_to(set(context.refused.figures)), "the figures that the explanation weighs")
    wanted = {name: decided[name] for name in ("credit_score", "risk_level", "model_name", "model_version")}
    check(told.words, has_entries(wanted), "the decision that the explanation names")


@then("the parts that it gives to each figure add up to the score")
def the_parts_add_up(context):
    told = context.explanation
    total = float(told.words["base_points"]) + sum(told.parts.values())
    check(total, close_to(float(told.words["credit_score"]), 1.0), "the sum of the parts, before rounding")


@then(
    "for at least {least:d} figures it names a change, and applying only that change gives exactly the outcome it names"
)
def the_changes_are_true(context, least):
    changes = context.explanation.changes
    check(len({change.figure for change in changes}), greater_than_or_equal_to(least), "figures with a change")
    before = context.refused.answer.words["risk_level"]
    for change in changes:
        check(change.risk_level, not_(equal_to(before)), f"the outcome promised for a change of {change.figure}")
        got = explaining.outcome_with(context.suite, context.refused, change.figure, change.after)
        promised = (change.credit_score, change.risk_level)
        check(got, equal_to(promised), f"score and risk level after the change of {change.figure}")


@then("a smaller change than the named one does not give that outcome")
def a_smaller_change_does_not(context):
    for change in context.explanation.changes:
        _, level = explaining.outcome_with(context.suite, context.refused, change.figure, explaining.smaller(change))
        check(level, not_(equal_to(change.risk_level)), f"the risk level after a smaller change of {change.figure}")


@when("both explanations are read")
def read_both_explanations(context):
    context.explanations = {
        who: explaining.explanation(context.suite, refused) for who, refused in context.declined.items()
    }


@then("the figure that weighed most against each applicant is the weak one")
def the_weak_figure_weighs_most(context):
    weighs = {who: told.weighs_most for who, told in context.explanations.items()}
    check(weighs, equal_to(dict(explaining.WEAKNESS)), "the figure that weighed most against each applicant")


@when("another registered model is promoted and serves")
def another_model_serves(context):
    current = context.suite.registry.version_in_use().version
    other, promoted = models.promote_another(context.suite, current)
    check(promoted.succeeded, is_(True), f"the promotion is accepted (status {promoted.status})")
    models.check_only_answers(context.suite, context.refused.customer, other.version, "versions that answer")


@then("the explanation of the earlier decision is the same as before")
def the_explanation_is_the_same(context):
    now = explaining.explanation(context.suite, context.refused)
    check(now, equal_to(context.explanation), "the explanation of the earlier decision")


# -- corrections


@given("a fictitious customer who was scored from stored figures, while short-lived copies of the data exist")
def a_customer_with_warm_copies(context):
    context.customer = journeys.person(context.suite)
    context.journey = journeys.passes_through(context.suite, context.customer)
    copies = context.suite.cache.keys_naming(context.customer.customer_id)
    check(copies, not_(empty()), "short-lived copies of the customer's data")
    context.figures_before = correcting.stored(context.suite, context.customer)
    context.corrected_income = correcting.corrected_income(context.customer)
    context.wrong = [d for d in journeys.details(context.suite, context.customer) if d.kind == "number"]


@when("the customer's income is corrected on request")
@given("the customer's income was corrected on request")
def correct_on_request(context):
    context.suite.operations.do(
        "correct_income", customer_id=context.customer.customer_id, income=context.corrected_income
    )


@when("a newer customer record with the corrected income arrives as an event")
@given("the customer's income was corrected by the customer system")
def correct_by_event(context):
    listener = flows.Listener(context.suite)
    context.add_cleanup(listener.close)
    sent = flows.send(context.suite, "customer record", context.customer, income=context.corrected_income)
    arrived = listener.results({sent.correlation}, context.suite.limits.event_s)
    check(arrived, has_length(1), "results of the corrected record")


@then("the figures that the platform holds show the corrected income and nothing else has changed")
def the_income_is_corrected(context):
    expected = {**context.figures_before, "income": context.corrected_income}
    check(correcting.stored(context.suite, context.customer), equal_to(expected), "the figures that the platform holds")


@then("the very next scores from stored figures, whoever answers, are those for the corrected income")
def the_next_scores_use_the_correction(context):
    seen = correcting.next_scores(context.suite, context.customer)
    right = decisions.decision(context.suite.score(context.customer, income=context.corrected_income))
    wrong = decisions.decision(context.suite.score(context.customer))
    check(right.score, not_(equal_to(wrong.score)), "the correction changes the score")
    check(seen, equal_to({(right.score, right.level)}), "the next scores from stored figures")


@then("no copy holds the wrong income")
def no_copy_holds_the_wrong_income(context):
    report = context.suite.sweep(context.wrong, stores=["cache"])
    check(searching.places(report.finds), empty(), "copies with the wrong income")
    report.require_searched()


@when("a customer record with the wrong income from before the correction arrives late")
def a_late_record_arrives(context):
    listener = flows.Listener(context.suite)
    context.add_cleanup(listener.close)
    rejections = context.suite.events.watch("rejected_message")
    context.add_cleanup(rejections.close)
    earlier = datetime.fromisoformat(context.journey.record.words["event_time"]) + timedelta(milliseconds=1)
    late = flows.send(context.suite, "customer record", context.customer, event_time=earlier.isoformat())

    def treated():
        scored = listener.results({late.correlation}, 0.2)
        return bool(scored) or bool(flows.rejected(context.suite, rejections, late.place, 0.2))

    check_within(context.suite.limits.event_s, treated, is_(True), "the late record was treated")


@when("a correction older than the figures that are held is asked for")
def correct_long_ago(context):
    context.answer = context.suite.operations.try_(
        "correct_income_long_ago", customer_id=context.customer.customer_id, income=context.corrected_income
    )


@then("it is refused as older than what is held, and the figures that are held have not changed")
def nothing_is_corrected(context):
    check(context.answer.refusal, equal_to("older"), f"the refusal (status {context.answer.status})")
    held = correcting.stored(context.suite, context.customer)
    check(held, equal_to(context.figures_before), "the figures that the platform holds")


# -- human review


@given("the applicant contests the decision with a statement")
@when("the applicant contests the decision with a statement")
def contest(context):
    context.results = flows.Listener(context.suite)
    context.add_cleanup(context.results.close)
    context.case = reviewing.contest(context.suite, context.refused)


@then("the case is open and holds the statement")
@then("the case is still open")
def the_case_is_open(context):
    found = reviewing.case(context.suite, context.case)
    check(found, has_entries(status="open", statement=reviewing.STATEMENT), "the case")


@when("a reviewer overturns the decision with a reason")
def overturn(context):
    context.begun = datetime.now(UTC)
    context.suite.operations.do(
        "overturn_decision", case_id=context.case, reason=reviewing.REASON, risk_level=reviewing.BETTER
    )
    context.outcome = reviewing.BETTER


@when("a reviewer upholds the decision with a reason")
@given("a reviewer upheld the decision")
def uphold(context):
    context.begun = datetime.now(UTC)
    context.suite.operations.do("uphold_decision", case_id=context.case, reason=reviewing.REASON)
    context.outcome = context.refused.answer.words["risk_level"]


@then("the result, the newest decision, a repeated request and the result event all show the new outcome")
def the_new_outcome_shows(context):
    shown = reviewing.levels_shown(context.suite, context.refused)
    check(shown, equal_to(dict.fromkeys(shown, context.outcome)), "the risk level that each place shows")
    number = str(context.refused.answer.words["request_id"])
    arrived = context.results.results({number}, context.suite.limits.event_s)
    check(arrived, has_length(1), "result events about the decision since the case")
    check(arrived[0].words["risk_level"], equal_to(context.outcome), "the risk level of the result event")
    check(arrived[0].words["customer_id"], equal_to(context.refused.customer.customer_id), "whose result it is")


@then("the result and the newest decision show the first outcome")
def the_first_outcome_shows(context):
    shown = reviewing.levels_shown(context.suite, context.refused)
    first = context.refused.answer.words["risk_level"]
    check(shown, equal_to(dict.fromkeys(shown, first)), "the risk level that each place shows")


@then("the case names the reviewer, a natural person, the reason, the time, the first outcome and the new one")
def the_case_is_complete(context):
    found = reviewing.case(context.suite, context.case)
    first = context.refused.answer.words
    check(found["decided_by"], is_in(context.suite.profile.agreed(Privacy).reviewers), "who decided, a natural person")
    expected = has_entries(
        reason=reviewing.REASON,
        decided_at=not_none(),
        first_level=first["risk_level"],
        first_score=first["credit_score"],
        new_level=context.outcome,
    )
    check(found, expected, "the case")
    begun, offset = context.begun, context.suite.clock_offset("scoring_api")
    check_time(str(found["decided_at"]), begun, datetime.now(UTC), offset, "when the case was decided")


@when("{who} tries to decide the case")
def somebody_else_decides(context, who):
    context.answer = reviewing.decide(context.suite, context.case, "overturn_decision", who)


@when("a reviewer tries to overturn the decided case")
def decide_again(context):
    context.answer = reviewing.decide(context.suite, context.case, "overturn_decision")


@then("the platform says that the case is decided")
def the_case_is_decided(context):
    check(context.answer.refusal, equal_to("decided"), f"the refusal (status {context.answer.status})")
