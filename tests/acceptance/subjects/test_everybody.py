"""Every customer of a run is known to all of its processes, and to nobody else."""

from __future__ import annotations

import os
import stat
import time

import pytest

from acceptance.outcome import Inconclusive
from acceptance.subjects.customers import new_customer
from acceptance.subjects.everybody import KEPT_S, Everybody
from profiles import PRODUCT


def test_what_one_process_makes_another_one_knows_and_another_run_does_not(tmp_path):
    first, second = new_customer(PRODUCT), new_customer(PRODUCT)
    Everybody(tmp_path, "run-1").add(first)
    Everybody(tmp_path, "run-1").add(second)
    known = Everybody(tmp_path, "run-1").all()
    assert known == [(first.customer_id, first.word), (second.customer_id, second.word)]
    assert Everybody(tmp_path, "run-2").all() == []


def test_the_word_leads_from_name_and_address_to_the_customer():
    customer = new_customer(PRODUCT)
    assert customer.word in customer.name.lower()
    assert customer.word in customer.email
    assert len(customer.word) >= 12


def test_only_this_user_may_read_it_and_after_a_day_it_is_gone(tmp_path):
    Everybody(tmp_path, "old").add(new_customer(PRODUCT))
    path = tmp_path / "customers" / "old.jsonl"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    long_ago = time.time() - KEPT_S - 1
    os.utime(path, (long_ago, long_ago))
    Everybody(tmp_path, "new").add(new_customer(PRODUCT))
    assert not path.exists()
    assert len(Everybody(tmp_path, "new").all()) == 1


def test_a_customer_whose_writer_was_killed_was_never_told_to_the_platform(tmp_path):
    customer = new_customer(PRODUCT)
    Everybody(tmp_path, "run").add(customer)
    with (tmp_path / "customers" / "run.jsonl").open("a") as file:
        file.write('["1234')
    assert Everybody(tmp_path, "run").all() == [(customer.customer_id, customer.word)]


@pytest.mark.parametrize(
    "line", ["", "[]", '["a"]', '["a", 1]', "null", '{"a": "b"}', '["a", "b"]["c", "d"]', "[" * 9999]
)
def test_nobody_is_searched_for_where_not_everybody_is_known(tmp_path, line):
    Everybody(tmp_path, "run").add(new_customer(PRODUCT))
    with (tmp_path / "customers" / "run.jsonl").open("a") as file:
        file.write(line + "\n")
    with pytest.raises(Inconclusive, match="line 2 of the list of this run's customers"):
        Everybody(tmp_path, "run").all()
