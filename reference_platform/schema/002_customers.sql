-- What the platform knows about a customer, on which lawful basis, and who was erased.
set local role scoring_owner;

create table lawful_basis (
    customer_id  text not null,
    purpose      text not null,
    basis        text not null,
    text_version text not null,
    channel      text not null,
    recorded_by  text not null,
    recorded_at  timestamptz not null default now(),
    primary key (customer_id, purpose)
);
comment on table lawful_basis is 'GDPR Art. 6(1): the basis on which a person''s data is processed, per purpose';

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
    version          bigint not null default nextval('feature_versions'),
    updated_at       timestamptz not null default now()
);
comment on column customer_features.event_time is 'when the source said so; an older record never overwrites';
comment on column customer_features.bureau_origin is 'provided by the CRM, reported by the bureau, or a fallback';

-- A tombstone must recognise a person without naming them: a keyed digest, its key readable by no role.
create table pseudonym_key (
    only_row boolean primary key default true check (only_row),
    key      bytea not null
);

create table erased_customers (
    pseudonym    bytea primary key,
    requested_by text not null,
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

-- The share lock lasts until the caller's transaction ends: an erasure waits for it, and then finds its rows.
create function lock_scoring_basis(p_customer_id text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform from lawful_basis b
     where b.customer_id = p_customer_id and b.purpose = 'credit_scoring' for key share;
    return found;
end $$;

grant select, insert, update on lawful_basis to api;
grant select on lawful_basis to pipeline, acceptance, auditor;
grant select on customer_features to api, acceptance, auditor;
grant select, insert, update on customer_features to pipeline;
grant usage on sequence feature_versions to pipeline;
grant select on erased_customers to acceptance, auditor;
grant execute on function pseudonym(text) to acceptance, auditor;
grant execute on function erased_at(text), lock_scoring_basis(text) to pipeline;
