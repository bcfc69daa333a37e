"""The training's command line says in one sentence what is wrong."""

import subprocess
import sys

from reference_platform.training.settings import MissingSetting, Settings, settings_from


def run_training(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reference_platform.training", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180, check=False)


def test_missing_settings_are_all_named_at_once() -> None:
    finished = run_training("--seed", "1", MLFLOW_URL="https://127.0.0.1:1")
    assert finished.returncode == 1
    assert "MLFLOW_USER, MLFLOW_PASSWORD, S3_ENDPOINT" in finished.stderr
    assert finished.stdout == ""


def test_a_database_that_is_away_gives_one_sentence_and_exit_code_1() -> None:
    values = dict.fromkeys(Settings.__dataclass_fields__, "x") | {"database_url": "postgresql://trainer@127.0.0.1:1/x"}
    finished = run_training("--seed", "1", **{name.upper(): value for name, value in values.items()})
    assert finished.returncode == 1
    sentence = "training failed: the database did not give the customers to learn from: OperationalError"
    assert finished.stderr.strip().splitlines()[-1] == sentence


def test_a_negative_seed_is_wrong_use() -> None:
    assert run_training("--seed", "-1").returncode == 2


def test_settings_are_read_from_the_given_environment() -> None:
    values = {name.upper(): name for name in Settings.__dataclass_fields__}
    assert settings_from(values).mlflow_url == "mlflow_url"
    try:
        settings_from({**values, "CA_FILE": ""})
    except MissingSetting as error:
        assert "CA_FILE" in str(error)
