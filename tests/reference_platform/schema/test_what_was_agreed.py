"""The schema gives nobody a right to write beyond those that `platforms/reference.yaml` says were agreed."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from psycopg2.extensions import connection as Connection
from psycopg2.extras import RealDictCursor

from acceptance.profile.audit import Audit
from acceptance.profile.rights import Rights
from acceptance.requirements.access import rights

Connect = Callable[[str], Connection]
REFERENCE = yaml.safe_load(Path("platforms/reference.yaml").read_text())


def suite(connect: Connect) -> Any:
    """What asks this database as the suite's own user."""

    def rows(sql: str) -> list[dict[str, Any]]:
        with connect("acceptance").cursor(cursor_factory=RealDictCursor) as cursor:
            cursor.execute(sql)
            return [dict(row) for row in cursor.fetchall()]

    agreements = {Audit: SimpleNamespace(administrators=["postgres"]), Rights: Rights(**REFERENCE["rights"])}
    return SimpleNamespace(
        platform=SimpleNamespace(database=SimpleNamespace(rows=rows)),
        profile=SimpleNamespace(agreed=agreements.__getitem__),
    )


def test_each_agreed_right_is_held_and_no_other(connect: Connect) -> None:
    assert set(rights.writing(suite(connect))) == rights.agreed(suite(connect))


@pytest.mark.parametrize(
    ("grant", "told"),
    [
        ("grant delete on notification_outbox to api", "api may delete public.notification_outbox"),
        ("grant insert (amount) on loan_outcomes to auditor", "auditor may insert public.loan_outcomes"),
        ("grant update on change_tickets to public", "analyst may update public.change_tickets"),
        (
            "create role helpers; grant truncate on contests to helpers; grant helpers to dba",
            "dba may truncate public.contests",
        ),
    ],
)
def test_a_right_that_nobody_agreed_on_is_told_by_whatever_way_it_was_given(
    connect: Connect, grant: str, told: str
) -> None:
    with connect("postgres").cursor() as cursor:
        cursor.execute(grant)
    found = suite(connect)
    beyond = set(rights.writing(found)) - rights.agreed(found)
    assert told in beyond
    assert {one.split(" may ")[1] for one in beyond} == {told.split(" may ")[1]}


@pytest.mark.parametrize("attempt", REFERENCE["model_changes"]["kept"])
def test_even_the_owner_is_refused_what_the_profile_says(connect: Connect, attempt: str) -> None:
    sql = REFERENCE["model_changes"]["kept"][attempt]["sql"]
    with connect("postgres").cursor() as cursor:
        cursor.execute("insert into change_tickets values ('CHG-1', 'a new model', true, 'ana')")
        cursor.execute("insert into risk_bands (low, medium, high) values (700, 600, 500)")
        cursor.execute(
            "insert into model_changes (subject, model_name, environment, route, state, requested_by, requested_kind,"
            " requested_person, requested_from, reason, ticket)"
            " values ('model', 'm', 'e', 'regular', 'refused', 'ana', 'person', 'ana', 'here', 'because', 'CHG-1')"
            " returning change_id"
        )
        [(number,)] = cursor.fetchall()
        with pytest.raises(Exception, match="written once"):
            cursor.execute(sql, {"change_id": number})
