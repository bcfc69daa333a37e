"""What is production is said by the profile itself, bounded, and confirmed by name before more than reading is done."""

import pytest
import yaml

from acceptance.outcome import ConfigurationError
from acceptance.profile import load
from acceptance.profile.production import confirmed, understanding
from tests.acceptance.profile.conftest import whole
from tests.acceptance.profile.test_loading import VARIABLES

CEILING = {"per_second": 5, "per_run": 1000}
TENANT = {"owner": "J. Doe", "purpose": "acceptance in production", "registered": "CRM 4711"}


@pytest.fixture
def production(tmp_path):
    """Writes the local profile as one of production, changed."""

    def write(name="production", **changes):
        content = whole()
        del content["provision"], content["card_test_range"]
        content |= {"name": name, "production": True, "permissions": {"read": True, "ceiling": CEILING}}
        content |= changes
        path = tmp_path / f"{name}.yaml"
        path.write_text(
            yaml.dump({k: v for k, v in content.items() if v is not None}, Dumper=yaml.CSafeDumper), "utf-8"
        )
        return path

    return write


def refused(path, variables=VARIABLES):
    with pytest.raises(ConfigurationError) as error:
        load(path, variables)
    return error.value.sentence


SYNTHETIC = {"read": True, "synthetic": True, "ceiling": CEILING, "synthetic_as": ["scorer"]}


def test_a_bounded_profile_of_production_may_read(production):
    assert load(production(), VARIABLES).permissions.allow("read")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"permissions": {"read": True}}, "a production profile needs a ceiling of questions"),
        ({"permissions": {**SYNTHETIC, "write": True}}, "a production profile may allow read, synthetic"),
        ({"permissions": {**SYNTHETIC, "destroy": True}}, "a production profile may allow read, synthetic"),
        ({"permissions": SYNTHETIC}, "synthetic in production needs a block synthetic_tenant"),
        ({"permissions": {**SYNTHETIC, "synthetic_as": []}, "synthetic_tenant": TENANT}, "needs synthetic_as"),
        ({"provision": {"up": ["x"], "down": ["y"]}}, "nothing starts or stops a platform in production"),
        ({"permissions": {"ceiling": {"per_second": float("inf"), "per_run": 1}}}, "permissions.ceiling.per_second"),
        ({"permissions": {"ceiling": {"per_second": 1, "per_run": 0}}}, "permissions.ceiling.per_run"),
        ({"permissions": {"ceiling": CEILING, "load": {"max_requests_per_s": float("inf")}}}, "max_requests_per_s"),
        ({"permissions": {"ceiling": CEILING, "windows": [{"begins": "1:00", "ends": "2:00", "timezone": "Here"}]}},
         "permissions.windows.0"),
        ({"production": "${PRODUCTION:false}"}, "production: write true or false here itself"),
        ({"production": "yes"}, "production: write true or false here itself"),
        ({"production": False}, "a profile called production is production's"),
        ({"production": None}, "a profile called production is production's"),
    ],
)  # fmt: skip
def test_production_is_bounded_and_not_talked_away(production, changes, sentence):
    assert sentence in refused(production(**changes))


def test_a_host_of_production_is_not_another_environments(production):
    services = whole()["services"]
    services["database"] |= {"host": "db.bank.example"}
    production(services=services)
    staging = production("staging", production=False, services=services)
    assert "services.database.host: db.bank.example is a host of production, by" in refused(staging)
    by_variable = production("staging", production=False)
    assert "db.bank.example is a host of production" in refused(
        by_variable, VARIABLES | {"DATABASE_HOST": "DB.bank.example"}
    )


@pytest.mark.parametrize("host", ["db.prod.example", "prod-db.example", "PROD2.example", "live.bank.example"])
def test_a_host_that_is_called_production_is_believed_to_be_it(production, host):
    told = refused(production("staging", production=False), VARIABLES | {"DATABASE_HOST": host})
    assert f"{host.lower()} is production's by its name" in told


@pytest.mark.parametrize("host", ["db.products.example", "delivery.example", "reproduction.example"])
def test_a_host_that_only_sounds_so_is_not(production, host):
    load(production("staging", production=False), VARIABLES | {"DATABASE_HOST": host})


def test_more_than_reading_is_permitted_for_the_environment_that_was_named_and_no_other(production):
    path = production(permissions=SYNTHETIC, synthetic_tenant=TENANT)
    assert not load(path, VARIABLES).permissions.allow("synthetic")
    assert not load(path, VARIABLES, "staging").permissions.allow("synthetic")
    assert load(path, VARIABLES, "production").permissions.allow("synthetic")


def test_a_confirmation_is_good_for_one_run():
    variables = understanding("production", "20261130-120000-abcdef")
    assert confirmed(variables, "20261130-120000-abcdef") == "production"
    assert confirmed(variables, "20261130-120001-abcdef") is None
    assert confirmed({}, "20261130-120000-abcdef") is None


SPELLINGS = [
    "production: yes",
    "production : true",
    '"production": true',
    "production: True",
    "{name: x, production: true, ",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_hosts_of_production_are_known_however_its_profile_is_spelled(production, spelling):
    services = whole()["services"] | {"database": whole()["services"]["database"] | {"host": "db.bank.example"}}
    staging = production("staging", production=False, services=services)
    rest = "services: {database: {host: db.bank.example}}"
    text = f"{spelling}{rest}}}" if spelling.startswith("{") else f"name: x\n{spelling}\n{rest}"
    (staging.parent / "live.yaml").write_text(text + "\n")
    assert "db.bank.example is a host of production, by" in refused(staging)


def test_a_profile_beside_it_that_nobody_can_read_may_be_one_of_production(production):
    staging = production("staging", production=False)
    (staging.parent / "live.yaml").write_bytes("production: true\n".encode("utf-16"))
    assert "live.yaml: cannot be read as text in UTF-8 (line 1); make it readable, or move it away" in refused(staging)
