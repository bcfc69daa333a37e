"""An environment that is not production names no host of one that is."""

import pytest

from acceptance.outcome import ConfigurationError
from acceptance.profile import load
from acceptance.profile.production import taken_for_another

PRODUCTION = """
name: production
production: true
services:
  scoring_api: {url: "https://score.bank.example/api"}
  database: {host: db.bank.example, port: 5432}
  events: {bootstrap: "k1.bank.example:9093, k2.bank.example:9093"}
  object_store: {endpoint: "${S3_ENDPOINT}"}
other_services:
  vault: {url: "https://vault.bank.example:8443"}
"""


@pytest.fixture
def local(tmp_path):
    (tmp_path / "production.yaml").write_text(PRODUCTION, "utf-8")
    (tmp_path / "broken.yaml").write_text("a: [", "utf-8")
    return tmp_path / "local.yaml"


@pytest.mark.parametrize(
    ("block", "service", "key", "value"),
    [
        ("services", "scoring_api", "url", "https://score.bank.example:8443/v2"),
        ("services", "scoring_api", "url", "http://score.bank.example"),
        ("services", "database", "host", "DB.bank.example"),
        ("services", "events", "bootstrap", "k2.bank.example:1"),
        ("other_services", "anything", "url", "https://vault.bank.example"),
        ("services", "model_registry", "url", "https://db.bank.example"),
    ],
)
def test_a_host_of_production_is_refused_wherever_it_stands(local, block, service, key, value):
    content = {block: {service: {key: value}}}
    [(place, sentence)] = taken_for_another(local, content)
    assert place == (block, service, key)
    assert "is a host of production" in sentence
    assert "production.yaml" in sentence
    assert list(taken_for_another(local, {**content, "production": True})) == []


@pytest.mark.parametrize("value", ["https://score.staging.example", "https://score.bank.example.org", "127.0.0.1", 7])
def test_other_hosts_are_not(local, value):
    assert list(taken_for_another(local, {"services": {"scoring_api": {"url": value}}})) == []


def test_loading_says_where(local):
    text = PRODUCTION.replace("name: production\nproduction: true", "name: local")
    local.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError) as refused:
        load(local, {"S3_ENDPOINT": "https://s3.example"})
    assert f"{local}:4: services.scoring_api.url: score.bank.example is a host of production" in refused.value.sentence
    assert refused.value.exit_code == 3
