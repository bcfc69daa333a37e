-- What the platform knows about a customer, on which lawful basis, and who was erased.
set local role scoring_owner;

-- A history: a basis ends and stays, and a new one is a new row.
create table lawful_basis (
    basis_id      bigint generated always as identity primary key,
    customer_id   text not null,
    purpose       text not null check (purpose in ('credit_scoring', 'marketing', 'model_training')),
    basis         text not null,
    text_version  text not null,
    channel       text not null,
    recorded_by   text not null,
    recorded_at   timestamptz not null default now(),
    ended_at      timestamptz,
    ended_by      text,
    ended_channel text,
    end_reason    text check (end_reason in ('replaced', 'withdrawn', 'objected')),
    check (num_nulls(ended_at, ended_by, ended_channel, end_reason) in (0, 4))
);
comment on table lawful_basis is 'GDPR Art. 6(1): the bases on which a person''s data is or was processed, per purpose';
create unique index lawful_basis_in_force on lawful_basis (customer_id, purpose) where ended_at is null;
create index lawful_basis_history on lawful_basis (customer_id, recorded_at);

create function refuse_rewriting() returns trigger language plpgsql as $$
begin
    raise exception 'a lawful basis that has ended stays as it is';
end $$;
create trigger what_has_ended_stays before update on lawful_basis
    for each row when (old.ended_at is not null) execute function refuse_rewriting();

-- A version is never given twice, so that a cached copy from before an erasure can never look current.
create sequence feature_versions;

create table customer_features (
    customer_id      text primary key,
    age              integer not null check (age between 18 and 100),
    income           double precision not null check (income between 0 and 10000000),
    debt_ratio       double precision not null check (debt_ratio between 0 and 2),
    employment_years double precision not null check (employment_years between 0 and 60),
    bureau_score     integer not null check (bureau_score between 300 and 850),
    bureau_origin    text not null check (bureau_origin in ('reported', 'provided', 'fallback')),
    event_time       timestamptz not null,
    last_movement_at timestamptz,
    version          bigint not null default nextval('feature_versions'),
    updated_at       timestamptz not null default now()
);
comment on column customer_features.event_time is 'when the source said so; an older record never overwrites';
comment on column customer_features.last_movement_at is 'newest movement that changed the debt ratio; for retention';
comment on column customer_features.bureau_origin is 'provided by the CRM, reported by the bureau, or a fallback';

-- A tombstone must recognise a person without naming them: a keyed digest, its key readable by no role.
create table pseudonym_key (
    only_row boolean primary key default true check (only_row),
    key      bytea not null
);

create table erased_customers (
    pseudonym    bytea primary key,
    requested_by text not null,
    reason       text not null check (reason in ('request', 'retention')),
    erased_at    timestamptz not null
);
comment on table erased_customers is 'tombstones: records from before the erasure never bring a person back';

create function pseudonym(p_customer_id text) returns bytea
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    secret bytea;
begin
    select k.key into secret from pseudonym_key k;
    if not found then
        insert into pseudonym_key (key) values (gen_random_bytes(32)) on conflict do nothing;
        select k.key into secret from pseudonym_key k;
    end if;
    return hmac(convert_to(p_customer_id, 'UTF8'), secret, 'sha256');
end $$;
comment on function pseudonym is 'HMAC-SHA256 of the customer id; the key is made on first use';

create function erased_at(p_customer_id text) returns timestamptz
language sql volatile security definer set search_path = public, pg_temp as $$
    select e.erased_at from erased_customers e where e.pseudonym = pseudonym(p_customer_id)
$$;

-- Changes of one person's basis for one purpose happen one after the other.
create function lock_basis_changes(p_customer_id text, p_purpose text) returns void
language sql as $$
    select pg_advisory_xact_lock(hashtextextended(p_purpose || ' ' || p_customer_id, 0))
$$;

-- Put a basis into force; the one before it for the same purpose ends at the same instant.
create function record_basis(
    p_customer_id text, p_purpose text, p_basis text, p_text_version text, p_channel text, p_recorded_by text
) returns timestamptz
language plpgsql as $$
declare
    instant timestamptz;
begin
    perform lock_basis_changes(p_customer_id, p_purpose);
    instant := clock_timestamp();
    update lawful_basis b
       set ended_at = instant, ended_by = p_recorded_by, ended_channel = p_channel, end_reason = 'replaced'
     where b.customer_id = p_customer_id and b.purpose = p_purpose and b.ended_at is null;
    insert into lawful_basis (customer_id, purpose, basis, text_version, channel, recorded_by, recorded_at)
    values (p_customer_id, p_purpose, p_basis, p_text_version, p_channel, p_recorded_by, instant);
    return instant;
end $$;

-- End the basis in force, if it is one of those that can be ended so. Statuses:
--   ended   it has ended; a scoring that was under way has finished, none starts any more
--   other   the basis in force is another one; nothing has changed
--   none    there is no basis in force for this purpose
create function end_basis(
    p_customer_id text, p_purpose text, p_bases text[], p_end_reason text, p_channel text, p_ended_by text,
    out status text, out ended_at timestamptz
) language plpgsql as $$
declare
    in_force lawful_basis;
begin
    perform lock_basis_changes(p_customer_id, p_purpose);
    select * into in_force from lawful_basis b
     where b.customer_id = p_customer_id and b.purpose = p_purpose and b.ended_at is null for update;
    if not found then
        status := 'none';
    elsif in_force.basis <> all (p_bases) then
        status := 'other';
    else
        update lawful_basis b
           set ended_at = clock_timestamp(), ended_by = p_ended_by, ended_channel = p_channel,
               end_reason = p_end_reason
         where b.basis_id = in_force.basis_id
        returning 'ended', b.ended_at into status, ended_at;
    end if;
end $$;

-- The gate. The share lock lasts until the caller's transaction ends: a withdrawal, an objection or an erasure
-- waits for it, and then finds all that was written on this basis. `for key share` would let an update pass.
create function lock_scoring_basis(p_customer_id text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    -- A basis replaced while we wait for its row has ended, and its successor is newer than what the statement
    -- sees: the next one sees it.
    for attempt in 1..3 loop
        perform from lawful_basis b
         where b.customer_id = p_customer_id and b.purpose = 'credit_scoring' and b.ended_at is null for share;
        if found then
            return true;
        end if;
    end loop;
    return false;
end $$;

grant select, insert, update (ended_at, ended_by, ended_channel, end_reason) on lawful_basis to api;
grant execute on function lock_basis_changes(text, text),
                          record_basis(text, text, text, text, text, text),
                          end_basis(text, text, text[], text, text, text) to api;
grant select on lawful_basis to pipeline, acceptance, auditor;
grant select on customer_features to api, acceptance, auditor;
grant select, insert, update on customer_features to pipeline;
grant usage on sequence feature_versions to pipeline;
grant select on erased_customers to acceptance, auditor;
grant execute on function pseudonym(text) to acceptance, auditor;
grant execute on function erased_at(text) to pipeline;
grant execute on function lock_scoring_basis(text) to api, pipeline;
