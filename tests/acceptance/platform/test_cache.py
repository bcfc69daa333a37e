"""A cache that is one node of a cluster tells nothing of what the other nodes have."""

import pytest
import redis

from acceptance.instruments.search import redis as search
from acceptance.instruments.search.partition import Unreadable
from acceptance.outcome import NotAssessed
from acceptance.platform import cache
from acceptance.platform.cache import CacheClient
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import Cache

PLACE, MAY = Cache(host="127.0.0.1", port=1), Permissions(synthetic=True)


class Server:
    """A server that tells of a cluster what it is made with; an error is raised."""

    def __init__(self, told):
        self.told, self.asked = told, []

    def info(self, section):
        self.asked.append(section)
        if isinstance(self.told, Exception):
            raise self.told
        return {"db0": {"keys": 1}} if section == "keyspace" else self.told

    def scan_iter(self, match, count):
        return iter(["kept:c-1"])

    def close(self):
        pass


@pytest.fixture
def server(monkeypatch):
    def told(what):
        made = Server(what)
        monkeypatch.setattr(cache, "redis_client", lambda *_, **__: made)
        monkeypatch.setattr(search, "redis_client", lambda *_, **__: made)
        return made

    return told


@pytest.mark.parametrize(
    "told", [{"cluster_enabled": 0}, {}, redis.exceptions.NoPermissionError("this user may not run 'info'")]
)
def test_a_single_server_and_one_that_does_not_say_are_asked_and_only_once(server, told):
    made = server(told)
    client = CacheClient(PLACE, MAY)
    assert client.keys_naming("c-1") == client.keys_naming("c-1") == ["kept:c-1"]
    assert made.asked == ["cluster"]


def test_of_one_node_of_a_cluster_nothing_is_concluded(server):
    server({"cluster_enabled": 1})
    with pytest.raises(NotAssessed, match="one node of a cluster"):
        CacheClient(PLACE, MAY).keys_naming("c-1")
    found = search.CacheServer(PLACE, None, None, MAY)
    with pytest.raises(Unreadable, match="one node of a cluster"):
        search.partitions(found)
    with pytest.raises(Unreadable, match="one node of a cluster"):
        search.CacheStore("cache", found).plant("d-1", "value")


def test_every_database_of_a_single_server_is_searched(server):
    server({"cluster_enabled": 0})
    found = search.partitions(search.CacheServer(PLACE, None, None, MAY))
    assert [one.place for one in found][:1] == ["database 0"]
