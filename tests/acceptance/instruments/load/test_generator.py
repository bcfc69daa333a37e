"""Whole loads against small servers: counts are exact, times are the schedule's, every way to fail has a word."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import replace

import psutil
import pytest

from acceptance.instruments.load.plan import Plan
from acceptance.instruments.load.result import GOOD, LoadResult
from acceptance.instruments.load.run import direct, run
from acceptance.instruments.load.table import figures, progress, table
from acceptance.instruments.load.traffic import WRONG_CONTENT, Request, Rule, Traffic
from acceptance.instruments.load.workload import Closed, Limits, Open, Stage
from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.platform import pace
from acceptance.profile.guard import Ceiling
from acceptance.profile.permissions import Load, Permissions
from benchmarks.scheduled_server import truth_s

OK = b'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{"ok":true}'


def request(port, path="/", *, timeout_s=5.0, rules=(), scheme="http", host="127.0.0.1", operation="ask"):
    url = f"{scheme}://{host}:{port}{path}"
    return Request(operation, "GET", url, {}, "", (200,), rules, None, timeout_s)


def plan(workload, *requests, ceiling_per_s=10_000, workers=1):
    traffic = Traffic(requests)
    return Plan(workload, traffic, ceiling_per_s, tuple(traffic.hosts()), workers)


@contextmanager
def answering(answer):
    """A server that calls `answer(connection, number)` for each request; gives its port and the counts."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    seen = Counter()
    lock = threading.Lock()

    def serve(connection):
        with connection:
            rest = b""
            while True:
                try:
                    data = connection.recv(65536)
                except OSError:
                    return
                if not data:
                    return
                if not data.startswith(b"GET "):
                    return
                rest += data
                while b"\r\n\r\n" in rest:
                    head, rest = rest.split(b"\r\n\r\n", 1)
                    with lock:
                        number = sum(seen.values())
                        seen[head.split(b" ")[1].decode()] += 1
                    try:
                        answer(connection, number)
                    except OSError:
                        return

    def accept():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1], seen
    finally:
        listener.close()


def test_every_arrival_is_sent_once_and_in_turn_by_one_process_or_two():
    for workers in (1, 2):
        with answering(lambda connection, _: connection.sendall(OK)) as (port, seen):
            load = Open.steady(40, 2)
            told = []
            result = run(plan(load, *[request(port, f"/{n}") for n in range(80)], workers=workers), told.append)
            assert dict(seen) == {f"/{n}": 1 for n in range(80)}
            assert (result.sent, result.intended, result.outcomes()) == (80, 80, {GOOD: 80})
            assert sum(second.started for second in result.series) == 80
            assert all(isinstance(one, LoadResult) for one in told)
            assert "80" in table(result)
            assert figures(result)["success_rate"] == 1
            assert "sent/s" in progress(result)


def test_users_wait_think_and_ask_again():
    with answering(lambda connection, _: (time.sleep(0.02), connection.sendall(OK))) as (port, _):
        result = run(plan(Closed(6, 2, 1, 0.1, 0.2, ramp_stages=2), request(port)))
    assert result.outcomes().keys() == {GOOD}
    assert 30 < result.good < 140  # 6 users, at most one request in 0.12 s each
    assert result.intended is None
    assert [stage.name for stage in result.stages] == ["up to 3 users", "up to 6 users", "6 users"]
    assert result.of_stage(0).total < result.of_stage(2).total


def test_times_are_those_of_the_schedule_and_a_stall_is_seen_by_everybody_who_waits():
    command = [sys.executable, "-m", "benchmarks.scheduled_server", "--stall-every", "4", "--stall", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            port = int(server.stdout.readline())
            result = run(plan(Open.steady(100, 4), *[request(port, f"/{n}") for n in range(400)]))
        finally:
            server.kill()
    truth = truth_s(100, 4, 4, 1)
    assert (result.sent, result.good) == (400, 400)
    late_s = result.check.lag_p99_s + 0.05
    for q in (0.5, 0.9, 0.95, 0.99):
        exact = truth[int(q * 400) - 1]
        assert exact * 0.97 - 0.005 <= result.quantile(q) <= exact * 1.05 + late_s
    assert result.quantile(0.95) > 0.6  # a generator that waits for answers would see 50 ms
    assert 0.1 <= max(pause.seconds for pause in result.pauses) <= 1.3 + late_s  # without the generator's own


def test_arrivals_are_not_slowed_by_a_target_that_never_answers():
    with answering(lambda connection, _: None) as (port, seen):
        result = run(plan(Open.steady(50, 2), request(port, timeout_s=1)))
    assert result.outcomes() == {"no answer in time": 100}
    assert (sum(seen.values()), result.sent) == (100, 100)
    assert any("not one of 100 requests was answered" in doubt for doubt in result.doubts())
    assert result.quantile_of_all(0.5) == float("inf")


def half(connection, _):
    connection.sendall(OK[:-5])
    connection.shutdown(socket.SHUT_RDWR)


def refusing(connection, _):
    connection.sendall(b"HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n")


def wrong(connection, _):
    connection.sendall(OK.replace(b"true", b"null"))


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (half, "cut off"),
        (refusing, "status 503"),
        (wrong, WRONG_CONTENT),
        (lambda connection, _: connection.sendall(OK.replace(b'{"ok"', b"{{{{{")), WRONG_CONTENT),
    ],
)
def test_an_answer_is_good_only_when_it_is_whole_and_right(answer, outcome):
    with answering(answer) as (port, _):
        result = run(plan(Open.steady(20, 1), request(port, rules=(("ok", Rule(allowed=(True,))),))))
    assert result.outcomes() == {outcome: 20}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_target_that_is_not_there_a_name_that_is_not_known_and_a_server_without_encryption_are_told_apart():
    with answering(lambda connection, _: connection.sendall(OK)) as (port, _):
        asked = [
            request(free_port(), operation="nobody"),
            request(80, host="no-such-name.invalid", operation="unknown"),
            request(port, scheme="https", operation="plain"),
        ]
        result = run(plan(Open.steady(6, 1), *asked))
    assert result.of_operation("nobody").outcomes() == {"no connection": 2}
    assert result.of_operation("unknown").outcomes() == {"name not resolved": 2}
    assert result.of_operation("plain").outcomes() == {"encryption failed": 2}


def test_a_load_stops_after_the_stage_that_breaks_and_says_which():
    def slow_from_30(connection, number):
        time.sleep(0.3 if number >= 30 else 0)
        connection.sendall(OK)

    with answering(slow_from_30) as (port, _):
        load = Open((Stage(30, 1), Stage(60, 1), Stage(90, 1)), until=Limits(0.2))
        result = run(plan(load, request(port)))
    assert (result.broken_stage, result.sent, result.intended, len(result.stages)) == (1, 90, 90, 2)


@pytest.mark.parametrize("workload", [Open.steady(11, 1), Open((Stage(1, 1), Stage(10.5, 1)))])
def test_more_than_the_ceiling_is_refused_before_anything_is_sent(workload):
    with answering(lambda connection, _: connection.sendall(OK)) as (port, seen):
        with pytest.raises(NotAssessed, match="this profile allows 10"):
            run(plan(workload, request(port), ceiling_per_s=10))
        assert not seen


def test_another_host_than_the_profile_allows_is_refused_by_the_generator_itself():
    with answering(lambda connection, _: connection.sendall(OK)) as (port, seen):
        foreign = Plan(Open.steady(5, 1), Traffic((request(port),)), 100, ("elsewhere:443",))
        with pytest.raises(NotAssessed, match=f"127.0.0.1:{port}"):
            run(foreign)
        assert not seen


def test_users_are_held_at_the_ceiling_and_the_figures_are_doubted():
    with answering(lambda connection, _: connection.sendall(OK)) as (port, seen):
        result = run(plan(Closed(10, 2, 0, 0, 0.01), request(port), ceiling_per_s=20))
        assert sum(seen.values()) <= 20 * 2 + 20
    assert any("ceiling" in doubt for doubt in result.doubts())


def permitting(some, **permissions):
    return replace(some, permissions=Permissions(load=Load(max_requests_per_s=10_000), **permissions))


@pytest.fixture
def counted(monkeypatch):
    """A run of its own, that has put no question yet."""
    monkeypatch.setattr(pace, "_count", pace.Count())
    return Ceiling(per_second=10_000, per_run=100)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("load", [Open.steady(30, 2), Closed(6, 2, 0, 0.2, 0.3)], ids=["arrivals", "users"])
def test_every_request_of_a_load_counts_among_the_questions_of_the_run(counted, load, workers):
    with answering(lambda connection, _: connection.sendall(OK)) as (port, seen):
        some = permitting(plan(load, request(port), workers=workers), ceiling=counted)
        sent = run(some).sent
        assert sum(seen.values()) == sent > 20
        pace.take(counted, "as many questions as are left", 100 - sent)
        with pytest.raises(NotAssessed, match="one more was not done: this run has put the 100 questions"):
            pace.take(counted, "one more")
        assert sum(seen.values()) == sent


DEAF_AT_FIRST = """
import sys

import locust.runners
from acceptance.instruments.load import generator

hears = locust.runners.WorkerRunner.handle_message
missed = []

def misses_the_first_plan(runner, message):
    if message.type == "plan" and not missed:
        missed.append(message)
    else:
        hears(runner, message)

locust.runners.WorkerRunner.handle_message = misses_the_first_plan
generator.main(["worker", "127.0.0.1", sys.argv[1]])
"""


def test_a_worker_that_did_not_hear_the_plan_is_told_again():
    with answering(lambda connection, _: connection.sendall(OK)) as (port, seen):
        with socket.create_server(("127.0.0.1", 0)) as free:
            masters = free.getsockname()[1]
        worker = subprocess.Popen([sys.executable, "-c", DEAF_AT_FIRST, str(masters)], stdin=subprocess.PIPE)
        try:
            result = direct(plan(Open.steady(30, 1), request(port)), masters)
        finally:
            worker.kill()
            worker.wait()
    assert result.check.lost == ()
    assert result.sent == sum(seen.values()) == 30


def test_a_load_for_which_too_few_questions_are_left_is_not_begun(counted):
    pace.take(counted, "some questions", 41)
    with answering(lambda connection, _: connection.sendall(OK)) as (port, seen):
        some = permitting(plan(Open.steady(60, 1), request(port)), ceiling=counted)
        with pytest.raises(NotAssessed, match="the load of 60 requests was not done"):
            run(some)
        assert not seen


def test_a_load_ends_when_somebody_stops_the_run(tmp_path):
    stop = tmp_path / "stop"
    with answering(lambda connection, _: connection.sendall(OK)) as (port, seen):
        some = permitting(plan(Open.steady(20, 30), request(port)), stop_file=str(stop))
        with pytest.raises(NotAssessed, match="the rest of the load was not done: the run was stopped"):
            run(some, lambda _: stop.touch())
        assert 0 < sum(seen.values()) < 300
        with pytest.raises(NotAssessed, match="the load was not done: the run was stopped"):
            run(some)


def generators(*role):
    """The processes that generate a load for this one; with a role, only those that have it."""
    found = []
    for one in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if {"acceptance.instruments.load.generator", *role} <= set(one.cmdline()):
                found.append(one)
    return found


def test_what_a_generator_saw_before_it_was_killed_is_kept_and_doubted():
    with answering(lambda connection, _: connection.sendall(OK)) as (port, _):
        result = run(plan(Open.steady(20, 60), request(port)), lambda _: [one.kill() for one in generators()])
    assert 0 < result.good < 1200
    assert result.check.lost == ("generator",)
    assert "generator" in result.doubts()[0]


def test_a_worker_that_is_killed_on_the_way_is_named_and_the_rest_is_kept():
    def kill_one(_):
        workers = generators("worker")
        if len(workers) == 2:
            workers[1].kill()

    with answering(lambda connection, _: connection.sendall(OK)) as (port, _):
        result = run(plan(Open.steady(40, 5), request(port), workers=2), kill_one)
    assert 100 <= result.good < 200
    assert len(result.check.lost) == 1
    assert "ended before the load did" in result.doubts()[0]


def test_a_worker_that_stood_still_for_a_while_is_waited_for():
    halted = []

    def halt_one(_):
        if not halted:
            halted.append(generators("worker")[0])
            halted[0].suspend()
            threading.Timer(6, halted[0].resume).start()

    with answering(lambda connection, _: connection.sendall(OK)) as (port, _):
        result = run(plan(Open.steady(40, 5), request(port, timeout_s=20), workers=2), halt_one)
    assert result.good == 200
    assert not result.check.lost
    assert result.check.stalled_s > 5
    assert result.doubts()


def test_a_generator_that_cannot_even_start_says_why(monkeypatch):
    monkeypatch.setenv("PYTHONSTARTUP", "")
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(Inconclusive, match="ended before it told anything"):
        run(plan(Open.steady(5, 1), request(1)))


def test_a_result_survives_json():
    with answering(lambda connection, _: connection.sendall(OK)) as (port, _):
        result = run(plan(Open.steady(20, 1), request(port)))
    again = LoadResult.from_record(json.loads(json.dumps(result.to_record())))
    assert figures(again) == figures(result)


def test_a_load_ends_when_the_run_that_started_it_is_killed():
    with answering(lambda connection, _: connection.sendall(OK)) as (port, seen):
        script = (
            "from acceptance.instruments.load.plan import Plan; from acceptance.instruments.load.run import run\n"
            "from acceptance.instruments.load.traffic import Request, Traffic\n"
            "from acceptance.instruments.load.workload import Open\n"
            f"one = Request('ask', 'GET', 'http://127.0.0.1:{port}/', {{}}, '', (200,))\n"
            f"run(Plan(Open.steady(20, 120), Traffic((one,)), 100, ('127.0.0.1:{port}',)))\n"
        )
        with subprocess.Popen([sys.executable, "-c", script]) as process:
            try:
                wait_until(lambda: seen, "the load has begun")
                generator = next(iter(generators()))
            finally:
                process.kill()
        wait_until(lambda: not generator.is_running() or generator.status() == psutil.STATUS_ZOMBIE, "it has ended")


def wait_until(holds, what, within_s=60):
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)
