-- What a person may ask for beyond a score: correction, a review by a person, a copy of their data.
set local role scoring_owner;

-- Correct stored features. Statuses:
--   rectified   they are stored; copies of the old ones are out of date by their version
--   unknown     no features are stored for the customer
--   older       the correction is older than what is stored; nothing has changed
-- A figure that is null stays as it is; without an event time the correction is of now.
create function rectify_features(
    p_customer_id text, p_event_time timestamptz, p_age integer, p_income double precision,
    p_bureau_score integer, p_debt_ratio double precision, p_employment_years double precision
) returns text language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update customer_features f
       set age = coalesce(p_age, f.age), income = coalesce(p_income, f.income),
           bureau_score = coalesce(p_bureau_score, f.bureau_score),
           bureau_origin = case when p_bureau_score is null then f.bureau_origin else 'provided' end,
           debt_ratio = coalesce(p_debt_ratio, f.debt_ratio),
           employment_years = coalesce(p_employment_years, f.employment_years),
           event_time = coalesce(p_event_time, greatest(f.event_time, clock_timestamp())),
           version = nextval('feature_versions'), updated_at = now()
     where f.customer_id = p_customer_id and (p_event_time is null or f.event_time <= p_event_time);
    if found then
        return 'rectified';
    end if;
    perform from customer_features f where f.customer_id = p_customer_id;
    return case when found then 'older' else 'unknown' end;
end $$;

-- The original stays here for good; scoring_results has what holds now. An erased result takes its contests along.
create table contests (
    contest_id    uuid primary key,
    request_id    text not null references scoring_results on delete cascade,
    customer_id   text not null,
    status        text not null default 'open' check (status in ('open', 'upheld', 'overturned')),
    statement     text not null,
    opened_at     timestamptz not null default now(),
    opened_by     text not null,
    decided_at    timestamptz,
    decided_by    text,
    reason        text,
    credit_score  integer not null,
    risk_level    text not null,
    outcome_level text,
    published_at  timestamptz,
    check ((status = 'open') = (num_nulls(decided_at, decided_by, reason, outcome_level) = 4)),
    constraint somebody_else_decides check (decided_by <> opened_by)
);
comment on table contests is 'GDPR Art. 22(3): a person looks at a result again';
comment on column contests.published_at is 'when the topic of results took an overturned outcome; until then it is tried';
create unique index contests_open on contests (request_id) where status = 'open';
create index contests_request on contests (request_id);
create index contests_customer on contests (customer_id);
create index contests_unpublished on contests (decided_at) where status = 'overturned' and published_at is null;

-- Decide a contest, and with it the result, at once. Statuses:
--   decided       upheld or overturned
--   unknown       there is no such contest
--   decided_before
--   own           who opened it must not decide it
--   not_better    the wanted level is not better than the one contested
create function decide_contest(p_contest_id uuid, p_risk_level text, p_reason text, p_decided_by text)
returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare
    levels constant text[] := array['LOW', 'MEDIUM', 'HIGH', 'VERY_HIGH'];  -- best first
    contest contests;
    instant timestamptz;
begin
    select * into contest from contests c where c.contest_id = p_contest_id for update;
    if not found then
        return 'unknown';
    elsif contest.opened_by = p_decided_by then
        return 'own';
    elsif contest.status <> 'open' then
        return 'decided_before';
    elsif array_position(levels, p_risk_level) >= array_position(levels, contest.risk_level) then
        return 'not_better';
    end if;
    instant := clock_timestamp();
    update contests c
       set status = case when p_risk_level is null then 'upheld' else 'overturned' end,
           decided_at = instant, decided_by = p_decided_by, reason = p_reason,
           outcome_level = coalesce(p_risk_level, contest.risk_level)
     where c.contest_id = p_contest_id;
    if p_risk_level is not null then
        update scoring_results r
           set risk_level = p_risk_level, decided_by = 'human', decided_at = instant
         where r.request_id = contest.request_id;
    end if;
    return 'decided';
end $$;
comment on function decide_contest is 'p_risk_level null: the result is upheld';

create table customer_documents (
    document_id uuid primary key,
    customer_id text not null,
    bucket      text not null,
    object_key  text not null,
    kind        text not null,
    created_at  timestamptz not null default now(),
    created_by  text not null,
    sha256      text,
    unique (bucket, object_key)
);
comment on table customer_documents is 'documents in the object store; a row is there before its object, so that none is forgotten';
comment on column customer_documents.sha256 is 'of the document before it was compressed; null while it is being stored';
create index customer_documents_customer on customer_documents (customer_id);

-- Announce a document. False when nothing is known of the customer: whatever is known came with a lawful basis.
create function announce_document(
    p_document_id uuid, p_customer_id text, p_bucket text, p_object_key text, p_kind text, p_created_by text
) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
    -- An erasure waits for this lock, and then finds the row; or it is over, and there is nothing left.
    perform from lawful_basis b where b.customer_id = p_customer_id for share;
    if not found then
        return false;
    end if;
    insert into customer_documents (document_id, customer_id, bucket, object_key, kind, created_by)
    values (p_document_id, p_customer_id, p_bucket, p_object_key, p_kind, p_created_by);
    return true;
end $$;

grant execute on function rectify_features(
    text, timestamptz, integer, double precision, integer, double precision, double precision
) to api;
grant select, insert on contests to api;
grant execute on function decide_contest(uuid, text, text, text) to api;
grant select (contest_id, request_id, customer_id, status, decided_at, published_at), update (published_at)
   on contests to pipeline;
grant select, update (sha256) on customer_documents to api;
grant execute on function announce_document(uuid, text, text, text, text, text) to api;
grant select on notification_outbox, customer_contacts to api;
grant select on contests, customer_documents to acceptance, auditor;
