"""Who comes to which right at the database, asked of the server's own catalogue: by whatever way, now or later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.database_reach import DatabaseReach
from acceptance.profile.audit import Audit
from acceptance.profile.services import Database
from acceptance.requirements.access.least_rights import SECRETS
from acceptance.subjects.canaries import CanaryKind
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

KINDS: Mapping[str, tuple[CanaryKind, ...]] = {SECRETS[0]: ("number",), SECRETS[1]: ("name", "e-mail")}
"""What a customer's own details are called in the features -> the details that are looked for."""
WAYS_TO_EVERYTHING = """
with recursive reached as (
    select oid as login, rolname as who, oid as role from pg_roles where rolcanlogin
    union select r.login, r.who, m.roleid from reached r join pg_auth_members m on m.member = r.role
)
select r.who::text as who, v.rolname::text as through
  from reached r join pg_roles v on v.oid = r.role
 where v.rolsuper or v.rolcreaterole or v.rolbypassrls or v.rolreplication
    or v.rolname in ('pg_execute_server_program', 'pg_write_server_files', 'pg_read_server_files',
                     'pg_write_all_data', 'pg_maintain', 'pg_create_subscription')
 order by 1, 2
"""
"""Whoever can sign in and comes, by themselves or as a member of a role, to what is everything in the end."""
SETTINGS = """
select coalesce(r.rolname::text, 'everybody') as who, coalesce(d.datname::text, 'every database') as place,
       split_part(s, '=', 1) as name, substr(s, strpos(s, '=') + 1) as value
  from pg_db_role_setting x left join pg_roles r on r.oid = x.setrole left join pg_database d on d.oid = x.setdatabase
 cross join unnest(x.setconfig) s
 union all select 'everybody', 'the server', name, setting from pg_settings
"""
SLEEPING: Mapping[str, Callable[[str], bool]] = {
    "session_replication_role": lambda value: value != "origin",
    "event_triggers": lambda value: value in ("off", "false", "0", "no"),
    "lo_compat_privileges": lambda value: value in ("on", "true", "1", "yes"),
    "allow_system_table_mods": lambda value: value in ("on", "true", "1", "yes"),
    "role": lambda value: value.strip('"') != "none",
}
"""Settings that put protections to sleep, or sessions into another role -> whether a value does."""
MAY_SET = """
select rolname::text as who, name
  from pg_roles cross join unnest(array['session_replication_role', 'lo_compat_privileges']) name
 where rolcanlogin and not rolsuper and has_parameter_privilege(oid, name, 'SET')
"""
OPEN_LATER = """
select o.rolname::text as owner, case a.grantee when 0 then 'everybody' else a.grantee::regrole::text end as who,
       a.privilege_type as what, d.defaclobjtype::text as kind
  from pg_default_acl d join pg_roles o on o.oid = d.defaclrole cross join aclexplode(d.defaclacl) a
 where a.grantee <> d.defaclrole and d.defaclobjtype in ('r', 'n')
"""
"""What somebody else may do with tables and schemas that an owner makes from now on."""


def administrators(suite: Suite) -> set[str]:
    """Who may do everything at the database.

    Raises:
        NotAssessed: the profile does not say.
    """
    named = suite.profile.agreed(Audit).administrators
    if not named:
        raise NotAssessed("the profile's block audit does not name the database's administrators", Cause.BINDING)
    return set(named)


def ways_to_everything(suite: Suite) -> list[str]:
    """Who can sign in and comes to every right, and as a member of what, in words; the named ones are left out."""
    named = administrators(suite)
    rows = suite.platform.database.rows(WAYS_TO_EVERYTHING)
    if not {row["who"] for row in rows} & named:
        inconclusive(f"the server's catalogue shows no right of {', '.join(sorted(named))}", Cause.BINDING)
    return [f"{row['who']}, as {row['through']}" for row in rows if row["who"] not in named]


def asleep(suite: Suite) -> list[str]:
    """Settings that put protections to sleep, and who may set one so, in words."""
    database, named = suite.platform.database, administrators(suite)
    found = [
        f"{row['name']} = {row['value']} for {row['who']} in {row['place']}"
        for row in database.rows(SETTINGS)
        if row["name"] in SLEEPING and SLEEPING[row["name"]](str(row["value"])) and row["who"] not in named
    ]
    if int(database.version().split(".", 1)[0]) < PARAMETERS_SINCE:
        return found
    return found + [f"{row['who']} may set {row['name']}" for row in database.rows(MAY_SET) if row["who"] not in named]


PARAMETERS_SINCE = 15
"""The version of PostgreSQL in which setting a parameter became a right."""


def open_later(suite: Suite) -> list[str]:
    """What others may do with tables that an owner of the audit log makes later, or everybody with any, in words."""
    owners = {str(row["owner"]) for row in suite.platform.populations.read("owners_of_audit_log")}
    return [
        f"{row['who']} may {row['what']} what {row['owner']} makes"
        for row in suite.platform.database.rows(OPEN_LATER)
        if row["who"] == "everybody" or row["owner"] in owners
    ]


@dataclass(frozen=True)
class Reached:
    """How much an identity was let look at or call, and where it was told or let do what it must not."""

    who: str
    looked_at: int
    found: tuple[str, ...]

    @property
    def told(self) -> str:
        """`nothing`, or where."""
        return f"{self.who}: {', '.join(self.found)}" if self.found else "nothing"


def tells_of(suite: Suite, customer: Customer, what: str) -> list[Reached]:
    """Where in the database each identity without business with something is told it of a customer.

    Raises:
        NotAssessed: the profile does not say who has no business with it.
    """
    secret = suite.profile.agreed(Audit).secrets.get(what)
    if secret is None or what not in KINDS:
        lacking = f"the profile's block audit.secrets does not say who has no business with {what}"
        raise NotAssessed(lacking, Cause.BINDING)
    known = customer.details()
    wanted, handed = [value for kind, value in known.items() if kind in KINDS[what]], [*known.values()]
    others = [who for who in suite.profile.agreed(Audit).identities if who not in secret.not_for]
    if not any(_reach(suite, who).reads(wanted, handed)[1] for who in others):
        inconclusive(f"nobody with business with {what} finds them either, so nothing was shown", Cause.BINDING)
    return [Reached(who, *_as_tuple(_reach(suite, who).reads(wanted, handed))) for who in secret.not_for]


def run_what_they_are_handed(suite: Suite) -> list[Reached]:
    """For each identity of the profile the procedures that run a statement which it hands to them."""
    identities = suite.profile.agreed(Audit).identities
    return [Reached(who, *_as_tuple(_reach(suite, who).runs_what_it_is_handed())) for who in identities]


def _as_tuple(reached: tuple[int, list[str]]) -> tuple[int, tuple[str, ...]]:
    return reached[0], tuple(reached[1])


def _reach(suite: Suite, who: str) -> DatabaseReach:
    identity = suite.profile.agreed(Audit).identities[who]
    return DatabaseReach(suite.profile.service(Database), identity, suite.profile.permissions)
