-- The card vault's tables: no card number stands in them but sealed, and the keys are elsewhere.
-- Nobody but the vault's own role changes a row; the owner cannot log in.
do $$
begin
    if not exists (select from pg_roles where rolname = 'card_vault_owner') then
        create role card_vault_owner nologin;
    end if;
end $$;
create schema card_vault authorization card_vault_owner;
grant usage on schema public, audit to card_vault_owner;
grant execute on function audit.record(text, text, text, text, text, text, text, jsonb) to vault, card_vault_owner;
grant execute on function audit.customer(text) to vault;
grant usage on schema audit to vault;
set local role scoring_owner;
grant execute on function lock_scoring_basis(text) to card_vault_owner;
reset role;

set local role card_vault_owner;
alter default privileges for role card_vault_owner revoke execute on functions from public;

create table card_vault.cards (
    token         text primary key check (token ~ '^ct-[a-z]{24}$'),
    customer_id   text not null,
    lookup        bytea not null check (length(lookup) = 32),
    key_id        text not null,
    wrapped_key   bytea not null,
    sealed        bytea not null,
    issuer_digits text not null check (issuer_digits ~ '^([0-9]{6}|[0-9]{8})$'),
    last_four     text not null check (last_four ~ '^[0-9]{4}$'),
    last_used_at  timestamptz not null,
    stored_at     timestamptz not null default now(),
    unique (customer_id, lookup)
);
comment on column card_vault.cards.lookup is 'keyed hash (HMAC-SHA-256) of the whole number; the key is not in here';
comment on column card_vault.cards.sealed is 'AES-256-GCM under a key of this row, bound to the token';
comment on column card_vault.cards.wrapped_key is 'this row''s key, itself sealed by the key that key_id names';
comment on column card_vault.cards.issuer_digits is 'with last_four: all of a number that anybody is shown';

-- The same card of the same customer keeps its token; that of another customer gets one of its own, so that tokens
-- do not tell who shares a card. The basis is locked: an erasure waits, and finds the card.
create function card_vault.keep(
    p_token text, p_customer_id text, p_lookup bytea, p_key_id text, p_wrapped_key bytea, p_sealed bytea,
    p_issuer_digits text, p_last_four text, p_used_at timestamptz,
    out token text, out issuer_digits text, out last_four text, out last_used_at timestamptz
) language plpgsql security definer set search_path = card_vault, pg_temp as $$
#variable_conflict use_column
begin
    if not public.lock_scoring_basis(p_customer_id) then
        raise exception 'no lawful basis is recorded for the customer' using errcode = 'SC403';
    end if;
    insert into cards as c (token, customer_id, lookup, key_id, wrapped_key, sealed, issuer_digits, last_four,
                            last_used_at)
    values (p_token, p_customer_id, p_lookup, p_key_id, p_wrapped_key, p_sealed, p_issuer_digits, p_last_four,
            coalesce(p_used_at, now()))
    on conflict (customer_id, lookup) do update
       set last_used_at = greatest(c.last_used_at, excluded.last_used_at)
    returning c.token, c.issuer_digits, c.last_four, c.last_used_at
         into keep.token, keep.issuer_digits, keep.last_four, keep.last_used_at;
end $$;
comment on function card_vault.keep is 'SQLSTATE SC403: no lawful basis is recorded for the customer';

create function card_vault.forget(p_customer_id text) returns bigint
language plpgsql security definer set search_path = card_vault, pg_temp as $$
declare
    gone bigint;
begin
    delete from cards where customer_id = p_customer_id;
    get diagnostics gone = row_count;
    return gone;
end $$;
comment on function card_vault.forget is 'the vault''s part of an erasure';

create function card_vault.purge(p_limit_days integer) returns bigint
language plpgsql security definer set search_path = card_vault, pg_temp as $$
declare
    gone bigint;
begin
    delete from cards where last_used_at < now() - p_limit_days * interval '24 hours';
    get diagnostics gone = row_count;
    return gone;
end $$;

-- The way for a person with a database account: what may be shown of a card, and an entry in the audit log about it.
create function card_vault.look_up(
    p_token text, out token text, out issuer_digits text, out last_four text, out last_used_at timestamptz
) language plpgsql security definer set search_path = card_vault, pg_temp as $$
#variable_conflict use_column
begin
    select c.token, c.issuer_digits, c.last_four, c.last_used_at
      into look_up.token, look_up.issuer_digits, look_up.last_four, look_up.last_used_at
      from cards c where c.token = p_token;
    perform audit.record('card record read', case when found then 'success' else 'failure' end, 'card ' || p_token,
                         session_user::text, 'person', coalesce(host(inet_client_addr()), 'local'));
end $$;

create table card_vault.incidents (
    incident_id bigint generated always as identity primary key,
    found_at    timestamptz not null default clock_timestamp(),
    place       text not null unique,
    kind        text not null check (kind in ('card number in the object store')),
    status      text not null default 'open' check (status in ('open'))
);
comment on table card_vault.incidents is 'a card number in a place not meant for it: where and when, never which';

create table card_vault.watch (
    only_row      boolean primary key default true check (only_row),
    last_round_at timestamptz,
    objects       bigint not null default 0,
    unread        bigint not null default 0
);
comment on table card_vault.watch is 'when the watch last came round, and what it saw: a watch that stands still shows';
insert into card_vault.watch default values;

create view card_vault.shown_cards as
select token, customer_id, issuer_digits, last_four, last_used_at from card_vault.cards;
comment on view card_vault.shown_cards is 'what a customer''s own copy of their data says of their cards';

grant select on card_vault.shown_cards to api;
grant usage on schema card_vault to api, vault, acceptance, auditor, dba, scoring_owner;
grant select on card_vault.cards to vault;
grant select, insert on card_vault.incidents to vault;
grant select, update on card_vault.watch to vault;
grant select on card_vault.cards, card_vault.incidents, card_vault.watch to acceptance;
grant select on card_vault.incidents, card_vault.watch to auditor;
grant execute on function
    card_vault.keep(text, text, bytea, text, bytea, bytea, text, text, timestamptz), card_vault.purge(integer) to vault;
grant execute on function card_vault.forget(text) to scoring_owner;
grant execute on function card_vault.look_up(text) to dba;
-- Who looks after the database can alter a row, as anywhere; sealed as it is, it then does not open any more.
grant select (token), update (sealed) on card_vault.cards to dba;
reset role;

-- The planner's samples are copies; see 011_statistics.sql.
do $$
declare
    found text;
begin
    foreach found in array array['token', 'customer_id', 'lookup', 'issuer_digits', 'last_four', 'sealed',
                                 'wrapped_key'] loop
        execute format('alter table card_vault.cards alter column %I set statistics 0', found);
    end loop;
end $$;

set local role scoring_owner;
create or replace function erase_customer(
    p_customer_id text, p_requested_by text, p_reason text,
    out erasure_id uuid, out erased_at timestamptz, out removed jsonb, out pending text[]
) language plpgsql security definer set search_path = public, pg_temp as $$
declare
    place text[];
    gone  bigint;
begin
    perform refuse_on_legal_hold(p_customer_id);
    removed := '{}';
    foreach place slice 1 in array array[
        -- The basis goes first: its row lock makes a scoring under way finish, and stops every later one.
        ['lawful_bases', 'lawful_basis'],
        ['features', 'customer_features'],
        ['contests', 'contests'],
        ['results', 'scoring_results'],
        ['notifications', 'notification_outbox'],
        ['contacts', 'customer_contacts'],
        ['loan_outcomes', 'loan_outcomes'],
        ['lifted_legal_holds', 'legal_holds']
    ] loop
        execute format('delete from %I where customer_id = $1', place[2]) using p_customer_id;
        get diagnostics gone = row_count;
        removed := removed || jsonb_build_object(place[1], gone);
    end loop;
    removed := removed || jsonb_build_object('cards', card_vault.forget(p_customer_id));

    erased_at := clock_timestamp();
    insert into erased_customers as t (pseudonym, requested_by, reason, erased_at)
    values (pseudonym(p_customer_id), p_requested_by, p_reason, erase_customer.erased_at)
    on conflict (pseudonym) do update
       set requested_by = excluded.requested_by, reason = excluded.reason, erased_at = excluded.erased_at;
    insert into erasures (pseudonym, customer_id, reason, requested_by, erased_at, removed)
    values (pseudonym(p_customer_id), p_customer_id, p_reason, p_requested_by, erase_customer.erased_at,
            erase_customer.removed)
    returning erasures.erasure_id into erasure_id;

    pending := array['incoming messages', 'result messages', 'message service'];
    with gone as (delete from customer_documents d where d.customer_id = p_customer_id returning *)
    insert into erasure_objects select erase_customer.erasure_id, g.bucket, g.object_key from gone g;
    if found then
        pending := pending || 'documents'::text;
    end if;
    with gone as (delete from training_members m where m.customer_id = p_customer_id returning *)
    insert into erasure_objects select erase_customer.erasure_id, 'training-data', g.dataset_key from gone g;
    if found then
        pending := pending || 'training sets'::text;
    end if;
end $$;
