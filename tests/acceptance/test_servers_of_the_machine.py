"""The suite on PostgreSQL and Redis as a distribution packages them, with TLS, in the place of the embedded ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from acceptance.platform.database import DatabaseClient
from acceptance.profile import load
from acceptance.profile.services import Database
from tests.acceptance.platform.servers import found

pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform")]

INSTANCE = f"packaged-{os.getpid()}"
CHOSEN = "@SCAN-07 or @E2E-02 or @E2E-03"


@pytest.fixture(scope="module")
def servers() -> dict[str, str]:
    database = Path(found("postgres", "usr/lib/postgresql/*/bin/postgres"))
    return {
        "REFERENCE_PLATFORM_POSTGRESQL": str(database.parents[1]),
        "REFERENCE_PLATFORM_REDIS": found("redis-server", "usr/bin/redis-server"),
    }


@pytest.fixture(scope="module")
def environment(servers: dict[str, str]) -> Iterator[dict[str, str]]:
    words, named = [sys.executable, "-m", "reference_platform"], ["--instance", INSTANCE]
    up = [*words, "up", "--owner-pid", str(os.getpid()), "--json", *named]
    told = subprocess.run(up, env={**os.environ, **servers}, stdout=subprocess.PIPE, check=True, timeout=400)
    yield json.loads(told.stdout)["environment"]
    subprocess.run([*words, "down", *named], check=True, capture_output=True, timeout=120)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project with an environment whose cache is spoken to encrypted."""
    folder = tmp_path_factory.mktemp("project")
    for one in Path().iterdir():
        if one.name not in ("profiles", "reports", "build") and not one.name.startswith("."):
            (folder / one.name).symlink_to(one.resolve())
    (folder / "profiles").mkdir()
    content = yaml.safe_load(Path("profiles/local.yaml").read_text("utf-8"))
    del content["provision"]
    content["name"] = "packaged"
    content["services"]["cache"] |= {"tls": True, "ca_file": "${CA_FILE}"}
    cache = content["encrypted_hops"]["cache"]
    del cache["server_cannot"]
    cache["ca_file"] = "${CA_FILE}"
    (folder / "profiles/packaged.yaml").write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    return folder


def test_the_database_is_the_one_of_the_machine(
    environment: dict[str, str], servers: dict[str, str], project: Path
) -> None:
    program = f"{servers['REFERENCE_PLATFORM_POSTGRESQL']}/bin/postgres"
    known = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    profile = load(project / "profiles/packaged.yaml", {**os.environ, **environment})
    client = DatabaseClient(profile.service(Database), profile.permissions)
    assert f" {client.version()}" in known
    client.close()


def test_every_connection_is_encrypted_and_the_stores_do_what_is_asked_of_them(
    environment: dict[str, str], project: Path, tmp_path: Path
) -> None:
    own = {"ACCEPTANCE_REPORTS_DIR": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")}
    done = subprocess.run(
        [Path(sys.executable).with_name("acceptance"), "run", "--env", "packaged", "--tags", CHOSEN, "--no-report"],
        cwd=project,
        env={**os.environ, **environment, **own},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    summary = json.loads((tmp_path / "latest/run.json").read_text("utf-8"))
    open_ones = [f"{one['name']}: {one['reason']}" for one in summary["scenarios"] if one["outcome"] != "satisfied"]
    assert open_ones == [], done.stderr[-1000:]
    assert done.returncode == 0
    names = {one["name"] for one in summary["scenarios"]}
    assert any("The connection to the cache is encrypted" in name for name in names)
    assert {control["id"] for control in summary["controls"] if control["outcome"] == "satisfied"} == {
        "SCAN-07",
        "E2E-02",
        "E2E-03",
    }
