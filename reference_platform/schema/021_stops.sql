-- A person stops automated decisions, and lets them go on (Regulation (EU) 2024/1689, Article 14(4)(d) and (e)).
-- Nothing gets around it: no result of a model is kept while a stop is in force, whichever way it came.
set local role scoring_owner;

create table decision_stops (
    stop_id    bigint generated always as identity primary key,
    reason     text not null,
    stopped_by text not null,
    stopped_at timestamptz not null,
    resumed_by text,
    resumed_at timestamptz
);
comment on table decision_stops is 'when nothing was decided by a model, and who saw to it; without an end: now';
create unique index one_stop_at_a_time on decision_stops ((true)) where resumed_at is null;
grant select on decision_stops to api, auditor, acceptance;

-- Each result holds this lock until it is kept, and whoever stops waits for those under way: once a stop was
-- answered there is no other result.
create function refuse_while_stopped() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform pg_advisory_xact_lock_shared(4711004);
    if exists (select from decision_stops where resumed_at is null) then
        raise exception 'a person has stopped automated decisions' using errcode = 'SC503';
    end if;
    return new;
end $$;
create trigger refuse_while_stopped before insert on scoring_results
    for each row execute function refuse_while_stopped();

-- Stop; null when that was done before.
create function stop_decisions(p_reason text, p_by text, p_origin text, p_correlation text) returns timestamptz
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    since timestamptz;
begin
    perform pg_advisory_xact_lock(4711004);
    insert into decision_stops (reason, stopped_by, stopped_at) values (p_reason, p_by, clock_timestamp())
        on conflict do nothing returning stopped_at into since;
    if since is not null then
        perform audit.record('decisions stopped', 'success', 'automated decisions', p_by, 'person', p_origin,
                             p_correlation, jsonb_build_object('reason', p_reason));
    end if;
    return since;
end $$;

-- Let decisions go on; null when nothing stopped them.
create function resume_decisions(p_by text, p_origin text, p_correlation text) returns timestamptz
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    at timestamptz;
begin
    update decision_stops set resumed_by = p_by, resumed_at = clock_timestamp()
     where resumed_at is null returning resumed_at into at;
    if at is not null then
        perform audit.record('decisions resumed', 'success', 'automated decisions', p_by, 'person', p_origin,
                             p_correlation);
    end if;
    return at;
end $$;
revoke execute on function stop_decisions(text, text, text, text), resume_decisions(text, text, text) from public;
grant execute on function stop_decisions(text, text, text, text), resume_decisions(text, text, text) to api;
