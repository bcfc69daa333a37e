-- The one way in which a customer's data leaves: everything at once, and a tombstone stays.
set local role scoring_owner;

create function erase_customer(
    p_customer_id text, p_requested_by text, p_reason text,
    out erased_at timestamptz, out features bigint, out bases bigint, out results bigint,
    out notifications bigint
) language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform refuse_on_legal_hold(p_customer_id);
    -- The basis goes first: its row lock makes a scoring under way finish, and stops every later one.
    delete from lawful_basis b where b.customer_id = p_customer_id;
    get diagnostics bases = row_count;
    delete from customer_features f where f.customer_id = p_customer_id;
    get diagnostics features = row_count;
    delete from contests c where c.customer_id = p_customer_id;
    delete from customer_documents d where d.customer_id = p_customer_id;
    delete from scoring_results r where r.customer_id = p_customer_id;
    get diagnostics results = row_count;
    delete from notification_outbox n where n.customer_id = p_customer_id;
    get diagnostics notifications = row_count;
    delete from customer_contacts c where c.customer_id = p_customer_id;
    delete from legal_holds h where h.customer_id = p_customer_id;
    insert into erased_customers as e (pseudonym, requested_by, reason, erased_at)
    values (pseudonym(p_customer_id), p_requested_by, p_reason, clock_timestamp())
    on conflict (pseudonym) do update
       set requested_by = excluded.requested_by, reason = excluded.reason, erased_at = excluded.erased_at
    returning e.erased_at into erase_customer.erased_at;
end $$;

grant execute on function erase_customer(text, text, text) to api;
