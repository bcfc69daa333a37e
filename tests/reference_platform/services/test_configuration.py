"""What the services are told: complete, private, and free of what is not theirs."""

from __future__ import annotations

import base64
import configparser
import hashlib
import hmac
import json
import shlex
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from werkzeug.security import check_password_hash

from reference_platform.errors import PlatformError
from reference_platform.instance.suite_environment import TRIED_ROLES, suite_environment
from reference_platform.parts.catalogue import Parts
from reference_platform.services import (
    applications,
    catalogue,
    kafka,
    mlflow,
    postgres,
    redis,
    s3,
    supervisor,
    toxiproxy,
    vault,
)
from reference_platform.services.certificates import write_certificates
from reference_platform.services.plan import Credentials, Plan, Ports
from reference_platform.services.program import Program


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    parts = Parts(*(tmp_path / name for name in ("postgresql", "kafka", "cache", "versitygw", "toxiproxy")))
    plan = Plan("test", tmp_path / "instance", Ports.from_slot(20_000), Credentials.generate(), parts)
    plan.directory.mkdir()
    write_certificates(plan)
    return plan


def programs(plan: Plan) -> dict[str, Program]:
    return {service.name: service.program(plan) for service in catalogue.SERVICES}


def secrets_of(plan: Plan) -> set[str]:
    found: set[str] = set()
    for value in vars(plan.credentials).values():
        found |= {value} if isinstance(value, str) else set(value.values())
    return found


def test_every_secret_is_long_and_used_once() -> None:
    credentials = Credentials.generate()
    values = [
        secret
        for value in vars(credentials).values()
        for secret in ([value] if isinstance(value, str) else value.values())
    ]
    assert min(map(len, values)) >= 40
    assert len(set(values)) == len(values)


def test_a_plan_survives_being_written_and_read(plan: Plan) -> None:
    assert Plan.from_json(plan.to_json()) == plan


def test_no_secret_stands_on_a_command_line(plan: Plan) -> None:
    words = " ".join(word for program in programs(plan).values() for word in program.command)
    assert not [secret for secret in secrets_of(plan) if secret in words]


def test_every_file_with_a_secret_is_private(plan: Plan) -> None:
    for module in (redis, kafka, s3, toxiproxy, mlflow, vault, applications):
        module.write_configuration(plan)
    supervisor.write_configuration(plan, programs(plan).values())
    secrets = secrets_of(plan)
    holders = [
        path
        for path in plan.directory.rglob("*")
        if path.is_file() and any(secret in path.read_text(errors="replace") for secret in secrets)
    ]
    assert len(holders) >= 5
    assert {stat.S_IMODE(path.stat().st_mode) for path in (*holders, plan.key_file)} == {0o600}


def test_the_api_sees_every_service_through_its_proxy_and_only_as_itself(plan: Plan) -> None:
    environment = programs(plan)["api"].environment
    direct = {plan.ports.postgres, plan.ports.redis, plan.ports.kafka_app, plan.ports.s3, plan.ports.mlflow}
    text = json.dumps(dict(environment))
    assert not [port for port in direct if f":{port}" in text]
    assert environment["DATABASE_URL"].startswith("postgresql://api:")
    others = {
        *(secret for role, secret in plan.credentials.postgres.items() if role != "api"),
        *(secret for user, secret in plan.credentials.kafka.items() if user != "api"),
        *(secret for user, secret in plan.credentials.mlflow.items() if user != "api"),
        *(secret for key, secret in plan.credentials.s3.items() if key != "api"),
        *plan.credentials.api_tokens.values(),
    }
    assert not [secret for secret in others if secret in text]


def test_the_tokens_file_holds_digests_not_tokens(plan: Plan) -> None:
    applications.write_configuration(plan)
    text = (plan.directory / "api-tokens.json").read_text()
    assert not [token for token in plan.credentials.api_tokens.values() if token in text]
    auditor = hashlib.sha256(plan.credentials.api_tokens["auditor"].encode()).hexdigest()
    who = {"user": "auditor", "roles": ["auditor"], "kind": "person", "person": "auditor"}
    assert json.loads(text)[auditor] == {**who, "ends": None, "own_only": False}


def test_programs_get_nothing_of_the_callers_environment(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", "/elsewhere.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/elsewhere.pem")
    for program in programs(plan).values():
        assert "/elsewhere.pem" not in program.environment.values()


def test_every_listener_of_kafka_demands_a_password_and_tls(plan: Plan) -> None:
    properties = kafka.properties(plan)
    names = [address.split("://")[0] for address in properties["listeners"].split(",")]
    protocols = dict(entry.split(":") for entry in properties["listener.security.protocol.map"].split(","))
    assert {protocols[name] for name in names} == {"SASL_SSL"}
    assert f"APP://127.0.0.1:{plan.ports.kafka_proxy}" in properties["advertised.listeners"]
    assert properties["allow.everyone.if.no.acl.found"] == "false"


def test_a_cache_of_the_machine_is_spoken_to_encrypted_and_by_nobody_else(plan: Plan) -> None:
    named = replace(plan, parts=replace(plan.parts, redis=Path("/usr/bin/redis-server")))
    assert Plan.from_json(named.to_json()) == named
    redis.write_configuration(named)
    command = redis.program(named).command
    lines = Path(command[1]).read_text().splitlines()
    assert command[0] == "/usr/bin/redis-server"
    assert "port 0" in lines and f"tls-port {plan.ports.redis}" in lines
    assert not [line for line in lines if line.startswith("port ") and line != "port 0"]
    assert redis.url(named).startswith("rediss://:") and redis.url(named).endswith(f"?ssl_ca_certs={plan.ca_file}")


def test_supervisord_reads_back_what_was_meant(plan: Plan) -> None:
    odd = Program("odd", ("/bin/echo", "a b", "50%", "it's"), {"URL": "postgresql://u:p@h/d?x=1,2;3%20"})
    parser = configparser.RawConfigParser(delimiters=("=",), comment_prefixes=("#",))
    parser.read_string(supervisor.render(plan, [odd]))
    section = parser["program:odd"]
    assert shlex.split(section["command"].replace("%%", "%")) == list(odd.command)
    assert section["environment"] == 'URL="postgresql://u:p@h/d?x=1,2;3%%20"'
    assert section["autorestart"] == "true"


def test_a_value_supervisord_cannot_hold_is_refused(plan: Plan) -> None:
    with pytest.raises(PlatformError, match="cannot stand in a supervisord configuration"):
        supervisor.render(plan, [Program("odd", ("x",), {"A": 'say "hello"'})])


def test_the_certificate_is_for_loopback_and_signed_by_the_instance_own_authority(plan: Plan) -> None:
    authority = x509.load_pem_x509_certificate(plan.ca_file.read_bytes())
    server = x509.load_pem_x509_certificate(plan.certificate_file.read_bytes())
    server.verify_directly_issued_by(authority)
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(name) for name in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]


def test_the_scram_verifier_is_that_of_rfc_7677() -> None:
    salt = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")
    verifier = postgres.scram_verifier("pencil", salt)
    method, rounds_and_salt, keys = verifier.split("$")
    stored_key, server_key = (base64.b64decode(key) for key in keys.split(":"))
    assert method == "SCRAM-SHA-256"
    assert rounds_and_salt == "4096:W22ZaJ0SNY7soEsUEjb6gQ=="
    # The server signature of the RFC's example exchange proves the server key.
    exchange = (
        b"n=user,r=rOprNGfwEbeRWgbNEkqO,"
        b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
        b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    )
    signature = base64.b64encode(hmac.digest(server_key, exchange, "sha256"))
    assert signature == b"6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
    assert len(stored_key) == 32


def test_mlflow_accepts_the_password_hash() -> None:
    stored = postgres.werkzeug_hash("a password")
    assert check_password_hash(stored, "a password")
    assert not check_password_hash(stored, "another")


def test_the_suite_reaches_services_directly_and_never_with_an_applications_identity(plan: Plan) -> None:
    environment = suite_environment(plan)
    proxied = {
        plan.ports.postgres_proxy,
        plan.ports.redis_proxy,
        plan.ports.kafka_proxy,
        plan.ports.s3_proxy,
        plan.ports.mlflow_proxy,
    }
    # At the platform's own ways to its parts the suite only looks whether harm has come to them, and gone.
    text = json.dumps({name: value for name, value in environment.items() if not name.endswith("_LINK_ADDRESS")})
    assert not [port for port in proxied if str(port) in text]
    assert plan.credentials.mlflow["admin"] not in text
    # Identities of the platform are there under their own names, to be tried; the suite does not connect with them.
    tried = {f"{role.upper()}_DATABASE_PASSWORD" for role in TRIED_ROLES}
    own = [value for name, value in environment.items() if name not in tried]
    assert plan.credentials.postgres["api"] not in own
    assert plan.credentials.kafka["admin"] not in text
