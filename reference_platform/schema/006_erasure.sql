-- The one way in which a customer's data leaves: the database at once, every other store as a job that is
-- worked off (pipeline/erasures.py); a tombstone stays.
set local role scoring_owner;

create table erasures (
    erasure_id   uuid primary key default gen_random_uuid(),
    pseudonym    bytea not null,
    customer_id  text,
    reason       text not null check (reason in ('request', 'retention')),
    requested_by text not null,
    erased_at    timestamptz not null,
    completed_at timestamptz,
    removed      jsonb not null,
    tombstones   jsonb,
    check ((customer_id is null) = (completed_at is not null))
);
create index erasures_pending on erasures (erased_at) where completed_at is null;
comment on column erasures.customer_id is 'only until the last store is cleared; the pseudonym stays';
comment on column erasures.tombstones is
    'partition of scoring-results: offset of the tombstone; empty until the topic was looked through';

create table erasure_objects (
    erasure_id uuid not null references erasures,
    bucket     text not null,
    object_key text not null,
    primary key (erasure_id, bucket, object_key)
);
comment on table erasure_objects is 'objects still to be removed, with all their versions';

create function erase_customer(
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
comment on function erase_customer is
    'a new table about customers is one more line in its list; a test finds the one that was forgotten';

grant select (erasure_id, reason, requested_by, erased_at, completed_at, removed) on erasures to api, auditor;
grant select on erasures, erasure_objects to acceptance, pipeline;
grant update (customer_id, completed_at, removed, tombstones) on erasures to pipeline;
grant delete on erasure_objects to pipeline;
grant execute on function erase_customer(text, text, text) to api;
