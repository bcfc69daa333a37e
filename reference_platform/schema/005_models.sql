-- Who trained and who promoted which model, when and why.
set local role scoring_owner;

create table training_runs (
    training_run_id uuid primary key,
    seed            integer not null,
    requested_by    text not null,
    requested_at    timestamptz not null default now(),
    status          text not null default 'queued'
                    check (status in ('queued', 'running', 'succeeded', 'failed')),
    version         text,
    run_id          text,
    artifact_sha256 text,
    failure         text,
    finished_at     timestamptz
);
create index training_runs_queued on training_runs (requested_at) where status in ('queued', 'running');

create table model_changes (
    change_id       bigint generated always as identity primary key,
    model_name      text not null,
    old_version     text,
    new_version     text not null,
    reason          text not null,
    artifact_sha256 text not null,
    changed_by      text not null,
    requested_at    timestamptz not null default now(),
    applied_at      timestamptz
);
comment on column model_changes.applied_at is
    'written once the registry has confirmed the alias; empty: the change was asked for and did not succeed';

grant select, insert on training_runs to api;
grant select, update (status, version, run_id, artifact_sha256, failure, finished_at)
   on training_runs to pipeline;
grant select, insert, update (applied_at) on model_changes to api;
grant select on training_runs, model_changes to acceptance, auditor, analyst;
