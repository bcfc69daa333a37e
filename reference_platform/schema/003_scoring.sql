-- The results, and the one way in which a result comes to be.
set local role scoring_owner;

create table scoring_results (
    request_id       text primary key,
    customer_id      text not null,
    credit_score     integer not null check (credit_score between 300 and 850),
    risk_level       text not null check (risk_level in ('LOW', 'MEDIUM', 'HIGH', 'VERY_HIGH')),
    model_name       text not null,
    model_version    text not null,
    scored_by        text not null,
    scored_at        timestamptz not null default now(),
    age              integer not null,
    income           double precision not null,
    bureau_score     integer not null,
    debt_ratio       double precision not null,
    employment_years double precision not null,
    decided_by       text not null default 'model' check (decided_by in ('model', 'human')),
    decided_at       timestamptz not null default now()
);
comment on column scoring_results.age is 'this and the four below: the figures the score was made from';
comment on column scoring_results.decided_by is 'human: a reviewer changed risk_level; table contests has both';
-- Tells the newest decision of a customer without a look at the table.
create index scoring_results_customer on scoring_results (customer_id, decided_at desc);

-- Gate and register in one round trip. Statuses:
--   recorded   the result is new and now stored
--   repeated   this request was answered before; that answer is given again
--   no_basis   there is no lawful basis for scoring; nothing was stored
--   taken      the request id belongs to another customer's request
--   stale      the features have changed since they were read; read them again
-- The gate's lock makes an erasure or withdrawal wait, so that no result is stored after it.
create function record_score(
    p_request_id text, p_customer_id text, p_features_version bigint,
    p_credit_score integer, p_risk_level text, p_model_name text, p_model_version text, p_scored_by text,
    p_age integer, p_income double precision, p_bureau_score integer, p_debt_ratio double precision,
    p_employment_years double precision,
    out status text, out credit_score integer, out risk_level text,
    out model_name text, out model_version text, out scored_at timestamptz, out decided_by text
) language plpgsql as $$
declare
    owner text;
begin
    if not lock_scoring_basis(p_customer_id) then
        status := 'no_basis';
        return;
    end if;

    if p_features_version is null or exists (
        select from customer_features f
         where f.customer_id = p_customer_id and f.version = p_features_version
    ) then
        insert into scoring_results as r
               (request_id, customer_id, credit_score, risk_level, model_name, model_version, scored_by,
                age, income, bureau_score, debt_ratio, employment_years)
        values (p_request_id, p_customer_id, p_credit_score, p_risk_level,
                p_model_name, p_model_version, p_scored_by,
                p_age, p_income, p_bureau_score, p_debt_ratio, p_employment_years)
        on conflict (request_id) do nothing
        returning 'recorded', r.credit_score, r.risk_level, r.model_name, r.model_version, r.scored_at, r.decided_by
             into status, credit_score, risk_level, model_name, model_version, scored_at, decided_by;
        if found then
            return;
        end if;
    end if;

    select r.customer_id, r.credit_score, r.risk_level, r.model_name, r.model_version, r.scored_at, r.decided_by
      into owner, credit_score, risk_level, model_name, model_version, scored_at, decided_by
      from scoring_results r where r.request_id = p_request_id;
    if not found then
        status := 'stale';
    elsif owner = p_customer_id then
        status := 'repeated';
    else
        status := 'taken';
        credit_score := null; risk_level := null; model_name := null;
        model_version := null; scored_at := null; decided_by := null;
    end if;
end $$;

grant select, insert on scoring_results to api;
grant select on scoring_results to acceptance, auditor;
grant select (credit_score, risk_level, model_name, model_version, scored_at) on scoring_results to analyst;
grant execute on function record_score(
    text, text, bigint, integer, text, text, text, text, integer, double precision, integer, double precision,
    double precision
) to api;
