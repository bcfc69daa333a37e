"""Train, log and register one model: `python -m reference_platform.training --seed N`.

Prints one JSON line {"version", "run_id", "artifact_sha256", "dataset_key"}. Exits with 1 and one sentence on failure.
"""

import argparse
import json
import logging
import sys
from dataclasses import asdict

from reference_platform.lean import absent
from reference_platform.training.settings import MissingSetting, settings_from


def main() -> int:
    """Parse the command line, train, register, and say what was registered."""
    parser = argparse.ArgumentParser(prog="python -m reference_platform.training", description=__doc__)
    parser.add_argument("--seed", type=int, required=True, help="whole number from 0; another seed, another model")
    arguments = parser.parse_args()
    if arguments.seed < 0:
        parser.error("--seed must be 0 or more")
    logging.basicConfig(level=logging.WARNING)
    try:
        settings = settings_from()
    except MissingSetting as error:
        return failed(str(error))

    # Imported late: --help and a missing setting should not take seconds.
    with absent("dask", "pyarrow", "pytest"):
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError
        from mlflow.exceptions import MlflowException
        from psycopg2 import Error as DatabaseError

        from reference_platform.training.fit import ModelRefused, train
        from reference_platform.training.registration import register, registered_training_set

    try:
        rows = registered_training_set(arguments.seed, settings)
        registered = register(train(arguments.seed, rows), arguments.seed, settings)
    except ModelRefused as error:
        return failed(str(error))
    except DatabaseError as error:
        return failed(f"the database did not give the customers to learn from: {type(error).__name__}")
    except MlflowException as error:
        return failed(f"MLflow at {settings.mlflow_url} did not take the model: {first_line(error)}")
    except (Boto3Error, BotoCoreError, ClientError) as error:
        return failed(f"the object store at {settings.s3_endpoint} did not take the dataset: {first_line(error)}")
    sys.stdout.write(json.dumps(asdict(registered)) + "\n")
    return 0


def first_line(error: Exception) -> str:
    """What an error says, without the pages that may follow."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]


def failed(sentence: str) -> int:
    """Say one sentence on stderr and return the exit code of a failure."""
    sys.stderr.write(f"training failed: {sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
