"""Several platforms that work off one list of defects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from queue import SimpleQueue
from types import TracebackType
from typing import Generic, Protocol, TypeVar

from acceptance.runner.interrupts import Interrupts

Item = TypeVar("Item")
Result = TypeVar("Result")


class Stoppable(Protocol):
    """What works on one thing at a time and can be told to end."""

    def stop(self) -> None:
        """Ends what runs; the work then raises KeyboardInterrupt."""


Member = TypeVar("Member", bound=Stoppable)


class Team(Generic[Member]):
    """Gives each piece of work to whichever platform is free. Leaving it stops and awaits whatever still runs.

    Args:
        instances: the platforms; each does one thing at a time.
        interrupts: hold signals while the platforms come to their end.
    """

    def __init__(self, instances: Sequence[Member], interrupts: Interrupts) -> None:
        self._instances = list(instances)
        self._interrupts = interrupts
        self._free: SimpleQueue[Member] = SimpleQueue()
        self._pool = ThreadPoolExecutor(len(self._instances))
        for each in self._instances:
            self._free.put(each)

    def __enter__(self) -> Team[Member]:
        return self

    def __exit__(self, failed: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        with self._interrupts.held():
            if failed is not None:
                for each in self._instances:
                    each.stop()
            self._pool.shutdown(cancel_futures=True)

    def share(self, items: Sequence[Item], work: Callable[[Member, Item], Result]) -> Iterator[Result]:
        """Works off a list, and hands out each result when it is there; raises what the first one raises.

        Nothing is begun after that: the platform may no longer be as it should.
        """
        failed: list[BaseException] = []

        def on_a_free_one(item: Item) -> Result:
            instance = self._free.get()
            try:
                if failed:
                    raise failed[0]
                return work(instance, item)
            except BaseException as error:
                failed.append(error)
                raise
            finally:
                self._free.put(instance)

        waiting: list[Future[Result]] = [self._pool.submit(on_a_free_one, item) for item in items]
        for done in as_completed(waiting):
            yield done.result()
