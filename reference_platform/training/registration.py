"""Put a trained model where it can be found again: dataset to S3, model and its trail to MLflow."""

import hashlib
import logging
import os
import tempfile
from dataclasses import dataclass
from importlib.metadata import version as installed_version
from pathlib import Path

import boto3
import botocore.config
import mlflow
import mlflow.sklearn
import skops.io
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, DataType, Schema

from reference_platform.training import scorecard
from reference_platform.training.fit import Dataset, ModelRefused, TrainedModel, TrainingSet, as_dataset, training_set
from reference_platform.training.lineage import lineage
from reference_platform.training.scorecard import MODEL_NAME, TRUSTED_TYPES, Features, scorecard_of
from reference_platform.training.settings import Settings

DATASET_BUCKET = "training-data"
ARTIFACT = "model.skops"
# Stated, because MLflow would otherwise work them out by loading the model in a process of its own (4 s).
REQUIREMENTS = [f"{name}=={installed_version(name)}" for name in ("mlflow", "scikit-learn", "skops", "numpy")]


@dataclass(frozen=True)
class Registered:
    """A version in the registry, the digest of its stored artefact, and where the rows are that it learned from."""

    version: str
    run_id: str
    artifact_sha256: str
    dataset_key: str


def register(model: TrainedModel, seed: int, settings: Settings) -> Registered:
    """Log and register the model; no row of its data goes along, and it serves only by a change that names it.

    The version is tagged with the digests of artefact and dataset; serving refuses an artefact whose digest
    differs. Raises what MLflow raises, and ModelRefused when the stored model differs from ours.
    """
    point_mlflow_at(settings)
    mlflow.set_experiment(MODEL_NAME)
    with mlflow.start_run() as run:
        mlflow.log_params(
            {
                "seed": seed,
                "dataset_uri": f"s3://{DATASET_BUCKET}/{model.dataset.key}",
                "dataset_sha256": model.dataset.sha256,
                "dataset_rows": model.dataset.rows,
                "customer_rows": model.dataset.customer_rows,
                "even_odds_score": scorecard.EVEN_ODDS_SCORE,
                "points_per_log_odds": scorecard.POINTS_PER_LOG_ODDS,
            }
        )
        mlflow.log_metric("hold_out_accuracy", model.accuracy)
        logged = mlflow.sklearn.log_model(
            model.pipeline,
            name="model",
            serialization_format="skops",
            skops_trusted_types=TRUSTED_TYPES,
            pip_requirements=REQUIREMENTS,
            registered_model_name=MODEL_NAME,
            signature=model_signature(),
        )
    client = mlflow.MlflowClient()
    version = str(logged.registered_model_version)
    digest = hashlib.sha256(stored_artifact(version, model)).hexdigest()
    client.set_model_version_tag(MODEL_NAME, version, "artifact_sha256", digest)
    client.set_model_version_tag(MODEL_NAME, version, "dataset_sha256", model.dataset.sha256)
    return Registered(version, run.info.run_id, digest, model.dataset.key)


def registered_training_set(seed: int, settings: Settings) -> TrainingSet:
    """The rows to learn from, entered in the lineage and stored; raises what psycopg2 and boto3 raise."""
    with lineage(settings.database_url) as register_of_sets:
        outcomes = register_of_sets.outcomes()
        rows = training_set(seed, outcomes)
        dataset = as_dataset(rows)
        register_of_sets.register(dataset.key, dataset.sha256, dataset.rows, outcomes.customer_ids)
        store_dataset(dataset, settings)
    return rows


def store_dataset(dataset: Dataset, settings: Settings) -> None:
    """Store the dataset under its digest."""
    client = boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint,
        aws_access_key_id=settings.s3_access_key,
        aws_secret_access_key=settings.s3_secret_key,
        region_name="us-east-1",
        verify=settings.ca_file,
        config=botocore.config.Config(connect_timeout=3, read_timeout=10, retries={"total_max_attempts": 2}),
    )
    client.put_object(Bucket=DATASET_BUCKET, Key=dataset.key, Body=dataset.content, ContentType="application/gzip")


def point_mlflow_at(settings: Settings) -> None:
    """Tell the MLflow client where the server is and who we are; it reads its environment only."""
    os.environ.update(
        MLFLOW_TRACKING_URI=settings.mlflow_url,
        MLFLOW_TRACKING_USERNAME=settings.mlflow_user,
        MLFLOW_TRACKING_PASSWORD=settings.mlflow_password,
        MLFLOW_TRACKING_SERVER_CERT_PATH=settings.ca_file,
        # Otherwise the client follows links straight to S3, whose private CA it does not trust, and hangs.
        MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD="false",
        MLFLOW_HTTP_REQUEST_MAX_RETRIES="2",
        MLFLOW_HTTP_REQUEST_TIMEOUT="10",
        MLFLOW_DISABLE_TELEMETRY="true",
        MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT="true",  # standard output is for our one line
    )
    logging.getLogger("mlflow").setLevel(logging.ERROR)
    mlflow.set_tracking_uri(settings.mlflow_url)
    mlflow.set_registry_uri(settings.mlflow_url)


def model_signature() -> ModelSignature:
    """The inputs by name: whole numbers where the platform takes whole numbers."""
    types = {int: DataType.long, float: DataType.double}
    inputs = [ColSpec(types[field.type], name) for name, field in Features.__dataclass_fields__.items()]
    return ModelSignature(inputs=Schema(inputs), outputs=Schema([ColSpec(DataType.long)]))


def stored_artifact(version: str, model: TrainedModel) -> bytes:
    """Fetch the artefact back and make sure that what was stored is the model we trained."""
    with tempfile.TemporaryDirectory() as folder:
        uri = f"models:/{MODEL_NAME}/{version}"
        content = Path(mlflow.artifacts.download_artifacts(uri, dst_path=folder), ARTIFACT).read_bytes()
    stored = scorecard_of(skops.io.loads(content, trusted=TRUSTED_TYPES))
    if stored != scorecard_of(model.pipeline):
        raise ModelRefused("the artefact read back from the registry is not the model that was trained")
    return content
