-- Who may own what. `scoring_owner` owns every table and cannot log in; the services own nothing.
create extension if not exists pgcrypto;

revoke all on schema public from public;
grant usage, create on schema public to scoring_owner;
grant usage on schema public to api, pipeline, trainer, analyst, auditor, dba, acceptance;
grant select on schema_migrations to acceptance, auditor, dba;

-- Functions are for those they are granted to, not for everyone.
alter default privileges for role scoring_owner revoke execute on functions from public;
