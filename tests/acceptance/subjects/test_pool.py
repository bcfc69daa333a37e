"""Customer numbers that were given to the suite are used once in a run, by all its processes together."""

import pytest

from acceptance.outcome import Cause, ConfigurationError, NotAssessed
from acceptance.profile.own_customers import OwnCustomers
from acceptance.subjects.pool import next_number

POOL = ["a", "b", "c"]


def test_each_number_is_used_once_in_a_run_and_then_there_is_none(tmp_path):
    file = tmp_path / "numbers" / "staging"
    assert [next_number(POOL, file, "one") for _ in POOL] == POOL
    with pytest.raises(NotAssessed, match="all 3 customer numbers") as raised:
        next_number(POOL, file, "one")
    assert raised.value.cause is Cause.ENVIRONMENT


def test_the_next_run_goes_on_behind_the_last_one(tmp_path):
    file = tmp_path / "staging"
    first = [next_number(POOL, file, "one") for _ in range(2)]
    assert (first, [next_number(POOL, file, "two") for _ in POOL]) == (["a", "b"], ["c", "a", "b"])


def test_numbers_stand_in_the_profile_or_in_a_file(tmp_path):
    (tmp_path / "numbers.txt").write_text("b\nc\n")
    listed = OwnCustomers(numbers=["a", "b"], numbers_file=str(tmp_path / "numbers.txt"))
    assert (listed.pool, OwnCustomers().pool) == (POOL, [])


def test_a_file_without_numbers_is_a_mistake(tmp_path):
    (tmp_path / "numbers.txt").write_text("\n")
    with pytest.raises(ValueError, match="holds no number"):
        OwnCustomers(numbers_file=str(tmp_path / "numbers.txt"))
    with pytest.raises(ValueError, match=r"numbers_file: .*elsewhere\.txt: cannot be read"):
        OwnCustomers(numbers_file=str(tmp_path / "elsewhere.txt"))


@pytest.mark.parametrize("content", ["", '{"run": "one", "tak', "[]", '{"run": "one", "taken": -1, "next": 0}', "\0\0"])
def test_no_number_is_given_out_twice_because_a_file_is_damaged(tmp_path, content):
    file = tmp_path / "staging"
    next_number(POOL, file, "one")
    file.write_text(content)
    with pytest.raises(ConfigurationError, match=r"staging: .*remove the file once no run goes on"):
        next_number(POOL, file, "one")
    assert file.read_text() == content
