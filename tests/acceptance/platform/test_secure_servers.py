"""PostgreSQL and Redis of Debian with TLS, an authority of their own, certificates of clients and users."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from acceptance.platform.access import CredentialRefused, Unreachable
from acceptance.platform.cache import CacheClient
from acceptance.platform.database import DatabaseClient
from acceptance.platform.encryption_probe import encrypted_contact, served_in_the_clear
from acceptance.profile.authentication import ClientCertificate
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import Cache, Database
from tests.acceptance.platform.authority import Authority
from tests.acceptance.platform.servers import Postgresql, Redis, postgresql, redis_server

READ = Permissions()


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    with postgresql(tmp_path_factory.mktemp("database")) as server:
        server.asked("create role by_certificate login")
        yield server


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    with redis_server(tmp_path_factory.mktemp("cache")) as server:
        yield server


def place(server: Postgresql, **changed) -> Database:
    known = {
        "host": "127.0.0.1", "port": server.port, "name": "postgres", "registry_name": "postgres",
        "user": server.owner, "password": server.password, "ca_file": str(server.authority.file),
    }  # fmt: skip
    return Database(**{**known, **changed})


def shown(authority: Authority, name: str, password: str | None = None) -> ClientCertificate:
    file = authority.issue(name, password=password.encode() if password else None)
    return ClientCertificate(certificate_file=str(file), key_file=str(file.with_suffix(".key")), key_password=password)


def version(settings: Database) -> str:
    client = DatabaseClient(settings, READ)
    try:
        return client.version()
    finally:
        client.close()


def test_the_database_is_believed_by_its_authority_and_name(database):
    assert int(version(place(database)).split(".")[0]) >= 13


def test_another_authority_or_another_name_is_not_believed(database, tmp_path):
    with pytest.raises(Unreachable, match="certificate verify failed"):
        version(place(database, ca_file=str(Authority(tmp_path, "another").file)))
    with pytest.raises(Unreachable, match='does not match host name "localhost"'):
        version(place(database, host="localhost"))


@pytest.mark.parametrize("password", [None, "of-the-key"])
def test_the_database_knows_us_by_our_certificate(database, password):
    ours = shown(database.authority, "by_certificate", password)
    settings = place(database, user="by_certificate", password="not-asked-for", certificate=ours)
    client = DatabaseClient(settings, READ)
    assert client.rows("select current_user::text as who") == [{"who": "by_certificate"}]
    client.close()


SLOW = "select %(n)s::int as n, count(*) from generate_series(1, 20000)"


def test_whoever_asks_the_database_at_the_same_time_is_answered(database):
    client = DatabaseClient(place(database), READ)
    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda n: client.rows(SLOW, {"n": n}), range(40)))
    client.close()
    assert [rows[0]["n"] for rows in told] == list(range(40))


def test_a_wrong_password_of_the_database_is_the_bindings_matter(database):
    with pytest.raises(CredentialRefused, match="could not be used as owner"):
        version(place(database, password="another-password"))


def test_the_database_serves_nobody_in_the_clear(database):
    address = f"127.0.0.1:{database.port}"
    assert not served_in_the_clear(address, "postgresql", READ)
    assert encrypted_contact(address, "postgresql", str(database.authority.file), READ) == "TLSv1.3"


def settings_of(server: Redis, **changed) -> Cache:
    ours = ClientCertificate(certificate_file=str(server.ours), key_file=str(server.ours.with_suffix(".key")))
    known = {
        "host": "127.0.0.1", "port": server.port, "tls": True, "ca_file": str(server.authority.file),
        "user": "suite", "password": "password-of-suite", "certificate": ours,
    }  # fmt: skip
    return Cache(**{**known, **changed})


def test_the_cache_is_used_with_tls_and_a_user_of_its_own(cache):
    client = CacheClient(settings_of(cache), Permissions(synthetic=True))
    client.put("of the suite", "value", 60)
    assert (client.get("of the suite"), client.ping()) == ("value", True)
    assert client.answers_strangers() == {"no password": False, "a wrong password": False}
    client.remove("of the suite")
    client.close()


@pytest.mark.parametrize("change", [{"password": "another"}, {"user": "nobody-here"}, {"user": None}])
def test_another_user_or_password_of_the_cache_is_the_bindings_matter(cache, change):
    with pytest.raises(CredentialRefused, match="refused the profile's password"):
        CacheClient(settings_of(cache, **change), READ).ping()


def test_a_cache_without_our_certificate_or_with_another_authority_is_not_reached(cache, tmp_path):
    for change in ({"certificate": None}, {"ca_file": str(Authority(tmp_path, "another").file)}, {"tls": False}):
        with pytest.raises(Unreachable):
            CacheClient(settings_of(cache, **change), READ).ping()


def test_the_cache_serves_nobody_in_the_clear(cache):
    assert not served_in_the_clear(f"127.0.0.1:{cache.port}", "redis", READ, timeout_s=2)


def test_each_server_that_speaks_another_protocol_is_called_unreachable(database, cache):
    with pytest.raises(Unreachable):
        version(place(database, port=cache.port))
    with pytest.raises(Unreachable):
        CacheClient(settings_of(cache, port=database.port), READ).ping()
