"""The variables by which a suite reaches an instance."""

from __future__ import annotations

from reference_platform.image.content import FILE
from reference_platform.services import applications, mlflow, s3, supervisor, toxiproxy, vault
from reference_platform.services.plan import API_ROLES, DOUBLES, HOST, TRIAL_ROLES, Plan

USER = "acceptance"
INSIDER = "insider"
SEARCHER = "searcher"
TRIED_ROLES = ("api", "pipeline", "archivist", "trainer", "analyst", "auditor", "dba", "postgres")


def suite_environment(plan: Plan) -> dict[str, str]:
    """Addresses and credentials of a suite: the services' own ports, not Toxiproxy's."""
    credentials, ports = plan.credentials, plan.ports
    tokens = {f"{role.upper()}_TOKEN": credentials.api_tokens[role] for role in (*API_ROLES, *TRIAL_ROLES)}
    doubles = {f"{double.upper()}_URL": applications.double_url(plan, double) for double in DOUBLES}
    double_tokens = {f"{double.upper()}_TOKEN": credentials.doubles[double] for double in DOUBLES}
    return {
        "SCORING_API_URL": applications.api_url(plan),
        **tokens,
        "CARELESS_ADDRESS": f"{HOST}:{ports.careless}",
        "MLFLOW_URL": mlflow.url(plan, direct=True),
        "MLFLOW_USER": USER,
        "MLFLOW_PASSWORD": credentials.mlflow[USER],
        "MLFLOW_INSIDER": INSIDER,
        "MLFLOW_INSIDER_PASSWORD": credentials.mlflow[INSIDER],
        "DATABASE_HOST": HOST,
        "DATABASE_PORT": str(ports.postgres),
        "DATABASE_USER": USER,
        "DATABASE_PASSWORD": credentials.postgres[USER],
        "REDIS_HOST": HOST,
        "REDIS_PORT": str(ports.redis),
        "REDIS_PASSWORD": credentials.redis,
        "S3_ENDPOINT": s3.endpoint(plan, direct=True),
        "S3_ACCESS_KEY": USER,
        "S3_SECRET_KEY": credentials.s3[USER],
        "KAFKA_BOOTSTRAP": f"{HOST}:{ports.kafka_suite}",
        "KAFKA_USER": USER,
        "KAFKA_PASSWORD": credentials.kafka[USER],
        "SEARCHER": SEARCHER,
        "SEARCHER_DATABASE_PASSWORD": credentials.postgres[SEARCHER],
        "SEARCHER_S3_SECRET_KEY": credentials.s3[SEARCHER],
        "SEARCHER_KAFKA_PASSWORD": credentials.kafka[SEARCHER],
        # Identities of the platform itself, for trying what they must not be able to do; and the one that can.
        **{f"{role.upper()}_DATABASE_PASSWORD": credentials.postgres[role] for role in TRIED_ROLES},
        "ARCHIVIST_S3_SECRET_KEY": credentials.s3["archivist"],
        **vault.as_the_suite(plan),
        "S3_DATA_DIR": str(s3.folder(plan) / "data"),
        "CA_FILE": str(plan.ca_file),
        "IMAGE_ARCHIVE": str(plan.directory / FILE),
        **doubles,
        **double_tokens,
        "FAULTS_URL": toxiproxy.url(plan),
        "SUPERVISOR_URL": f"http://{HOST}:{ports.supervisor}",
        "SUPERVISOR_USER": supervisor.USER,
        "SUPERVISOR_PASSWORD": credentials.supervisor,
        **{f"{name.upper()}_LINK_ADDRESS": f"{HOST}:{listen}" for name, (listen, _) in toxiproxy.proxies(plan).items()},
        "PLATFORM_LOG_DIR": str(plan.log),
    }
