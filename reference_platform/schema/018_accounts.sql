-- People who sign in with a password: who they are, what they may do, and when their account is locked.
set local role scoring_owner;

create table accounts (
    account      text primary key,
    roles        text[] not null,
    verifier     text not null,
    created_at   timestamptz not null default now(),
    disabled_at  timestamptz,
    failures     integer not null default 0,
    locked_until timestamptz
);
comment on column accounts.verifier is 'what scrypt made of the password, with its salt';
comment on column accounts.failures is 'attempts since the last one that succeeded';

create table sign_ins (
    token_sha256 text primary key,
    account      text not null references accounts,
    expires_at   timestamptz not null
);

-- Count an attempt before the password is looked at, and return what to compare it with; null when there is no such
-- account, or it is disabled or locked. However many come at once, no more than ten are ever compared: the tenth
-- attempt locks the account for 30 minutes, and only success takes that back (PCI DSS 8.3.4).
create function begin_sign_in(p_account text) returns text
language sql volatile security definer set search_path = public, pg_temp as $$
    update accounts a
       set failures = attempts.number,
           locked_until = case when attempts.number >= 10 then clock_timestamp() + interval '30 minutes' end
      from (select b.account, case when b.locked_until is null then b.failures + 1 else 1 end as number
              from accounts b where b.account = p_account for update) as attempts
     where a.account = attempts.account and a.disabled_at is null
       and (a.locked_until is null or a.locked_until <= clock_timestamp())
    returning a.verifier
$$;

-- Note how an attempt ended, in the log too; a token is given to whoever succeeded.
create function end_sign_in(
    p_account text, p_succeeded boolean, p_token_sha256 text, p_valid interval, p_origin text, p_correlation text
) returns timestamptz language plpgsql security definer set search_path = public, pg_temp as $$
declare
    known text;
    until timestamptz := clock_timestamp() + p_valid;
begin
    select a.account into known from accounts a where a.account = p_account;
    if p_succeeded then
        update accounts a set failures = 0, locked_until = null where a.account = known;
        delete from sign_ins s where s.expires_at < now();
        insert into sign_ins (token_sha256, account, expires_at) values (p_token_sha256, known, until);
    end if;
    -- A name that is none of ours may be anything, a password too.
    perform audit.record(
        'sign-in', case when p_succeeded then 'success' else 'refused' end,
        coalesce('account ' || known, 'unknown account'), case when p_succeeded then known else 'unknown' end,
        case when p_succeeded then 'person' else 'unknown' end, p_origin, p_correlation);
    return until;
end $$;

create function session_of(p_token_sha256 text, out account text, out roles text[])
language sql volatile security definer set search_path = public, pg_temp as $$
    select a.account, a.roles from sign_ins s join accounts a using (account)
     where s.token_sha256 = p_token_sha256 and s.expires_at > now() and a.disabled_at is null
$$;

-- Change an account, with its entry in the log. False when there is no such account, or for `create` when there is.
create function change_account(
    p_change text, p_account text, p_roles text[], p_verifier text,
    p_actor text, p_actor_kind text, p_origin text, p_correlation text
) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
    case p_change
        when 'create' then
            insert into accounts (account, roles, verifier) values (p_account, p_roles, p_verifier)
            on conflict (account) do nothing;
        when 'change password' then
            update accounts a set verifier = p_verifier, failures = 0, locked_until = null where a.account = p_account;
        when 'disable' then
            update accounts a set disabled_at = coalesce(a.disabled_at, now()) where a.account = p_account;
        when 'unlock' then
            update accounts a set failures = 0, locked_until = null where a.account = p_account;
    end case;
    if not found then
        return false;
    end if;
    if p_change in ('change password', 'disable') then
        delete from sign_ins s where s.account = p_account;
    end if;
    perform audit.record(
        'credential change', 'success', 'account ' || p_account, p_actor, p_actor_kind, p_origin, p_correlation,
        jsonb_build_object('change', p_change, 'roles', array_to_string(p_roles, ' ')));
    return true;
end $$;

grant select (account, roles, disabled_at, failures, locked_until) on accounts to api, auditor, acceptance;
grant execute on function begin_sign_in(text),
                          end_sign_in(text, boolean, text, interval, text, text),
                          session_of(text),
                          change_account(text, text, text[], text, text, text, text, text) to api;
