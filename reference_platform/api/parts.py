"""The parts the API is made of; each can be replaced by another with the same methods."""

import ssl
from dataclasses import dataclass
from pathlib import Path

from reference_platform.api.accounts import Accounts
from reference_platform.api.audit import AuditLog
from reference_platform.api.audit_archive import AuditArchive
from reference_platform.api.authorised import Authorisations
from reference_platform.api.broker import Broker
from reference_platform.api.card_vault import CardVault, vault_client
from reference_platform.api.contests import Contests
from reference_platform.api.crm import Crm, CrmImport, crm_client
from reference_platform.api.customers import Customers
from reference_platform.api.database import Database
from reference_platform.api.decisions import Decisions
from reference_platform.api.documents import Documents
from reference_platform.api.erasures import Erasures
from reference_platform.api.explanations import Explanations
from reference_platform.api.exports import Exports
from reference_platform.api.feature_cache import FeatureCache
from reference_platform.api.identity import Tokens
from reference_platform.api.lawful_bases import LawfulBases
from reference_platform.api.model_changes import ModelChanges
from reference_platform.api.reconciliation import Reconciliation
from reference_platform.api.rectification import Rectification
from reference_platform.api.registry import Registry, registry_client
from reference_platform.api.results import RECORD_SCORE, Results
from reference_platform.api.retention import LegalHolds, Retention
from reference_platform.api.scoring import Scoring
from reference_platform.api.serving import ModelFiles, Serving
from reference_platform.api.settings import Settings
from reference_platform.api.stops import Stops
from reference_platform.api.training_runs import TrainingRuns


@dataclass(frozen=True)
class Parts:
    """Everything a route may use."""

    tokens: Tokens
    database: Database
    audit: AuditLog
    accounts: Accounts
    cache: FeatureCache
    broker: Broker
    registry: Registry
    crm: Crm
    card_vault: CardVault
    serving: Serving
    results: Results
    customers: Customers
    lawful_bases: LawfulBases
    legal_holds: LegalHolds
    retention: Retention
    erasures: Erasures
    scoring: Scoring
    stops: Stops
    decisions: Decisions
    explanations: Explanations
    rectification: Rectification
    contests: Contests
    exports: Exports
    crm_import: CrmImport
    training_runs: TrainingRuns
    model_changes: ModelChanges
    reconciliation: Reconciliation


def build_parts(settings: Settings, model_folder: Path) -> Parts:
    """Make the parts; nothing connects yet. Raises BadTokensFile."""
    tls = ssl.create_default_context(cafile=settings.ca_file)
    database = Database(settings.database_url, warm_up=(RECORD_SCORE,))
    cache = FeatureCache(settings.redis_url)
    broker = Broker(settings.kafka_bootstrap, settings.kafka_user, settings.kafka_password, settings.ca_file)
    registry = Registry(registry_client(settings.mlflow_url, settings.mlflow_user, settings.mlflow_password, tls))
    crm = Crm(crm_client(settings.crm_url, settings.crm_token, tls))
    authorisations = Authorisations(database)
    serving = Serving(authorisations, registry, ModelFiles(model_folder))
    results = Results(database)
    customers = Customers(database)
    explanations = Explanations(results, serving)
    store = (settings.s3_endpoint, settings.s3_access_key, settings.s3_secret_key, settings.ca_file)
    documents = Documents(*store)
    return Parts(
        tokens=Tokens(Path(settings.tokens_file)),
        database=database,
        audit=AuditLog(database, AuditArchive(*store)),
        accounts=Accounts(database),
        cache=cache,
        broker=broker,
        registry=registry,
        crm=crm,
        card_vault=CardVault(vault_client(settings.vault_url, settings.vault_token, tls)),
        serving=serving,
        results=results,
        customers=customers,
        lawful_bases=LawfulBases(database),
        legal_holds=LegalHolds(database),
        retention=Retention(database, cache),
        erasures=Erasures(database),
        scoring=Scoring(serving, customers, cache, results),
        stops=Stops(database),
        decisions=Decisions(database, cache),
        explanations=explanations,
        rectification=Rectification(database, cache, customers),
        contests=Contests(database, cache),
        exports=Exports(database, documents, explanations),
        crm_import=CrmImport(crm, broker),
        training_runs=TrainingRuns(database),
        model_changes=ModelChanges(database, registry, serving, settings.environment),
        reconciliation=Reconciliation(
            database, authorisations, registry, settings.environment, model_folder / "compared"
        ),
    )
