"""The schema applies once, belongs to nobody who can log in, and gives each role what it needs and no more."""

from collections.abc import Callable

import psycopg2
import pytest
from psycopg2.errors import InsufficientPrivilege

from reference_platform import schema
from reference_platform.schema import ChangedMigration, apply, migrations

REFUSED = [
    ("api", "delete from scoring_results"),
    ("api", "update scoring_results set credit_score = 850"),
    ("api", "truncate scoring_results"),
    ("api", "delete from lawful_basis"),
    ("api", "delete from model_changes"),
    ("api", "update model_changes set reason = 'x'"),
    ("api", "select key from pseudonym_key"),
    ("api", "select pseudonym('c1')"),
    ("api", "create table mine (x int)"),
    ("api", "update customer_features set income = 1"),
    ("pipeline", "insert into scoring_results default values"),
    ("pipeline", "select credit_score from scoring_results"),
    ("pipeline", "delete from customer_features"),
    ("pipeline", "delete from processed_records"),
    ("pipeline", "select * from erase_customer('c1', 'me', 'request')"),
    ("pipeline", "select * from training_rows()"),
    ("pipeline", "insert into erasures default values"),
    ("api", "select customer_id from erasures"),
    ("trainer", "select * from loan_outcomes"),
    ("trainer", "select * from training_members"),
    ("pipeline", "select * from model_changes"),
    ("trainer", "select * from customer_features"),
    ("analyst", "select customer_id from scoring_results"),
    ("analyst", "select * from customer_features"),
    ("dba", "select * from customer_features"),
    ("acceptance", "insert into lawful_basis default values"),
    ("acceptance", "select key from pseudonym_key"),
]


def test_applying_again_changes_nothing(connect: Callable) -> None:
    superuser = connect("postgres")
    superuser.autocommit = False
    assert apply(superuser) == []


def test_an_applied_migration_that_was_edited_is_an_error(connect: Callable, monkeypatch, tmp_path) -> None:
    edited = tmp_path / migrations()[0].name
    edited.write_text("select 1")
    monkeypatch.setattr(schema, "migrations", lambda: [edited])
    superuser = connect("postgres")
    superuser.autocommit = False
    with pytest.raises(ChangedMigration, match="001_foundation"):
        apply(superuser)


def test_every_table_and_function_belongs_to_the_owner_who_cannot_log_in(connect: Callable) -> None:
    with connect("postgres").cursor() as cursor:
        cursor.execute(
            "select tablename from pg_tables where schemaname = 'public'"
            " and tableowner <> 'scoring_owner' and tablename <> 'schema_migrations'"
        )
        assert cursor.fetchall() == []
        cursor.execute("select rolcanlogin from pg_roles where rolname = 'scoring_owner'")
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize(("role", "statement"), REFUSED)
def test_what_a_role_does_not_need_is_refused(connect: Callable, role: str, statement: str) -> None:
    with connect(role).cursor() as cursor, pytest.raises(InsufficientPrivilege):
        cursor.execute(statement)


def test_an_auditor_and_the_acceptance_suite_can_read_the_records(connect: Callable) -> None:
    for role, tables in {
        "auditor": ("lawful_basis", "scoring_results", "model_changes", "training_runs", "erased_customers"),
        "acceptance": ("customer_features", "processed_records", "notification_outbox", "schema_migrations"),
    }.items():
        with connect(role).cursor() as cursor:
            for table in tables:
                cursor.execute(f"select count(*) from {table}")


def test_values_outside_their_range_cannot_be_stored(connect: Callable) -> None:
    with connect("pipeline").cursor() as cursor, pytest.raises(psycopg2.errors.CheckViolation):
        cursor.execute(
            "insert into customer_features (customer_id, age, income, debt_ratio, employment_years, bureau_score,"
            " bureau_origin, event_time) values ('c1', 17, 1, 0, 0, 600, 'provided', now())"
        )
