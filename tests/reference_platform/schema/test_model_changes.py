"""The rules of a change on the real schema: three people, a reason, a ticket, one digest; history is written once."""

from typing import Any

import psycopg2
import pytest

DIGEST, OTHER = "a" * 64, "b" * 64
REASON = "fewer wrong refusals"
ASK = "select status, change_id from request_change('model', 'm', 'test', %s, %s, %s, %s, %s, %s, 'here')"
APPROVE = "select approve_change(%s, %s, '[]', %s, %s, 'here')"
DEPLOY = "select deploy_change(%s, %s, %s, %s, 'here')"
EMERGENCY = "select status, change_id from change_in_emergency('m', 'test', '2', %s, %s, %s, %s, 'here')"
REVIEW = "select review_change(%s, %s, %s, %s, 'here')"


class Changes:
    """The functions as the API calls them."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._tickets = 0

    def row(self, statement: str, *values: Any) -> Any:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone()

    def ticket(self, approved: bool = True) -> str:
        self._tickets += 1
        name = f"T-{self._tickets}"
        insert = "insert into change_tickets (ticket, summary, approved, registered_by) values (%s, 's', %s, 'm')"
        with self._connection.cursor() as cursor:
            cursor.execute(insert, (name, approved))
        return name

    def ask(self, version: str = "2", reason: str = REASON, ticket: str | None = None, person: str = "ann") -> Any:
        return self.row(ASK, version, DIGEST, reason, ticket or self.ticket(), f"{person}-1", person)

    def approve(self, change: int, person: str = "bob", digest: str = DIGEST) -> str:
        return str(self.row(APPROVE, change, digest, f"{person}-1", person)[0])

    def deploy(self, change: int, person: str = "cid", digest: str = DIGEST) -> str:
        return str(self.row(DEPLOY, change, digest, f"{person}-1", person)[0])

    def applied(self, version: str = "2") -> int:
        change = self.ask(version)[1]
        assert (self.approve(change), self.deploy(change)) == ("approved", "applied")
        return int(change)


@pytest.fixture
def changes(connect: Any) -> Changes:
    return Changes(connect("api"))


def test_what_the_change_applied_last_names_is_what_may_decide(changes: Changes) -> None:
    for version in ("2", "3", "2"):
        changes.applied(version)
    assert changes.row("select version, sha256 from authorised where subject = 'model'") == ("2", DIGEST)
    history = (
        "select array_agg(old_version || '-' || new_version || ' ' || route order by change_id) from model_changes"
    )
    assert changes.row(history)[0] == [None, "2-3 regular", "3-2 rollback"]


@pytest.mark.parametrize(
    "reason", ["", " " * 30, ".", "improvement", "x x x x x x x x", "--------------", "better better"]
)
def test_a_reason_that_says_nothing_is_none(changes: Changes, reason: str) -> None:
    assert changes.ask(reason=reason)[0] == "no_reason"


def test_a_ticket_has_to_be_approved_and_covers_one_change(changes: Changes) -> None:
    assert changes.ask(ticket="T-none")[0] == "no_ticket"
    assert changes.ask(ticket=changes.ticket(approved=False))[0] == "no_ticket"
    ticket = changes.ticket()
    assert changes.ask(ticket=ticket)[0] == "requested"
    assert changes.ask(ticket=ticket)[0] == "ticket_used"


def test_one_person_takes_one_part_whatever_the_account(changes: Changes) -> None:
    change = changes.ask(person="ann")[1]
    assert changes.approve(change, "ann") == "same_person"
    assert changes.approve(change, "bob") == "approved"
    assert [changes.deploy(change, person) for person in ("ann", "bob")] == ["same_person"] * 2
    assert changes.deploy(change, "cid") == "applied"


def test_every_step_is_about_the_same_digest(changes: Changes) -> None:
    change = changes.ask()[1]
    assert changes.approve(change, digest=OTHER) == "other_digest"
    assert changes.approve(change) == "approved"
    assert changes.deploy(change, digest=OTHER) == "other_digest"


def test_nothing_is_deployed_that_is_not_approved_and_nothing_twice(changes: Changes) -> None:
    change = changes.ask()[1]
    assert changes.deploy(change) == "not_approved"
    changes.approve(change)
    assert [changes.deploy(change), changes.deploy(change)] == ["applied", "not_approved"]
    assert [changes.approve(change), changes.approve(99), changes.deploy(99)] == ["not_open", "unknown", "unknown"]


def test_an_emergency_is_applied_at_once_and_reviewed_by_another_before_the_next(changes: Changes) -> None:
    status, change = changes.row(EMERGENCY, DIGEST, REASON, "cid-1", "cid")
    assert status == "applied"
    assert changes.row("select review_due - deployed_at < interval '25 hours' from model_changes")[0]
    assert changes.row(EMERGENCY, DIGEST, REASON, "cid-1", "cid")[0] == "review_owed"
    assert changes.row(REVIEW, change, REASON, "cid-2", "cid")[0] == "same_person"
    assert changes.row(REVIEW, change, ".", "bob-1", "bob")[0] == "no_reason"
    assert changes.row(REVIEW, change, REASON, "bob-1", "bob")[0] == "reviewed"
    assert changes.row(REVIEW, change, REASON, "bob-1", "bob")[0] == "no_review_owed"


def test_every_step_is_an_entry_of_the_audit_log(changes: Changes, connect: Any) -> None:
    changes.applied()
    told = "select array_agg(details ->> 'step' || ' ' || actor order by sequence) from audit.entries"
    superuser = Changes(connect("postgres"))
    assert superuser.row(f"{told} where event = 'model change'")[0] == [
        "request ann-1",
        "approval bob-1",
        "deployment cid-1",
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "update model_changes set reason = 'something else'",
        "update model_changes set approved_at = now() - interval '1 day'",
        "update model_changes set approved_by = null, approved_at = null",
        "delete from model_changes",
        "truncate model_changes",
        "update change_tickets set summary = 'another'",
        "update risk_bands set low = 700",
    ],
)
def test_history_is_written_once_even_for_its_owner(changes: Changes, connect: Any, statement: str) -> None:
    changes.applied()
    changes.row("insert into risk_bands (low, medium, high) values (675, 575, 475) returning version")
    owner = connect("postgres")
    with owner.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute(statement)


def test_what_is_found_outside_is_one_row_until_it_is_put_right(changes: Changes) -> None:
    changes.applied()
    found = "select record_outside('model', 'm', 'test', '9', null, 'the alias moved')"
    assert [changes.row(found)[0], changes.row(found)[0]] == [True, False]
    changes.row("select resolve_outside('the alias moved')")
    assert changes.row(found)[0] is True
    assert changes.row("select version from authorised where subject = 'model'")[0] == "2"
