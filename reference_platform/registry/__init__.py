"""The model registry's server: MLflow with the parts that this platform uses."""
