"""Defects: deliberate faults of the platform, one small module each, to be switched on at the bench only.

Nothing outside this folder knows of any of them. docs/adding-a-defect.md tells how to write one.

| kind                                                 | how                                                  |
|------------------------------------------------------|------------------------------------------------------|
| a part of one of our programs is another             | the program is started anew by `run.py`              |
| a running service is changed (SQL, topics, settings) | the defect's `on(bench)` and `off(bench)`, `bench.py` |
"""
