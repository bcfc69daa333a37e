"""The pipeline worker: records in, results out, each exactly once as seen from outside.

How that holds, through a crash at any moment:

- Results and consumer offsets go to Kafka in one transaction: readers of committed data see both or neither.
- What a record changes in the database is claimed in the same database transaction, under the record's own
  id and its place (partition, offset). The same id at the same place is a replay after a crash: nothing is
  changed again, and the result is emitted again. At another place it is a duplicate: no second result.
- Scoring is asked of the Scoring API with the record's id as idempotency key: asked twice, it answers once.
- An outage of database, API or broker makes the worker wait. Only a record that can never be processed is
  put aside, on the dead-letter topic, without its contents.
"""
