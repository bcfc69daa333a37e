"""Who may write what at the database, asked of the server's own catalogue, and what was agreed of it."""

from __future__ import annotations

from acceptance.profile.rights import Rights
from acceptance.requirements.access.powers import administrators
from acceptance.suite import Suite

WRITING = """
select r.rolname::text as who, lower(what) as what, n.nspname || '.' || c.relname as place
  from pg_roles r cross join pg_class c join pg_namespace n on n.oid = c.relnamespace
 cross join unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) what
 where r.rolcanlogin and not r.rolsuper and c.relkind in ('r', 'p', 'v', 'm', 'f')
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
   and not (r.rolname = current_user and c.relowner = r.oid)
   and case when what in ('INSERT', 'UPDATE') then has_any_column_privilege(r.oid, c.oid, what)
            else has_table_privilege(r.oid, c.oid, what) end
 order by 1, 3, 2
"""
"""Whoever can sign in and may write a table or view, or a column of it; without what the suite itself made there."""


def writing(suite: Suite) -> list[str]:
    """Who may add, change or remove what at the database, in words; its administrators are left out."""
    named = administrators(suite)
    rows = suite.platform.database.rows(WRITING)
    return [_in_words(row["who"], row["what"], row["place"]) for row in rows if row["who"] not in named]


def agreed(suite: Suite) -> set[str]:
    """The agreed rights, in the words of `writing`.

    Raises:
        NotAssessed: the profile does not say.
    """
    users = suite.profile.agreed(Rights).writing
    return {_in_words(who, what, place) for who, places in users.items() for place in places for what in places[place]}


def _in_words(who: str, what: str, place: str) -> str:
    return f"{who} may {what} {place}"
