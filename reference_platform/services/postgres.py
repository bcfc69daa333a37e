"""PostgreSQL: the scoring database, MLflow's store and MLflow's user accounts, in one server over TLS only."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import shutil
import subprocess
from pathlib import Path

from reference_platform.errors import ServiceFailed
from reference_platform.home import runs_as_root
from reference_platform.services.plan import HOST, Plan
from reference_platform.services.program import UNPRIVILEGED_USER, Program, base_environment

DATABASES = SCORING, MLFLOW, MLFLOW_AUTH = "scoring", "mlflow", "mlflow_auth"
SCRAM_ITERATIONS = 4096
SCHEMA_OWNER = "scoring_owner"
AUDIT_OWNER = "audit_owner"
HOST_BASED_AUTHENTICATION = "hostssl all all 127.0.0.1/32 scram-sha-256\n"
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
ssl = on
ssl_cert_file = 'server.pem'
ssl_key_file = 'server.key'
ssl_min_protocol_version = 'TLSv1.2'
password_encryption = 'scram-sha-256'
shared_preload_libraries = 'pg_stat_statements'
max_connections = 80
shared_buffers = 32MB
jit = off
# Nobody survives a crash of the machine here, but every acknowledged row survives kill -9.
fsync = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
# Else old segments are kept for later use, and every instance's copy of the template is half as big again.
wal_recycle = off
autovacuum_naptime = 60s
# The log tells what went wrong, never a value somebody sent.
log_line_prefix = '%m [%p] %q%u@%d '
log_timezone = 'UTC'
timezone = 'UTC'
log_statement = none
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""


def data(plan: Plan) -> Path:
    return plan.directory / "postgres"


def url(plan: Plan, role: str, database: str, *, port: int | None = None) -> str:
    """The address of a database for one role, through Toxiproxy unless another port is given."""
    password = plan.credentials.postgres[role]
    place = f"{HOST}:{port or plan.ports.postgres_proxy}/{database}"
    return f"postgresql://{role}:{password}@{place}?sslmode=verify-full&sslrootcert={plan.ca_file}"


def program(plan: Plan) -> Program:
    server = plan.parts.postgresql / "bin" / "postgres"
    return Program(
        name="postgres",
        command=(str(server), "-D", str(data(plan)), "-p", str(plan.ports.postgres)),
        environment=base_environment(plan),
        # Fast shutdown: end the sessions, write everything down, go.
        stop_signal="INT",
        refuses_root=True,
    )


def initialise(plan: Plan) -> None:
    """Make an empty cluster with our settings; its only user is the superuser with a password."""
    folder = data(plan)
    folder.mkdir(mode=0o700)
    password_file = plan.directory / "superuser"
    password_file.write_text(plan.credentials.postgres["postgres"])
    _give_away(folder)
    _give_away(password_file)
    _run(
        plan,
        *("initdb", "-D", str(folder), "-U", "postgres", "--pwfile", str(password_file)),
        *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--wal-segsize=1", "--no-sync", "--no-instructions"),
    )
    password_file.unlink()
    with (folder / "postgresql.conf").open("a") as settings:
        settings.write(SETTINGS)


def write_configuration(plan: Plan) -> None:
    """Put this instance's certificate and access rules into the cluster."""
    folder = data(plan)
    (folder / "pg_hba.conf").write_text(HOST_BASED_AUTHENTICATION)
    for source, target in ((plan.certificate_file, "server.pem"), (plan.key_file, "server.key")):
        shutil.copyfile(source, folder / target)
        (folder / target).chmod(0o600)
        _give_away(folder / target)


def rotate_secrets(plan: Plan) -> None:
    """Replace every secret in a stopped cluster that came from a template: of roles, MLflow's users and pseudonyms.

    The server never sees a password, only what SCRAM and MLflow store of one.
    """
    roles = [
        f"ALTER ROLE {role} PASSWORD '{scram_verifier(password)}';"
        for role, password in plan.credentials.postgres.items()
    ]
    users = [
        f"UPDATE users SET password_hash = '{werkzeug_hash(password)}' WHERE username = '{user}';"
        for user, password in plan.credentials.mlflow.items()
    ]
    _single_user(plan, "postgres", roles)
    _single_user(plan, MLFLOW_AUTH, users)
    # Made at the first pseudonym else, which whoever only reads cannot.
    new_key = "INSERT INTO pseudonym_key (key) VALUES (gen_random_bytes(32))"
    _single_user(plan, SCORING, [f"{new_key} ON CONFLICT (only_row) DO UPDATE SET key = excluded.key;"])


def scram_verifier(password: str, salt: bytes | None = None) -> str:
    """What PostgreSQL keeps of a password under SCRAM-SHA-256 (RFC 5803)."""
    salt = salt or secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, SCRAM_ITERATIONS)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    stored_key = hashlib.sha256(client_key).digest()
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    text = [base64.b64encode(part).decode() for part in (salt, stored_key, server_key)]
    return f"SCRAM-SHA-256${SCRAM_ITERATIONS}:{text[0]}${text[1]}:{text[2]}"


def werkzeug_hash(password: str) -> str:
    """What MLflow keeps of a user's password; few rounds are enough for 160 random bits."""
    rounds, salt = 10_000, secrets.token_hex(8)
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), rounds).hex()
    return f"pbkdf2:sha256:{rounds}${salt}${digest}"


def probe(plan: Plan) -> None:
    """Ask through the proxy, as applications do.

    Raises:
        psycopg2.Error: not ready.
    """
    import psycopg2

    psycopg2.connect(url(plan, "acceptance", SCORING), connect_timeout=2).close()


def _give_away(path: Path) -> None:
    if runs_as_root():
        shutil.chown(path, UNPRIVILEGED_USER)


def _run(plan: Plan, tool: str, *arguments: str, stdin: str = "") -> str:
    result = subprocess.run(
        [str(plan.parts.postgresql / "bin" / tool), *arguments],
        env=base_environment(plan),
        input=stdin,
        capture_output=True,
        text=True,
        cwd="/",
        user=UNPRIVILEGED_USER if runs_as_root() else None,
        extra_groups=[] if runs_as_root() else None,
        check=False,
    )
    if result.returncode != 0 or "ERROR:" in result.stderr:
        last = (result.stderr.strip() or "no output").splitlines()[-1]
        raise ServiceFailed(f"PostgreSQL's {tool} failed on {data(plan)}: {last}")
    return result.stdout


def _single_user(plan: Plan, database: str, statements: list[str]) -> None:
    arguments = ("--single", "-D", str(data(plan)), database)
    _run(plan, "postgres", *arguments, stdin="\n".join(statements) + "\n")
