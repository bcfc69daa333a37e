"""Every customer of a run is known to all of its processes, and to nobody else."""

from __future__ import annotations

import os
import stat
import time

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
