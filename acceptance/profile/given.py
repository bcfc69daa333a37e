"""Where the values of a profile's variables come from: the environment, files, or a command that prints one."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from acceptance.outcome import ConfigurationError
from acceptance.profile.block import Block
from acceptance.yaml_document import Document, plain

KEY = "secrets"
FILE_SUFFIX = "_FILE"
"""`NAME_FILE` in the environment names a file with the value of `NAME`, as images of Docker have it."""
LONGEST_VALUE = 65_536


class Source(Block):
    """Where one variable has its value, if the environment does not have it: a file, or what a command prints.

    One line end at its end does not belong to the value.

    Attributes:
        file: the file that holds it, as Docker and Kubernetes lay one down.
        command: the words of the command that prints it.
        timeout_s: how long that command may take.
    """

    file: str | None = None
    command: Annotated[list[str], Field(min_length=1)] | None = None
    timeout_s: Annotated[float, Field(gt=0, le=120)] = 20

    @model_validator(mode="after")
    def one_source(self) -> Source:
        if (self.file is None) == (self.command is None):
            raise ValueError("say either file or command")
        return self

    def value(self, name: str) -> str:
        """The value; what a command prints on its standard error is not repeated: it may hold a secret.

        Raises:
            ConfigurationError: it cannot be had.
        """
        if self.file is not None:
            return _of_file(name, self.file)
        assert self.command is not None
        program = self.command[0]
        try:
            done = subprocess.run(
                self.command, stdin=subprocess.DEVNULL, capture_output=True, timeout=self.timeout_s, check=False
            )
        except subprocess.TimeoutExpired:
            raise ConfigurationError(f"{program} did not print {name} within {self.timeout_s:g} s.") from None
        except OSError as error:
            raise ConfigurationError(
                f"{program}, which should print {name}, cannot be run: {error.strerror}."
            ) from None
        if done.returncode != 0:
            raise ConfigurationError(f"{program}, which should print {name}, ended with code {done.returncode}.")
        return _text(name, program, done.stdout)


class Given(Mapping[str, str]):
    """The environment, and behind it the files and commands of a profile; each is asked once, when first needed."""

    def __init__(self, environment: Mapping[str, str], sources: Mapping[str, Source]) -> None:
        self._environment = environment
        self._sources = sources
        self._known: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        if name in self._environment:
            return self._environment[name]
        if name not in self._known:
            self._known[name] = self._asked(name)
        return self._known[name]

    def _asked(self, name: str) -> str:
        if name + FILE_SUFFIX in self._environment:
            return _of_file(name, self._environment[name + FILE_SUFFIX])
        return self._sources[name].value(name)

    def __iter__(self) -> Iterator[str]:
        return iter({*self._environment, *self._sources})

    def __len__(self) -> int:
        return len({*self._environment, *self._sources})


def given(document: Document, environment: Mapping[str, str]) -> Given:
    """The values for the variables of a profile.

    Raises:
        ConfigurationError: its block `secrets` is wrong.
    """
    try:
        return Given(environment, _SOURCES.validate_python(document.content.get(KEY, {})))
    except ValidationError as error:
        wrong = error.errors()[0]
        place = (KEY, *(one for one in wrong["loc"] if one not in ("[key]",)))
        raise document.fault(place, plain(str(wrong["msg"]).removeprefix("Value error, "))) from None


_SOURCES = TypeAdapter(dict[Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")], Source])


def _of_file(name: str, file: str) -> str:
    try:
        with Path(file).open("rb") as opened:
            return _text(name, file, opened.read(LONGEST_VALUE + 1))
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or "no name of a file"
        raise ConfigurationError(f"The file {file}, which should hold {name}, cannot be read: {told}.") from None


def _text(name: str, source: str, content: bytes) -> str:
    try:
        value = content.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise ConfigurationError(f"What {source} gives for {name} is no text in UTF-8.") from None
    if not value or len(value) > LONGEST_VALUE or "\0" in value:
        raise ConfigurationError(f"{source} gives no value for {name}: it is empty, or no text of a sensible length.")
    return value
