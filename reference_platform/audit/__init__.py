"""The audit log: how programs write to it, and how it is shown to be whole.

The log itself is the schema `audit` of the scoring database (schema/012_audit.sql). Programs write with `entry`
and `record`; `chain` recomputes what the database has linked.
"""
