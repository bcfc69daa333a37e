"""Measurements are read at every replica and searched in every spelling."""

from __future__ import annotations

import base64
from contextlib import contextmanager
from types import SimpleNamespace as Some

import pytest

from acceptance.requirements.service import measurements
from acceptance.subjects.canaries import Canary

NAME, CARD = Canary("n", "name", "Zorbavexilumo"), Canary("c", "card number", "4000221234567899")


@pytest.mark.parametrize(
    "written",
    [NAME.value, NAME.value.upper(), base64.b64encode(NAME.value.encode()).decode()],
    ids=["as it is", "in capitals", "encoded"],
)
def test_a_detail_in_a_label_is_named_by_its_kind_and_line_and_not_by_itself(written):
    told = measurements.naming([f'up 1\nscore{{of="{written}"}} 1\n'], [NAME, CARD])
    assert told == ["name in line 2 of the measurements"]


def test_a_card_number_in_a_path_is_named():
    assert measurements.naming(['requests{path="/c/4000%202212%203456%207899"} 1'], [CARD])


def test_measurements_that_name_nobody_say_nothing():
    assert measurements.naming(["requests_total 17\nseconds_sum 4000.221234567", ""], [NAME, CARD]) == []


def test_one_replica_that_names_somebody_is_seen(monkeypatch):
    bodies = [b"up 1", f'up{{of="{NAME.value}"}} 1'.encode()]
    replicas = [Some(do=lambda _, body=body: Some(exchange=Some(body=body))) for body in bodies]

    @contextmanager
    def all_of_them(_suite):
        yield replicas

    monkeypatch.setattr(measurements, "connections_to_all", all_of_them)
    platform = Some(operations=Some(offers=lambda name: name == "read_measurements"))
    assert measurements.found_there(Some(platform=platform), [NAME]) == ["name in line 1 of the measurements"]


def test_where_nobody_says_how_measurements_are_read_none_are_searched():
    platform = Some(operations=Some(offers=lambda _: False))
    assert measurements.found_there(Some(platform=platform), [NAME]) == []


@pytest.mark.parametrize("line", ["requests_total 100017", 'sum{a="b"} 100017.5 1764500', '{"sum": 100017, "n": 3}'])
def test_a_short_number_that_was_measured_names_nobody(line):
    assert measurements.naming([line], [Canary("i", "identifier", "100017")]) == []


@pytest.mark.parametrize("line", ['requests{path="/customers/100017"} 3', '{"customers": ["100017"]}', "seen_100017 1"])
def test_a_short_number_in_a_label_names_somebody(line):
    assert measurements.naming([line], [Canary("i", "identifier", "100017")])
