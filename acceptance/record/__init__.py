"""The run record: what a run did and saw, written as it happens; every report is derived from it."""
