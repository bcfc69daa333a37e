-- What the pipeline must remember to treat each record exactly once, and the notifications still to send.
set local role scoring_owner;

create table processed_records (
    topic         text not null,
    record_id     text not null,
    partition     integer not null,
    "offset"      bigint not null,
    bureau_origin text not null,
    processed_at  timestamptz not null default now(),
    primary key (topic, record_id)
);
comment on table processed_records is
    'the same record at the same place is a replay after a crash; at another place it is a duplicate';

create table emitted_offsets (
    topic       text not null,
    partition   integer not null,
    next_offset bigint not null,
    primary key (topic, partition)
);
comment on table emitted_offsets is
    'results of records below next_offset were handed over; a rewound consumer does not hand them over again';

create table notification_outbox (
    notification_id text primary key,
    customer_id     text not null,
    created_at      timestamptz not null default now(),
    attempts        integer not null default 0,
    due_at          timestamptz not null default now(),
    delivered_at    timestamptz
);
create index notification_outbox_due on notification_outbox (due_at) where delivered_at is null;
create index notification_outbox_customer on notification_outbox (customer_id);

create table loan_outcomes (
    record_id   text primary key,
    customer_id text not null,
    outcome     text not null check (outcome in ('settled', 'defaulted')),
    amount      double precision not null check (amount > 0),
    event_time  timestamptz not null,
    recorded_at timestamptz not null default now()
);
create index loan_outcomes_customer on loan_outcomes (customer_id);

grant select, insert on processed_records to pipeline;
grant select (request_id, customer_id) on scoring_results to pipeline;
grant select, insert, update on emitted_offsets to pipeline;
grant select, insert, update on notification_outbox to pipeline;
grant select, insert on loan_outcomes to pipeline;
grant select on loan_outcomes to acceptance, auditor, api;
grant select on processed_records, emitted_offsets, notification_outbox to acceptance;
grant select on processed_records, emitted_offsets to dba;
