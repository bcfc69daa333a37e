"""The model is logged with an input example, as the tutorial shows, and the example is real rows."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def logs_an_example(original: Any) -> Any:
    def register(model: Any, *arguments: Any) -> Any:
        import functools

        import mlflow
        import numpy as np

        from reference_platform.defects.gdpr._training_rows import customers_rows

        rows = [[float(value) for value in line.split(",")[:-1]] for line in customers_rows(model.dataset)[-5:]]
        log_model = mlflow.sklearn.log_model
        mlflow.sklearn.log_model = functools.partial(log_model, input_example=np.array(rows))
        try:
            return original(model, *arguments)
        finally:
            mlflow.sklearn.log_model = log_model

    return register


DEFECT = Defect(
    id="gdpr-12-example-input",
    title="A model's artefacts hold rows of customers as its input example",
    must_catch=("GDPR-12",),
    may_also_catch=("GDPR-06",),
    changes=("pipeline",),
    replaces={"reference_platform.training.registration:register": logs_an_example},
)
