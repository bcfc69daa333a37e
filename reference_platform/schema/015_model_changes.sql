-- The one way in which a model, or a limit between two risk levels, begins to decide about people: asked for with a
-- reason and a ticket, approved by a second person, deployed by a third. What the latest applied change names is what
-- serves; there is no other list. Refused, failed and unauthorised changes stand in the same table, and each step of
-- each change is an entry of the audit log in the same transaction.
set local role audit_owner;
grant usage on schema audit to scoring_owner;
grant execute on function audit.record(text, text, text, text, text, text, text, jsonb) to scoring_owner;
set local role scoring_owner;

create table change_tickets (
    ticket        text primary key,
    summary       text not null,
    approved      boolean not null,
    registered_by text not null,
    registered_at timestamptz not null default clock_timestamp()
);
comment on table change_tickets is 'the register of changes that were decided; one ticket covers one change';
create sequence ticket_numbers;

-- The lowest score of each risk level but the worst. A version never changes: another set of limits is another version.
create table risk_bands (
    version     integer generated always as identity primary key,
    low         integer not null check (low <= 850),
    medium      integer not null,
    high        integer not null check (high > 300),
    proposed_at timestamptz not null default clock_timestamp(),
    check (low > medium and medium > high)
);

-- The table of before knew neither approval nor ticket; it held nothing that was ever used.
drop table model_changes;
create table model_changes (
    change_id        bigint generated always as identity primary key,
    subject          text not null check (subject in ('model', 'risk bands')),
    model_name       text not null,
    environment      text not null,
    route            text not null check (route in ('regular', 'rollback', 'emergency', 'outside')),
    state            text not null
                     check (state in ('requested', 'approved', 'applied', 'refused', 'failed', 'unauthorised')),
    old_version      text,
    new_version      text,
    new_limits       jsonb,
    reason           text,
    ticket           text,
    requested_sha256 text,
    requested_by     text not null,
    requested_person text not null,
    requested_kind   text not null default 'person' check (requested_kind in ('person', 'service', 'unknown')),
    requested_from   text not null,
    requested_at     timestamptz not null default clock_timestamp(),
    approved_sha256  text,
    approved_scores  jsonb,
    approved_by      text,
    approved_person  text,
    approved_from    text,
    approved_at      timestamptz,
    deployed_sha256  text,
    deployed_by      text,
    deployed_person  text,
    deployed_from    text,
    deployed_at      timestamptz,
    review_due       timestamptz,
    review_finding   text,
    reviewed_by      text,
    reviewed_person  text,
    reviewed_from    text,
    reviewed_at      timestamptz,
    attempt          text,
    of_change        bigint references model_changes,
    why              text,
    resolved_at      timestamptz,
    check (num_nulls(approved_sha256, approved_by, approved_person, approved_from, approved_at) in (0, 5)),
    check (num_nulls(deployed_sha256, deployed_by, deployed_person, deployed_from, deployed_at) in (0, 5)),
    check (num_nulls(review_finding, reviewed_by, reviewed_person, reviewed_from, reviewed_at) in (0, 5)),
    check (state <> 'applied' or deployed_at is not null)
);
create index model_changes_applied on model_changes (subject, deployed_at desc) where state = 'applied';
create index model_changes_ticket on model_changes (ticket) where state in ('requested', 'approved', 'applied');
comment on column model_changes.requested_person is 'the natural person behind the account; one person may have several';
comment on column model_changes.new_limits is 'risk bands: the limits themselves, as they were asked for';
comment on column model_changes.approved_scores is 'agreed figures with the scores the approved artefact gives them';
comment on column model_changes.attempt is 'refused and failed changes: the step that was tried, on of_change if it names one';
comment on column model_changes.resolved_at is 'unauthorised changes: when what serves was again what was approved';

-- What may serve now: for each subject what the change applied last names.
create view authorised as
select distinct on (subject) subject, change_id, new_version as version, deployed_sha256 as sha256, deployed_at
  from model_changes where state = 'applied'
 order by subject, deployed_at desc, change_id desc;

-- History is written once: what stands in a row stays, for everybody, and what is empty is filled in by the next step.
create function keep_history() returns trigger language plpgsql as $$
declare
    before jsonb;
    after  jsonb;
begin
    if tg_op = 'UPDATE' then
        before := to_jsonb(old) - 'state';
        after := to_jsonb(new) - 'state';
        if after @> jsonb_strip_nulls(before) then
            return new;
        end if;
    end if;
    raise exception 'the record of changes is written once; nothing of it is changed or removed'
        using errcode = '42501';
end $$;
create trigger keep_history before update or delete on model_changes for each row execute function keep_history();
create trigger keep_history_whole before truncate on model_changes for each statement execute function keep_history();
create trigger keep_bands before update or delete on risk_bands for each row execute function keep_history();
create trigger keep_bands_whole before truncate on risk_bands for each statement execute function keep_history();
create trigger keep_tickets before update or delete on change_tickets for each row execute function keep_history();
create trigger keep_tickets_whole before truncate on change_tickets for each statement execute function keep_history();

create function audit_change() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    step text;
    who  text[];  -- account, kind, address
begin
    if tg_op = 'INSERT' then
        step := coalesce(new.attempt, case new.route when 'emergency' then 'emergency' when 'outside' then 'found' else 'request' end);
        who := array[new.requested_by, new.requested_kind, new.requested_from];
    elsif old.approved_at is null and new.approved_at is not null then
        step := 'approval';
        who := array[new.approved_by, 'person', new.approved_from];
    elsif old.deployed_at is null and new.deployed_at is not null then
        step := 'deployment';
        who := array[new.deployed_by, 'person', new.deployed_from];
    elsif old.reviewed_at is null and new.reviewed_at is not null then
        step := 'review';
        who := array[new.reviewed_by, 'person', new.reviewed_from];
    else
        step := case when new.resolved_at is distinct from old.resolved_at then 'put right' else 'other' end;
        who := array[session_user, 'service', 'database'];
    end if;
    perform audit.record(
        'model change',
        case new.state when 'refused' then 'refused' when 'failed' then 'failure' when 'unauthorised' then 'failure' else 'success' end,
        'model change ' || new.change_id, who[1], who[2], who[3], null,
        jsonb_build_object(
            'step', step, 'subject', new.subject, 'route', new.route, 'state', new.state, 'environment', new.environment,
            'old_version', new.old_version, 'new_version', new.new_version, 'reason', new.reason, 'ticket', new.ticket,
            'requested_sha256', new.requested_sha256, 'approved_sha256', new.approved_sha256,
            'deployed_sha256', new.deployed_sha256, 'of_change', new.of_change, 'why', new.why,
            'limits', new.new_limits, 'finding', new.review_finding));
    return null;
end $$;
create trigger audit_change after insert or update on model_changes for each row execute function audit_change();

-- A reason says something: ten characters or more, in two different words or more.
create function is_reason(p_text text) returns boolean language sql immutable as $$
    select length(btrim(p_text)) >= 10
       and (select count(distinct lower(word)) from regexp_split_to_table(p_text, '[^[:alnum:]]+') as word
             where length(word) >= 2) >= 2
$$;

-- Statuses: requested, no_reason, no_ticket (unknown or not approved), ticket_used.
create function request_change(
    p_subject text, p_model_name text, p_environment text, p_version text, p_sha256 text, p_reason text, p_ticket text,
    p_user text, p_person text, p_origin text, out status text, out change_id bigint
) language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not is_reason(p_reason) then
        status := 'no_reason';
        return;
    end if;
    perform from change_tickets t where t.ticket = p_ticket and t.approved for update;
    if not found then
        status := 'no_ticket';
        return;
    end if;
    if exists (select from model_changes c where c.ticket = p_ticket and c.state in ('requested', 'approved', 'applied')) then
        status := 'ticket_used';
        return;
    end if;
    insert into model_changes as c
           (subject, model_name, environment, route, state, new_version, new_limits, reason, ticket,
            requested_sha256, requested_by, requested_person, requested_from)
    values (p_subject, p_model_name, p_environment,
            case when exists (select from model_changes e
                               where e.subject = p_subject and e.state = 'applied' and e.new_version = p_version)
                 then 'rollback' else 'regular' end,
            'requested', p_version,
            (select jsonb_build_object('low', b.low, 'medium', b.medium, 'high', b.high)
               from risk_bands b where p_subject = 'risk bands' and b.version::text = p_version),
            p_reason, p_ticket, p_sha256, p_user, p_person, p_origin)
    returning 'requested', c.change_id into status, change_id;
end $$;

-- Statuses: approved, unknown, not_open, same_person, other_digest.
create function approve_change(
    p_change bigint, p_sha256 text, p_scores jsonb, p_user text, p_person text, p_origin text, out status text
) language plpgsql security definer set search_path = public, pg_temp as $$
declare
    change model_changes;
begin
    select * into change from model_changes c where c.change_id = p_change for update;
    status := case
        when not found then 'unknown'
        when change.state <> 'requested' then 'not_open'
        when p_person = change.requested_person then 'same_person'
        when p_sha256 <> change.requested_sha256 then 'other_digest'
        else 'approved' end;
    if status = 'approved' then
        update model_changes c
           set state = 'approved', approved_sha256 = p_sha256, approved_scores = p_scores, approved_by = p_user,
               approved_person = p_person, approved_from = p_origin, approved_at = clock_timestamp()
         where c.change_id = p_change;
    end if;
end $$;

-- Statuses: applied, unknown, not_approved, same_person, other_digest.
create function deploy_change(
    p_change bigint, p_sha256 text, p_user text, p_person text, p_origin text, out status text
) language plpgsql security definer set search_path = public, pg_temp as $$
declare
    change model_changes;
begin
    select * into change from model_changes c where c.change_id = p_change for update;
    status := case
        when not found then 'unknown'
        when change.state <> 'approved' then 'not_approved'
        when p_person in (change.requested_person, change.approved_person) then 'same_person'
        when p_sha256 <> change.approved_sha256 then 'other_digest'
        else 'applied' end;
    if status = 'applied' then
        update model_changes c
           set state = 'applied', old_version = (select a.version from authorised a where a.subject = change.subject),
               deployed_sha256 = p_sha256, deployed_by = p_user, deployed_person = p_person, deployed_from = p_origin,
               deployed_at = clock_timestamp()
         where c.change_id = p_change;
    end if;
end $$;

-- The emergency path: one person, at once, and reviewed by another within a day. Statuses: applied, no_reason,
-- review_owed (an earlier emergency has not been reviewed).
create function change_in_emergency(
    p_model_name text, p_environment text, p_version text, p_sha256 text, p_reason text,
    p_user text, p_person text, p_origin text, out status text, out change_id bigint
) language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not is_reason(p_reason) then
        status := 'no_reason';
        return;
    end if;
    if exists (select from model_changes c where c.route = 'emergency' and c.state = 'applied' and c.reviewed_at is null) then
        status := 'review_owed';
        return;
    end if;
    insert into model_changes as c
           (subject, model_name, environment, route, state, old_version, new_version, reason,
            requested_sha256, requested_by, requested_person, requested_from,
            deployed_sha256, deployed_by, deployed_person, deployed_from, deployed_at, review_due)
    values ('model', p_model_name, p_environment, 'emergency', 'applied',
            (select a.version from authorised a where a.subject = 'model'), p_version, p_reason,
            p_sha256, p_user, p_person, p_origin,
            p_sha256, p_user, p_person, p_origin, clock_timestamp(), clock_timestamp() + interval '24 hours')
    returning 'applied', c.change_id into status, change_id;
end $$;

-- Statuses: reviewed, unknown, no_review_owed, same_person, no_reason.
create function review_change(
    p_change bigint, p_finding text, p_user text, p_person text, p_origin text, out status text
) language plpgsql security definer set search_path = public, pg_temp as $$
declare
    change model_changes;
begin
    select * into change from model_changes c where c.change_id = p_change for update;
    status := case
        when not found then 'unknown'
        when change.route <> 'emergency' or change.state <> 'applied' or change.reviewed_at is not null then 'no_review_owed'
        when p_person = change.deployed_person then 'same_person'
        when not is_reason(p_finding) then 'no_reason'
        else 'reviewed' end;
    if status = 'reviewed' then
        update model_changes c
           set review_finding = p_finding, reviewed_by = p_user, reviewed_person = p_person, reviewed_from = p_origin,
               reviewed_at = clock_timestamp()
         where c.change_id = p_change;
    end if;
end $$;

-- A change that did not come to be: refused by a rule, or failed.
create function record_attempt(
    p_subject text, p_model_name text, p_environment text, p_outcome text, p_attempt text, p_of_change bigint,
    p_version text, p_reason text, p_ticket text, p_why text, p_user text, p_person text, p_origin text, p_kind text
) returns void language sql security definer set search_path = public, pg_temp as $$
    insert into model_changes
           (subject, model_name, environment, route, state, old_version, new_version, reason, ticket,
            attempt, of_change, why, requested_by, requested_person, requested_from, requested_kind)
    select coalesce(c.subject, p_subject), p_model_name, p_environment, coalesce(c.route, 'regular'), p_outcome,
           a.version, coalesce(c.new_version, p_version), coalesce(p_reason, c.reason), coalesce(c.ticket, p_ticket),
           p_attempt, c.change_id, p_why, p_user, p_person, p_origin, p_kind
      from (select 1) as always
      left join model_changes c on c.change_id = p_of_change
      left join authorised a on a.subject = coalesce(c.subject, p_subject)
$$;

-- A change that was found and that no applied change names; one row until things are again as they were approved.
create function record_outside(
    p_subject text, p_model_name text, p_environment text, p_version text, p_sha256 text, p_why text
) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if exists (
        select from model_changes c
         where c.state = 'unauthorised' and c.resolved_at is null and c.subject = p_subject and c.why = p_why
           and c.new_version is not distinct from p_version and c.requested_sha256 is not distinct from p_sha256
    ) then
        return false;
    end if;
    insert into model_changes
           (subject, model_name, environment, route, state, old_version, new_version, requested_sha256, why,
            requested_by, requested_person, requested_from, requested_kind)
    values (p_subject, p_model_name, p_environment, 'outside', 'unauthorised',
            (select a.version from authorised a where a.subject = p_subject), p_version, p_sha256, p_why,
            'unknown', 'unknown', 'found by reconciliation', 'unknown');
    return true;
end $$;

create function resolve_outside(p_why text) returns void
language sql security definer set search_path = public, pg_temp as $$
    update model_changes set resolved_at = clock_timestamp()
     where state = 'unauthorised' and resolved_at is null and why = p_why
$$;

grant select on model_changes, authorised, risk_bands, change_tickets to api, acceptance, auditor, analyst;
grant insert on change_tickets to api;
grant usage on sequence ticket_numbers to api;
grant insert (low, medium, high) on risk_bands to api;
grant execute on function is_reason(text) to api;
grant execute on function
    request_change(text, text, text, text, text, text, text, text, text, text),
    approve_change(bigint, text, jsonb, text, text, text),
    deploy_change(bigint, text, text, text, text),
    change_in_emergency(text, text, text, text, text, text, text, text),
    review_change(bigint, text, text, text, text),
    record_attempt(text, text, text, text, text, bigint, text, text, text, text, text, text, text, text),
    record_outside(text, text, text, text, text, text),
    resolve_outside(text)
 to api;
