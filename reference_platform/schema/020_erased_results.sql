-- Each result in the topic has a key of its own: an erasure must remember the keys of what it removes.
set local role scoring_owner;

create table erasure_results (
    erasure_id uuid not null references erasures,
    result_key text not null,
    primary key (erasure_id, result_key)
);
comment on table erasure_results is 'keys under which the topic of results may still hold something of the customer';

alter table erasures drop column tombstones;

create or replace function erase_customer(
    p_customer_id text, p_requested_by text, p_reason text,
    out erasure_id uuid, out erased_at timestamptz, out removed jsonb, out pending text[]
) language plpgsql security definer set search_path = public, pg_temp as $$
declare
    place text[];
    gone  bigint;
    keys  text[];
begin
    perform refuse_on_legal_hold(p_customer_id);
    -- The basis goes first: its row lock makes a scoring under way finish, and stops every later one. Nor can a
    -- contest that is locked here be decided, and its outcome be published, before it is gone.
    perform from lawful_basis b where b.customer_id = p_customer_id for update;
    keys := array(select c.contest_id::text from contests c where c.customer_id = p_customer_id for update)
         || array(select r.request_id from scoring_results r where r.customer_id = p_customer_id for update);
    removed := '{}';
    foreach place slice 1 in array array[
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
    insert into erasure_results select distinct erase_customer.erasure_id, k from unnest(keys) k;

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

grant select on erasure_results to acceptance;
grant select, delete on erasure_results to pipeline;
