-- Contact data, how long a customer's data is kept, and what stops its removal.
set local role scoring_owner;

create table customer_contacts (
    customer_id text primary key,
    name        text not null check (length(name) between 1 and 100),
    email       text not null check (length(email) between 3 and 100),
    event_time  timestamptz not null,
    updated_at  timestamptz not null default now()
);
comment on table customer_contacts is 'used to address a notification, and for nothing else';
comment on column customer_contacts.event_time is 'when the source said so; an older record never overwrites';

create table retention_classes (
    class      text primary key,
    limit_days integer not null check (limit_days > 0),
    why        text not null
);
comment on column retention_classes.limit_days is 'days of 24 hours; older data leaves, data of exactly this age stays';
insert into retention_classes (class, limit_days, why) values
    ('customer_data', 2555, 'GDPR Art. 5(1)(e): claims from a credit decision are barred after seven years');

create table legal_holds (
    hold_id     bigint generated always as identity primary key,
    customer_id text not null,
    reason      text not null,
    since       timestamptz not null,
    set_by      text not null,
    lifted_at   timestamptz,
    lifted_by   text,
    check (num_nulls(lifted_at, lifted_by) in (0, 2))
);
comment on table legal_holds is 'GDPR Art. 17(3)(e): data needed for legal claims stays until the hold is lifted';
create unique index legal_holds_in_force on legal_holds (customer_id) where lifted_at is null;

create table retention_purges (
    purge_id     uuid not null,
    class        text not null references retention_classes,
    limit_days   integer not null,
    as_of        timestamptz not null,
    requested_by text not null,
    removed      integer not null,
    held         integer not null,
    primary key (purge_id, class)
);

-- The age of a customer's data is that of the newest event in it. Where no source gave an event's time, it is
-- that of our own newest entry. When we wrote or touched a row does not count otherwise.
create view customer_ages as
select customer_id, coalesce(max(event_time), max(entered_at)) as newest_event
  from (select customer_id, greatest(event_time, last_movement_at) as event_time, null::timestamptz as entered_at
          from customer_features
         union all select customer_id, event_time, null from customer_contacts
         union all select customer_id, event_time, null from loan_outcomes
         union all select customer_id, null, greatest(recorded_at, ended_at) from lawful_basis
         union all select customer_id, null, scored_at from scoring_results) as sources
 group by customer_id;

-- From when on a customer's data is overdue. Days are 24 hours each: with calendar days the limit would depend
-- on the time zone of the session.
create view retention_limits as
select a.customer_id, c.class, a.newest_event + c.limit_days * interval '24 hours' as overdue_since
  from customer_ages a cross join retention_classes c;

create function on_legal_hold(p_customer_id text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select from legal_holds h where h.customer_id = p_customer_id and h.lifted_at is null)
$$;

-- A hold that is set again replaces the one before it; both stay on record.
create function set_legal_hold(p_customer_id text, p_reason text, p_set_by text) returns timestamptz
language plpgsql as $$
declare
    instant timestamptz;
begin
    perform pg_advisory_xact_lock(hashtextextended('legal hold ' || p_customer_id, 0));
    instant := clock_timestamp();
    update legal_holds h set lifted_at = instant, lifted_by = p_set_by
     where h.customer_id = p_customer_id and h.lifted_at is null;
    insert into legal_holds (customer_id, reason, since, set_by) values (p_customer_id, p_reason, instant, p_set_by);
    return instant;
end $$;

create function refuse_on_legal_hold(p_customer_id text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if on_legal_hold(p_customer_id) then
        raise exception 'the customer is on legal hold' using errcode = 'SC409';
    end if;
end $$;
comment on function refuse_on_legal_hold is 'SQLSTATE SC409; the first thing an erasure asks';

-- Remove a customer if their data is overdue, by the same way as an erasure. Statuses:
--   removed   everything is gone
--   held      it is overdue and on legal hold; nothing has changed
--   kept      it is not overdue (any more); nothing has changed
create function purge_customer(p_customer_id text, p_as_of timestamptz, p_requested_by text) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    -- A record that is being stored may make the data young again: wait for it.
    perform from lawful_basis b where b.customer_id = p_customer_id for update;
    perform from customer_features f where f.customer_id = p_customer_id for update;
    if not exists (select from retention_limits l
                    where l.customer_id = p_customer_id and l.overdue_since < p_as_of) then
        return 'kept';
    elsif on_legal_hold(p_customer_id) then
        return 'held';
    end if;
    perform erase_customer(p_customer_id, p_requested_by, 'retention');
    return 'removed';
end $$;

grant select, insert, update on customer_contacts to pipeline;
grant select on customer_contacts, retention_classes, legal_holds, retention_purges to acceptance, auditor;
grant select on customer_ages, retention_limits to acceptance, auditor;
grant select on retention_classes, retention_limits to api;
grant select, insert, update (lifted_at, lifted_by) on legal_holds to api;
grant insert on retention_purges to api;
grant execute on function set_legal_hold(text, text, text), purge_customer(text, timestamptz, text) to api;
