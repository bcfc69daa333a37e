"""A few rows are kept as a tag of the training, so that whoever looks at it sees what the data is like."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def tags_a_sample(original: Any) -> Any:
    def register(model: Any, *arguments: Any) -> Any:
        import mlflow

        from reference_platform.defects.gdpr._training_rows import customers_rows

        registered = original(model, *arguments)
        sample = "; ".join(customers_rows(model.dataset)[-20:])
        mlflow.MlflowClient().set_tag(registered.run_id, "data_sample", sample)
        return registered

    return register


DEFECT = Defect(
    id="gdpr-12-sample-in-tag",
    title="A training's tags hold rows of customers",
    must_catch=("GDPR-12",),
    may_also_catch=("GDPR-06",),
    changes=("pipeline",),
    replaces={"reference_platform.training.registration:register": tags_a_sample},
)
