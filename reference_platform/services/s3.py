"""The object store: versitygw, an S3 server over a folder, with versioning, TLS and a key for each user."""

from __future__ import annotations

import json
import os
import ssl
import urllib.request
from pathlib import Path

from reference_platform.errors import WrongUse
from reference_platform.services.plan import HOST, S3_KEYS, Plan, write_private
from reference_platform.services.program import Program, base_environment

REGION = "us-east-1"
MODELS, TRAINING_DATA, DOCUMENTS = "mlflow-artifacts", "training-data", "customer-documents"
SCRATCH = "acceptance-scratch"
OWNERS = {MODELS: "mlflow", TRAINING_DATA: "trainer", DOCUMENTS: "api", SCRATCH: "acceptance"}
VERSIONED = (MODELS, TRAINING_DATA, DOCUMENTS)
# Copies of the audit log: written once, removed by nobody before their time, not even by root.
AUDIT_ARCHIVE = "audit-archive"
AUDIT_KEPT_DAYS = 400  # PCI DSS 10.5.1 asks for twelve months
# Sees every bucket, whoever made it. The server has no administrator who may only read.
ADMINISTRATORS = ("searcher", "watch")
# Where customers' data may be: the eraser removes it there.
ERASABLE = (TRAINING_DATA, DOCUMENTS)


def folder(plan: Plan) -> Path:
    return plan.directory / "s3"


def endpoint(plan: Plan, *, direct: bool = False) -> str:
    """The address for applications (through Toxiproxy), or the server's own."""
    return f"https://{HOST}:{plan.ports.s3 if direct else plan.ports.s3_proxy}"


def program(plan: Plan) -> Program:
    root = folder(plan)
    return Program(
        name="s3",
        command=(
            str(plan.parts.versitygw / "versitygw"),
            *("--port", f"{HOST}:{plan.ports.s3}"),
            *("--cert", str(plan.certificate_file), "--key", str(plan.key_file)),
            *("--iam-dir", str(root / "users"), "--health", "/health", "--quiet", "--keep-alive"),
            *("posix", "--versioning-dir", str(root / "versions"), str(root / "data")),
        ),
        environment=base_environment(plan)
        | {
            "ROOT_ACCESS_KEY": "root",
            "ROOT_SECRET_KEY": plan.credentials.s3["root"],
        },
    )


def write_configuration(plan: Plan) -> None:
    """Make the folders and write every user with this instance's secret.

    Raises:
        WrongUse: the file system keeps no extended attributes, where the server keeps objects' metadata.
    """
    root = folder(plan)
    for path in (root, root / "data", root / "versions", root / "users"):
        path.mkdir(mode=0o700, exist_ok=True)
    try:
        os.setxattr(root, "user.reference-platform", b"1")
    except OSError as error:
        raise WrongUse(
            f"The file system of {root} keeps no extended attributes, which the object store needs: "
            "set REFERENCE_PLATFORM_HOME to a folder on another file system."
        ) from error
    accounts = {
        key: {"access": key, "secret": plan.credentials.s3[key], "role": "admin" if key in ADMINISTRATORS else "user"}
        for key in S3_KEYS
        if key != "root"
    }
    write_private(root / "users" / "users.json", json.dumps({"accessAccounts": accounts}))


def probe(plan: Plan) -> None:
    """Ask for the server's health through the proxy.

    Raises:
        OSError: not ready.
    """
    context = ssl.create_default_context(cafile=str(plan.ca_file))
    with urllib.request.urlopen(f"{endpoint(plan)}/health", timeout=2, context=context):
        return
