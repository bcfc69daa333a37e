"""Which calls take a customer, and that none of them leaves a hold or an erasure behind."""

from __future__ import annotations

from types import SimpleNamespace

from acceptance.profile.bindings import Integration, Operation
from acceptance.requirements.customers import refused
from acceptance.subjects.customers import new_customer
from profiles import PRODUCT

CUSTOMER = new_customer(PRODUCT)


def call(method, path, service="scoring_api", **more):
    needs = "read" if method == "GET" else "synthetic"
    return Operation(service=service, identity="clerk", method=method, path=path, needs=needs, **more)


OPERATIONS = {
    "read_figures": call("GET", "/customers/{customer_id}"),
    "correct_income": call("PATCH", "/customers/{customer_id}", body={"income": "{income}"}),
    "contest_decision": call("POST", "/results/{request_id}/contests", body={"statement": "{statement}"}),
    "set_legal_hold": call("PUT", "/customers/{customer_id}/hold", body={"reason": "{reason}"}),
    "remove_customer": call("DELETE", "/customers/{customer_id}"),
    "run_retention": call("POST", "/purges"),
    "crm_seed": call("PUT", "/{customer_id}", service="crm"),
}


class Platform:
    def __init__(self):
        crm = Integration(title="customer system", probe="crm_seed", seed="crm_seed")
        self.profile = SimpleNamespace(operations=OPERATIONS, integrations={"crm": crm})
        self.platform = self.operations = self
        self.asked: list[tuple[str, dict[str, object]]] = []

    def possible(self, _name):
        return None

    def try_(self, name, /, **words):
        self.asked.append((name, words))
        return SimpleNamespace(operation=name, succeeded=False)


def test_calls_of_parties_outside_and_calls_without_a_customer_are_left_out():
    assert set(refused.taking_a_customer(Platform())) == set(OPERATIONS) - {"run_retention", "crm_seed"}


def test_whoever_has_no_right_tries_every_call_as_nobody_and_with_a_wrong_token():
    platform = Platform()
    answers = refused.without_a_right(platform, CUSTOMER)
    assert len(answers) == len(platform.asked) == 10
    assert {words.get("identity", words.get("token")) for _, words in platform.asked} == {"", refused.WRONG_TOKEN}
    assert all(CUSTOMER.customer_id in words.values() for _, words in platform.asked)


def test_a_call_that_could_make_something_of_an_odd_number_is_not_made_by_whoever_may():
    platform = Platform()
    refused.with_odd_numbers(platform, CUSTOMER)
    refused.with_mistakes(platform, CUSTOMER)
    assert {name for name, _ in platform.asked} == {"read_figures", "correct_income", "contest_decision"}
    odd = [words for name, words in platform.asked if name == "read_figures"]
    assert [words["customer_id"] for words in odd] == [CUSTOMER.email, CUSTOMER.name]


def test_a_mistake_stands_in_one_field_and_the_customer_is_a_real_one():
    platform = Platform()
    refused.with_mistakes(platform, CUSTOMER)
    ((name, words),) = platform.asked
    assert (name, words["customer_id"]) == ("correct_income", CUSTOMER.customer_id)
    assert words["income"] == [CUSTOMER.name, CUSTOMER.email]
