-- From whose data a model learned: registered training sets, and whose rows they hold.
set local role scoring_owner;

create table training_datasets (
    dataset_key   text primary key,
    sha256        text not null,
    rows          integer not null check (rows > 0),
    customer_rows integer not null check (customer_rows between 0 and rows),
    registered_at timestamptz not null default now(),
    removed_at    timestamptz
);
comment on table training_datasets is 'the lineage: digest and size stay when the rows have been erased';

create table training_members (
    dataset_key text not null references training_datasets,
    customer_id text not null,
    primary key (dataset_key, customer_id)
);
create index training_members_customer on training_members (customer_id);
comment on table training_members is 'whose row a training set holds; the set itself names nobody';

alter table training_runs add column dataset_key text references training_datasets;

-- A customer's row is used with a basis for model training in force, and once, however many loans they had: who
-- defaulted once counts as bad. The lock lasts until the training set is stored: an erasure waits, then finds it.
create function training_rows()
returns table (customer_id text, age integer, income double precision, credit_score integer,
               debt_ratio double precision, employment_years double precision, bad integer)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    return query
    select f.customer_id, f.age, f.income, f.bureau_score, f.debt_ratio, f.employment_years,
           (select max((o.outcome = 'defaulted')::integer) from loan_outcomes o
             where o.customer_id = f.customer_id)
      from lawful_basis b join customer_features f using (customer_id)
     where b.purpose = 'model_training' and b.ended_at is null
       and exists (select from loan_outcomes o where o.customer_id = f.customer_id)
     order by f.customer_id
       for key share of b;
end $$;

create function register_dataset(p_key text, p_sha256 text, p_rows integer, p_customers text[]) returns void
language sql security definer set search_path = public, pg_temp as $$
    insert into training_datasets (dataset_key, sha256, rows, customer_rows)
    values (p_key, p_sha256, p_rows, cardinality(p_customers))
    on conflict (dataset_key) do update set registered_at = now(), removed_at = null;
    insert into training_members (dataset_key, customer_id) select p_key, unnest(p_customers)
    on conflict do nothing;
$$;

grant select on training_members to acceptance, auditor, api;
grant select on training_datasets to api, pipeline, acceptance, auditor, analyst;
grant update (removed_at) on training_datasets to pipeline;
grant select, delete on training_members to pipeline;
grant update (dataset_key) on training_runs to pipeline;
grant execute on function training_rows(), register_dataset(text, text, integer, text[]) to trainer;
