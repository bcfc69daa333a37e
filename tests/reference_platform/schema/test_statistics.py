"""No copy of a customer's data hides in the planner's statistics."""

from __future__ import annotations

from collections.abc import Callable

from psycopg2.extensions import connection as Connection

SAMPLED = """
select c.relname, a.attname
  from pg_class c join pg_attribute a on a.attrelid = c.oid
 where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
   and a.attstattarget is distinct from 0
   and exists (select from pg_attribute b where b.attrelid = c.oid and b.attname = 'customer_id')
"""


def test_no_table_about_customers_is_sampled(connect: Callable[[str], Connection]) -> None:
    with connect("postgres").cursor() as cursor:
        cursor.execute(SAMPLED)
        assert cursor.fetchall() == []


def test_a_table_of_decoys_belongs_to_the_suite_alone(connect: Callable[[str], Connection]) -> None:
    with connect("acceptance").cursor() as cursor:
        cursor.execute("create table acceptance_decoys.decoys (decoy text)")
        cursor.execute("select has_schema_privilege('api', 'acceptance_decoys', 'usage')")
        assert cursor.fetchone() == (False,)
