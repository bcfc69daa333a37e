"""The Scoring API. `app.create_app` wires it together; each obligation has one module.

| obligation                                   | module                            |
|----------------------------------------------|-----------------------------------|
| who may call what                            | `identity.py`                     |
| what a request may contain                   | `wire.py`                         |
| errors that tell the caller, and nobody else | `problems.py`                     |
| no result without a lawful basis             | `results.py`                      |
| every lawful basis, and when it ended        | `lawful_bases.py`                 |
| features and erasure                         | `customers.py`                    |
| what is too old leaves, what is held stays   | `retention.py`                    |
| telemetry that names nobody                  | `telemetry.py`                    |
| why a result is what it is                   | `explanations.py`                 |
| corrections, and who decides a contest       | `rectification.py`, `contests.py` |
| a person's copy of their data                | `exports.py`                      |
| which model serves, and that it is unaltered | `serving.py`                      |
| what decides changes by three people         | `model_changes.py`                |
| what an answer contains                      | `answers.py`                      |
| the contract that callers read               | `openapi.py`                      |
"""
