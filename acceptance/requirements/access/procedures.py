"""Procedures of the database that run with the rights of others, and where somebody may make such: by its catalogue.

Routines of extensions and of the server itself are left out, and so are those that are called by triggers alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from acceptance.outcome import Cause, NotAssessed
from acceptance.profile.audit import Audit
from acceptance.requirements.access.powers import administrators
from acceptance.suite import Suite

EVERYBODY = "everybody"
"""As whom `rights.running` names what each identity of the database may run."""
WITH_OTHERS_RIGHTS = """
select n.nspname || '.' || p.proname as place, r.rolname::text as who, o.rolname::text as owner,
       o.rolsuper as owned_by_mighty,
       exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                where a.grantee = 0 and a.privilege_type = 'EXECUTE') as open,
       not exists (select from unnest(p.proconfig) s where split_part(s, '=', 1) = 'search_path')
           and to_jsonb(p) ->> 'prosqlbody' is null as looks_anywhere
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles o on o.oid = p.proowner
 cross join pg_roles r
 where p.prosecdef and p.prokind in ('f', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
   and not exists (select from pg_depend d
                    where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
   and r.rolcanlogin and not r.rolsuper and not pg_has_role(r.oid, p.proowner, 'MEMBER')
   and has_function_privilege(r.oid, p.oid, 'EXECUTE') and has_schema_privilege(r.oid, n.oid, 'USAGE')
   and has_database_privilege(r.oid, current_database(), 'CONNECT')
 order by 1, 2
"""
"""Each routine with its owner's rights and each identity that can sign in and run it, who is not its owner."""
MAKING = """
with guarded as (
    select n.oid, n.nspname, n.nspowner from pg_namespace n
     where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
       and (n.nspname = 'public' or n.nspname = any(%(places)s)
            or exists (select from pg_proc p where p.pronamespace = n.oid and p.prosecdef
                        and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass
                                           and d.objid = p.oid and d.deptype = 'e')))
)
select r.rolname::text as who, g.nspname::text as place
  from pg_roles r cross join guarded g
 where r.rolcanlogin and not r.rolsuper and r.rolname <> current_user
   and has_schema_privilege(r.oid, g.oid, 'CREATE') and has_schema_privilege(r.oid, g.oid, 'USAGE')
   and has_database_privilege(r.oid, current_database(), 'CONNECT')
   and not pg_has_role(r.oid, g.nspowner, 'MEMBER')
   and not exists (select from pg_class c where c.relnamespace = g.oid and c.relkind in ('r', 'p')
                      and pg_has_role(r.oid, c.relowner, 'MEMBER'))
union all
select r.rolname::text, 'the database itself'
  from pg_roles r join pg_database d on d.datname = current_database()
 where r.rolcanlogin and not r.rolsuper and r.rolname <> current_user
   and has_database_privilege(r.oid, d.oid, 'CREATE') and has_database_privilege(r.oid, d.oid, 'CONNECT')
   and not pg_has_role(r.oid, d.datdba, 'MEMBER')
   and not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname !~ '^pg_' and c.relkind in ('r', 'p') and pg_has_role(r.oid, c.relowner, 'MEMBER'))
 order by 1, 2
"""
"""Who can sign in and make objects where the platform's own lie, and keeps no table there, as owners do."""
GUARDS = """
select distinct o.rolname::text as who, n.nspname || '.' || p.proname as place
  from pg_class c join pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal
  join pg_proc p on p.oid = t.tgfoid join pg_namespace n on n.oid = p.pronamespace
  join pg_roles o on o.oid = p.proowner
 where pg_get_userbyid(c.relowner) = any(%(owners)s) and o.rolcanlogin
 order by 1, 2
"""
"""Whoever can sign in and owns what guards a table of the audit log's owner: an owner may write it anew."""


def open_to_everybody(suite: Suite) -> list[str]:
    """Routines with the rights of others that everybody may run and nobody agreed on, in words.

    PostgreSQL lets everybody run a routine by default: a forgotten `revoke` opens what it does to each identity.
    """
    agreed = _agreed(suite).get(EVERYBODY, ())
    return sorted({str(row["place"]) for row in _held(suite) if row["open"] and row["place"] not in agreed})


def of_the_mighty(suite: Suite) -> list[str]:
    """Routines with the rights of whoever may do everything, which an identity of the profile may run, in words."""
    users = {one.user for one in suite.profile.agreed(Audit).identities.values()}
    agreed = _agreed(suite)
    return [
        _in_words(row["who"], row["place"])
        for row in _held(suite)
        if row["owned_by_mighty"] and row["who"] in users and row["place"] not in agreed.get(str(row["who"]), ())
    ]


def looking_anywhere(suite: Suite) -> list[str]:
    """Routines with the rights of others that look for tables where the caller says: in tables of the caller's own."""
    return sorted({str(row["place"]) for row in _held(suite) if row["looks_anywhere"]})


def running(suite: Suite) -> list[str]:
    """Who may run what with the rights of others, in words; administrators and owners are left out."""
    return sorted({_in_words(row["who"], row["place"]) for row in _held(suite)})


def agreed_running(suite: Suite) -> set[str]:
    """The agreed ones, in the words of `running`.

    Raises:
        NotAssessed: the profile does not say.
    """
    agreed = _agreed(suite)
    if not agreed:
        raise NotAssessed(
            "the profile's block rights does not say who may run which procedure with the rights of others (running)",
            Cause.BINDING,
        )
    known = {str(row["who"]) for row in _held(suite)}
    everywhere = {_in_words(who, place) for who in known for place in agreed.get(EVERYBODY, ())}
    return {_in_words(who, place) for who, places in agreed.items() for place in places} | everywhere


def examined(suite: Suite) -> int:
    """How many routines with the rights of others there are that somebody can run who is not their owner."""
    return len({row["place"] for row in _held(suite)})


def makers(suite: Suite) -> list[str]:
    """Who can make objects where the platform's own lie, in words; its administrators and owners are left out."""
    named = administrators(suite)
    written = suite.profile.rights.writing.values() if suite.profile.rights is not None else ()
    places = sorted({place.partition(".")[0] for tables in written for place in tables})
    rows = suite.platform.database.rows(MAKING, {"places": places})
    return [f"{row['who']} may make objects in {row['place']}" for row in rows if row["who"] not in named]


def owners_of_guards(suite: Suite) -> list[str]:
    """Who can sign in and write anew what guards the audit log, in words; its administrators are left out."""
    named = administrators(suite)
    owners = sorted({str(row["owner"]) for row in suite.platform.populations.read("owners_of_audit_log")})
    rows = suite.platform.database.rows(GUARDS, {"owners": owners})
    return [f"{row['who']} owns {row['place']}" for row in rows if row["who"] not in named]


def _held(suite: Suite) -> list[Mapping[str, Any]]:
    named = administrators(suite)
    return [row for row in suite.platform.database.rows(WITH_OTHERS_RIGHTS) if row["who"] not in named]


def _agreed(suite: Suite) -> Mapping[str, Iterable[str]]:
    rights = suite.profile.rights
    return rights.running if rights is not None else {}


def _in_words(who: Any, place: Any) -> str:
    return f"{who} may run {place}"
