"""Sentences that several features begin with."""

from behave import given
from hamcrest import equal_to

from acceptance.checks import check
from acceptance.requirements.service import flows
from acceptance.subjects.customers import Figures, varied_figures


@given("a fictitious customer with a recorded lawful basis for scoring")
def a_customer_with_a_basis(context):
    context.customer = context.suite.customer()


@given("a fictitious customer without a recorded lawful basis")
def a_customer_without_a_basis(context):
    context.customer = context.suite.customer(lawful_basis=False)


@given("two fictitious customers with the same figures and a recorded lawful basis for scoring")
def two_customers_with_the_same_figures(context):
    context.customers = [context.suite.customer(Figures()) for _ in range(2)]


@given("{count:d} more fictitious customers with a recorded lawful basis for scoring")
def more_customers(context, count):
    context.customers = [context.suite.customer(figures) for figures in varied_figures(count, seed=31)]
    check(len(context.customers), equal_to(count), "the customers were made")


@given("somebody waits for scoring results before anything is sent")
def somebody_waits_for_results(context):
    context.listener = flows.Listener(context.suite)
    context.add_cleanup(context.listener.close)
