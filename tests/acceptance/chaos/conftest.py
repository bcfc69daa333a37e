import pytest
from toys import Links, Supervising

from acceptance.state import STATE_DIR


@pytest.fixture(autouse=True)
def own_state(tmp_path, monkeypatch):
    """No test shares its journal or its lever with anybody."""
    monkeypatch.setenv(STATE_DIR, str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def links():
    served = Links()
    yield served
    served.close()


@pytest.fixture
def supervising():
    served = Supervising()
    served.startProcess("scorer", True)
    yield served
    served.close()
