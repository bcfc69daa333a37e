"""The gate decides from the thing itself: a request, a statement, a command; and from permission, hour and switch."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.outcome import NotAssessed
from acceptance.platform import pace, switch
from acceptance.platform.access import admit, require
from acceptance.platform.gate import (
    ORDER,
    READING_METHODS,
    elsewhere,
    functions_called,
    of_command,
    of_request,
    refusal,
    statement_fault,
)
from acceptance.profile.guard import Ceiling, Window, is_open
from acceptance.profile.permissions import Permissions

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


@given(st.sampled_from(ORDER), st.sampled_from(ORDER))
def test_what_takes_more_is_never_permitted_by_less(given_one, taken):
    told = refusal(Permissions(**{"read": False, given_one: True}), taken, "it", NOW)
    assert (told is None) == (taken == given_one or (given_one, taken) == ("write", "synthetic"))


@given(st.text(max_size=12))
def test_every_method_but_three_counts_as_a_change(method):
    assert (of_request(method, "https://x/", {}) == "read") == (method.upper() in READING_METHODS)


@pytest.mark.parametrize(
    ("method", "url", "headers"),
    [
        ("GET", "https://x/a", {"X-HTTP-Method-Override": "DELETE"}),
        ("GET", "https://x/a", {"x-http-method": b"put"}),
        ("GET", "https://x/a?_method=delete", {}),
        ("POST", "https://x/api/2.0/mlflow/runs/create;/api/2.0/mlflow/runs/search", {}),
        ("POST", "https://x/api/2.0/mlflow/runs/create?/api/2.0/mlflow/runs/search", {}),
        ("POST", "https://x/api/2.0/mlflow/runs/search/../create", {}),
        ("POST", "https://x/api/2.0/mlflow/runs/search", {"X-Method-Override": "DELETE"}),
        ("DELETE", "https://x/api/2.0/mlflow/runs/search", {}),
    ],
)
def test_a_change_in_disguise_is_a_change(method, url, headers):
    assert of_request(method, url, headers) == "synthetic"


def test_a_question_to_the_model_registry_by_post_is_a_question():
    assert of_request("POST", "https://x/mlflow/api/2.0/mlflow/runs/search", {}) == "read"


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("https://platform.example@other.example/x", {}),
        ("https://platform.example.other.example/x", {}),
        ("https://platform.example:4430/x", {}),
        ("http://platform.example/x", {}),
        ("https://user@platform.example/x", {}),
        ("https://platform.example/x", {"host": "other.example"}),
    ],
)
def test_a_request_that_leads_elsewhere_is_told(url, headers):
    assert elsewhere(url, "https://platform.example/api", headers) is not None


def test_a_request_that_leads_where_it_should_is_not():
    assert (
        elsewhere(
            "https://Platform.example:443/api/x?a=@b", "https://platform.example/api", {"Host": "platform.example"}
        )
        is None
    )


@pytest.mark.parametrize(
    "sql",
    [
        "select 1", "  SELECT 1;  ", "(select 1) union (select 2)", "with x as (select 1) select * from x", "table t",
        "values (1)", "show server_version", "explain select 1", "-- why\nselect 1", "/* why */ select 1",
        "set transaction snapshot '00000003-0000001B-1'", "set transaction snapshot %s",
        "set local row_security = off", "savepoint before_it",
        "copy (select a::text from t where ctid >= '(0,0)'::tid) to stdout (format binary)",
    ],
)  # fmt: skip
def test_a_question_is_taken_for_one(sql):
    assert statement_fault(sql) is None


@pytest.mark.parametrize(
    "sql",
    [
        "insert into t values (1)", "select 1; delete from t", "commit; insert into t values (1)", "", "-- select 1",
        "set transaction read write", "reset all", "begin", "/* select */ delete from t", "copy t from stdin",
        "copy (select 1) to program 'x'", "copy (select 1) to '/tmp/x'", "call p()", "do $$ begin end $$", "notify a",
        "copy (select 1) to program 'x' -- ) to stdout (format binary)", "prepare transaction 'x'", "lock table t",
        'select U&"\\0073et_config"(1)', "set local row_security = off, x", "selects", "vacuum",
        "/*/**/select 1*/drop x",
        "rollback to savepoint a b", "-- select\rdrop table t",
    ],
)  # fmt: skip
def test_what_is_no_question_is_not(sql):
    assert statement_fault(sql) is not None


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_text_with_a_semicolon_inside_is_never_one_statement(before, after):
    if after.strip():
        assert statement_fault(f"select {before};{after} x") is not None


@pytest.mark.parametrize(
    "sql",
    ["select set_config('a','b',false)", 'select "set_config"(1)', "select SET_CONFIG (1)", "select set_config/**/(1)"],
)
def test_a_function_is_seen_however_it_is_called(sql):
    assert "set_config" in functions_called(sql)


@pytest.mark.parametrize(
    ("words", "takes"),
    [
        (("GET", "a"), "read"), (("get", "a"), "read"), ((b"SCAN", 0), "read"), (("CLIENT LIST",), "read"),
        (("CLIENT", "KILL", "x"), "destroy"), (("SET", "a", "b"), "synthetic"), (("FLUSHALL",), "destroy"),
        (("ACL", "LOG"), "read"), (("ACL LOG", "RESET"), "destroy"), (("acl", "log", "reset"), "destroy"),
        (("EVAL", "x", 0), "destroy"), (("GETDEL", "a"), "destroy"), (("GETEX", "a"), "destroy"), ((), "destroy"),
        (("CONFIG", "GET", "x"), "read"), (("CONFIG", "SET", "x"), "destroy"), (("SORT", "a"), "destroy"),
        (("CONFIG SET", "x", "get"), "destroy"), (("XREADGROUP", "x"), "destroy"), (("SUBSCRIBE", "x"), "destroy"),
    ],
)  # fmt: skip
def test_a_command_takes_what_it_does(words, takes):
    assert of_command(words) == takes


NIGHT = Window(days=("monday",), begins="22:00", ends="04:00", timezone="Europe/Vienna")


@pytest.mark.parametrize(
    ("moment", "is_in"),
    [
        ("2026-11-30T21:30:00+00:00", True),
        ("2026-11-30T20:59:00+00:00", False),
        ("2026-12-01T02:59:00+00:00", True),
        ("2026-12-01T03:00:00+00:00", False),
        ("2026-11-30T02:00:00+00:00", False),
    ],
)
def test_a_window_over_midnight_belongs_to_the_day_it_begins(moment, is_in):
    assert is_open([NIGHT], datetime.fromisoformat(moment)) is is_in


def test_outside_its_windows_nothing_is_asked():
    told = refusal(Permissions(windows=(NIGHT,)), "read", "it", NOW)
    assert (
        told == "it was not done: it is outside the windows of permissions.windows (monday 22:00-04:00 Europe/Vienna)"
    )


def test_the_switch_stops_everything_until_it_is_released(monkeypatch, tmp_path):
    monkeypatch.setenv("ACCEPTANCE_STATE_DIR", str(tmp_path))
    file = switch.pull("too slow today")
    with pytest.raises(NotAssessed, match=f"the run was stopped \\({file} is there\\)"):
        require(Permissions(write=True), "read", "it")
    assert switch.release()
    require(Permissions(write=True), "read", "it")
    assert not switch.release()


def test_a_file_of_the_platforms_operators_stops_a_run_as_well(tmp_path):
    may = Permissions(stop_file=str(tmp_path / "stop"))
    require(may, "read", "it")
    (tmp_path / "stop").touch()
    with pytest.raises(NotAssessed, match="the run was stopped"):
        require(may, "read", "it")


def test_a_run_asks_no_more_than_its_ceiling_all_its_processes_together(tmp_path):
    ceiling = Ceiling(per_second=1000, per_run=30)
    several = [pace.Count(tmp_path / "questions") for _ in range(3)]
    taken = [one.taken(ceiling, 1, 0.0) for _ in range(20) for one in several]
    assert [one is not None for one in taken] == [True] * 30 + [False] * 30


def test_questions_come_no_faster_than_agreed():
    count, ceiling, clock, sent = pace.Count(), Ceiling(per_second=10, per_run=1000), 100.0, []
    for _ in range(200):
        clock += count.taken(ceiling, 1, clock)
        sent.append(clock)
    assert all(sum(start <= one < start + 1 for one in sent) <= 21 for start in sent)
    assert sent[-1] - sent[0] >= 18.8


def test_a_run_that_has_asked_all_it_may_says_so(monkeypatch):
    monkeypatch.setattr(pace, "_count", pace.Count())
    may = Permissions(ceiling=Ceiling(per_second=1000, per_run=2))
    for _ in range(2):
        admit(may, "read", "a question")
    with pytest.raises(NotAssessed, match="this run has put the 2 questions that"):
        admit(may, "read", "a question")


@pytest.mark.parametrize("content", [b"", b"short", bytes(17), pace._STATE.pack(1, float("nan"))])
def test_a_damaged_count_of_questions_never_begins_anew(tmp_path, content):
    count, ceiling = pace.Count(tmp_path / "questions"), Ceiling(per_second=1000, per_run=2)
    assert [count.taken(ceiling, 1, 0.0) is not None for _ in range(3)] == [True, True, False]
    (tmp_path / "questions").write_bytes(content)
    with pytest.raises(NotAssessed, match="how much this run has asked is not known any more"):
        count.taken(ceiling, 1, 0.0)
