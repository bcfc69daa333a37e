-- Who did what, when, from where, with which outcome: a log that only grows.
-- `audit_owner` owns it, cannot log in and has no members, so nobody who can is able to grant, alter or drop here.
-- audit.record is the only way in. It runs inside the caller's transaction: a change and its entry commit together.
-- audit.read_entries is the only way out: there is no reading without an entry about it.
create schema audit authorization audit_owner;
grant usage on schema audit to api, pipeline, archivist, auditor, acceptance;
-- An entry names a customer by this, which reads the pseudonyms' key.
grant usage on schema public to audit_owner;
grant execute on function pseudonym(text) to audit_owner;
set local role audit_owner;
alter default privileges for role audit_owner revoke execute on functions from public;

create table audit.entries (
    sequence        bigint primary key,
    recorded_at     timestamptz not null,
    actor           text not null check (actor <> ''),
    actor_kind      text not null check (actor_kind in ('person', 'service', 'unknown')),
    event           text not null check (event <> ''),
    outcome         text not null check (outcome in ('success', 'failure', 'refused')),
    origin          text not null check (origin <> ''),
    resource        text not null check (resource <> ''),
    correlation     text,
    details         jsonb not null,
    recorded_by     text not null,
    previous_digest text not null,
    digest          text not null
);
comment on column audit.entries.sequence is 'without a gap: a number is only taken by a transaction that commits';
comment on column audit.entries.actor_kind is 'unknown: who called could not be authenticated';
comment on column audit.entries.origin is 'the address at the other end of the connection, never what a caller claims';
comment on column audit.entries.details is 'an object of texts; no personal details, a customer only by their pseudonym';
comment on column audit.entries.recorded_by is 'the database user that called audit.record';
create index entries_event on audit.entries (event, sequence);
create index entries_correlation on audit.entries (correlation) where correlation is not null;

-- A length and its text: no two lists of texts look alike.
create function audit.framed(words text[]) returns text language sql immutable as $$
    select coalesce(string_agg(octet_length(word) || ':' || word, '' order by place), '')
      from unnest(words) with ordinality as w (word, place)
$$;

-- The canonical form of an entry, hashed; reference_platform/audit/chain.py says the same in Python.
create function audit.digest_of(entry audit.entries) returns text language sql stable as $$
    select encode(sha256(convert_to(audit.framed(array[
        entry.previous_digest, entry.sequence::text,
        to_char(entry.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        entry.actor, entry.actor_kind, entry.event, entry.outcome, entry.origin, entry.resource,
        coalesce(entry.correlation, ''), entry.recorded_by
    ]) || audit.framed(array(
        select word from jsonb_each_text(entry.details) as d (key, value),
               unnest(array[d.key, d.value]) with ordinality as w (word, place)
         order by d.key collate "C", place
    )), 'UTF8')), 'hex')
$$;

-- Append one entry and return its number. Details become texts; what is null among them is left out.
-- The lock lasts until the caller's transaction ends: the next entry waits to see this one, or that it never was.
create function audit.record(
    event text, outcome text, resource text, actor text, actor_kind text, origin text,
    correlation text default null, details jsonb default '{}'
) returns bigint language plpgsql security definer set search_path = audit, pg_temp as $$
declare
    entry audit.entries;
    head audit.entries;
begin
    perform pg_advisory_xact_lock(4711003);
    select * into head from audit.entries e order by e.sequence desc limit 1;
    entry.sequence := coalesce(head.sequence, 0) + 1;
    entry.previous_digest := coalesce(head.digest, repeat('0', 64));
    entry.recorded_at := clock_timestamp();
    entry.actor := record.actor;
    entry.actor_kind := record.actor_kind;
    entry.event := record.event;
    entry.outcome := record.outcome;
    entry.origin := record.origin;
    entry.resource := record.resource;
    entry.correlation := nullif(record.correlation, '');
    select coalesce(jsonb_object_agg(d.key, d.value), '{}') into entry.details
      from jsonb_each_text(record.details) as d where d.value is not null;
    entry.recorded_by := session_user;
    entry.digest := audit.digest_of(entry);
    insert into audit.entries values (entry.*);
    return entry.sequence;
end $$;

-- Read entries after a number, in order. Each reading is an entry of its own, written first, not among those read.
create function audit.read_entries(
    p_event text, p_actor text, p_resource text, p_correlation text, p_since timestamptz, p_after bigint, p_limit integer,
    reader text, reader_kind text, origin text, correlation text
) returns setof audit.entries language plpgsql security definer set search_path = audit, pg_temp as $$
declare
    reading bigint := audit.record(
        'audit read', 'success', '/audit/entries', reader, reader_kind, origin, correlation,
        jsonb_build_object('event', p_event, 'actor', p_actor, 'resource', p_resource, 'correlation', p_correlation,
                           'since', p_since, 'after', p_after)
    );
begin
    return query
        select * from audit.entries e
         where e.sequence > p_after and e.sequence < reading
           and (p_event is null or e.event = p_event) and (p_actor is null or e.actor = p_actor)
           and (p_resource is null or e.resource = p_resource)
           and (p_correlation is null or e.correlation = p_correlation)
           and (p_since is null or e.recorded_at >= p_since)
         order by e.sequence limit p_limit;
end $$;

-- How an entry names a customer.
create function audit.customer(p_customer_id text) returns text
language sql volatile security definer set search_path = audit, pg_temp as $$
    select 'customer ' || left(encode(public.pseudonym(p_customer_id), 'hex'), 32)
$$;

-- Once for each statement, also when it would touch no row, and for TRUNCATE; `always`: also for a replica's session.
create function audit.refuse_changes() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log only grows' using errcode = 'insufficient_privilege';
end $$;
create trigger only_grows before update or delete or truncate on audit.entries
    for each statement execute function audit.refuse_changes();
alter table audit.entries enable always trigger only_grows;

-- How far the log has been copied to where nobody can change it: pipeline/audit_copy.py.
create table audit.copies (
    last_sequence bigint primary key,
    object_key    text not null,
    copied_at     timestamptz not null default clock_timestamp()
);
create trigger only_grows before update or delete or truncate on audit.copies
    for each statement execute function audit.refuse_changes();
alter table audit.copies enable always trigger only_grows;

-- For how many seconds the oldest entry that has no copy has been waiting; 0 when all have one.
create function audit.copy_lag() returns double precision
language sql volatile security definer set search_path = audit, pg_temp as $$
    select coalesce(extract(epoch from clock_timestamp() - min(e.recorded_at)), 0)
      from audit.entries e where e.sequence > (select coalesce(max(c.last_sequence), 0) from audit.copies c)
$$;

-- Note once that copies are late, and once that they are not any more. True while they are.
create function audit.watch_copies(limit_s double precision) returns boolean
language plpgsql security definer set search_path = audit, pg_temp as $$
declare
    lag double precision := audit.copy_lag();
    late boolean := lag > limit_s;
begin
    -- Asked again under the lock: several look at the same time, and one of them tells.
    if late is distinct from audit.told_late() then
        perform pg_advisory_xact_lock(4711003);
        if late is distinct from audit.told_late() then
            perform audit.record(case when late then 'audit copy late' else 'audit copy back' end,
                                 case when late then 'failure' else 'success' end,
                                 'audit copy', 'watch', 'service', 'inside', null,
                                 jsonb_build_object('waiting_s', round(lag)));
        end if;
    end if;
    return late;
end $$;

create function audit.told_late() returns boolean language sql volatile as $$
    select coalesce((select e.event = 'audit copy late' from audit.entries e
                      where e.event in ('audit copy late', 'audit copy back') order by e.sequence desc limit 1), false)
$$;

-- The first number at which the log is not what it should be, and why; no row when it is whole.
-- `copied` has the digests of the copy from entry 1 on: only with it are a cut-off end and a chain that was
-- calculated anew seen. reference_platform/audit/chain.py says the same in Python.
create function audit.first_break(copied text[] default '{}', out sequence bigint, out reason text) returns setof record
language plpgsql security definer set search_path = audit, pg_temp as $$
declare
    entry audit.entries;
    expected bigint := 1;
    previous text := repeat('0', 64);
begin
    for entry in select * from audit.entries e order by e.sequence loop
        reason := case
            when entry.sequence <> expected then 'missing'
            when entry.previous_digest <> previous then 'not linked to the entry before'
            when entry.digest <> audit.digest_of(entry) then 'changed: its digest is another'
            when copied[expected] <> entry.digest then 'rewritten: the copy has another digest'
        end;
        if reason is not null then
            sequence := expected;
            return next;
            return;
        end if;
        expected := expected + 1;
        previous := entry.digest;
    end loop;
    if expected <= coalesce(array_length(copied, 1), 0) then
        sequence := expected;
        reason := 'missing: the copy still has it';
        return next;
    end if;
end $$;

-- Entries without an entry about the reading: for whoever copies the log, and for nobody else.
grant select on audit.entries, audit.copies to archivist;
grant insert on audit.copies to archivist;
grant execute on function audit.record(text, text, text, text, text, text, text, jsonb) to api, pipeline, archivist;
grant execute on function audit.watch_copies(double precision), audit.first_break(text[]) to api;
grant execute on function audit.read_entries(
    text, text, text, text, timestamptz, bigint, integer, text, text, text, text
) to api;
grant execute on function audit.customer(text) to api, pipeline, acceptance, auditor;

-- Objects that come and go in this database are entries too. An event trigger belongs to a superuser.
create function audit.record_created_objects() returns event_trigger
language plpgsql security definer set search_path = audit, pg_temp as $$
declare
    command record;
begin
    for command in select * from pg_event_trigger_ddl_commands() where schema_name is distinct from 'pg_temp' loop
        perform audit.record('object change', 'success', coalesce(command.object_identity, tg_tag), session_user,
                             'service', coalesce(host(inet_client_addr()), 'inside'), null,
                             jsonb_build_object('command', command.command_tag, 'kind', command.object_type));
    end loop;
end $$;
create function audit.record_dropped_objects() returns event_trigger
language plpgsql security definer set search_path = audit, pg_temp as $$
declare
    object record;
begin
    for object in select * from pg_event_trigger_dropped_objects() where original and not is_temporary loop
        perform audit.record('object removal', 'success', object.object_identity, session_user,
                             'service', coalesce(host(inet_client_addr()), 'inside'), null,
                             jsonb_build_object('command', tg_tag, 'kind', object.object_type));
    end loop;
end $$;
reset role;
create event trigger audit_created_objects on ddl_command_end execute function audit.record_created_objects();
create event trigger audit_dropped_objects on sql_drop execute function audit.record_dropped_objects();
alter event trigger audit_created_objects enable always;
alter event trigger audit_dropped_objects enable always;
