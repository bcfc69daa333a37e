"""What a defect that changes a running service may do: everything, as the service's own administrator.

Originals are written down before they are changed, so that they can be restored after a kill at any moment.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reference_platform.defects.defect import swap
from reference_platform.services import kafka, postgres, s3
from reference_platform.services.plan import HOST, Plan, write_private
from reference_platform.services.provisioning import superuser

if TYPE_CHECKING:
    import redis
    from confluent_kafka.admin import AdminClient
    from minio import Minio


class Bench:
    """The instance under the hands of one defect.

    Args:
        plan: the instance.
        memory: the file that keeps what this defect must not forget; it exists while the defect is on.
    """

    def __init__(self, plan: Plan, memory: Path) -> None:
        self.plan = plan
        self._memory = memory

    def sql(
        self,
        statement: str,
        parameters: Sequence[Any] | Mapping[str, Any] | None = None,
        database: str = postgres.SCORING,
    ) -> list[tuple[Any, ...]]:
        """Run one statement as the superuser; return its rows, if it has any."""
        with superuser(self.plan, database) as connection, connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    def change_function(self, name: str, old: str, new: str) -> None:
        """Exchange a piece of an SQL function of the scoring database.

        Raises:
            DefectDoesNotApply: the piece is not in it.
        """
        text = self.keep(f"function {name}", self.sql("select pg_get_functiondef(%s::regproc)", (name,))[0][0])
        self.sql(swap(text, old, new))

    def restore_functions(self) -> None:
        """Put every changed SQL function back."""
        for text in self._kept_under("function "):
            self.sql(text)

    def change_view(self, name: str, old: str, new: str) -> None:
        """Exchange a piece of a view of the scoring database, as PostgreSQL prints it.

        Raises:
            DefectDoesNotApply: the piece is not in it.
        """
        definition = "select pg_get_viewdef(%s::regclass)"
        self.keep(f"view {name}", self.sql(definition, (name,))[0][0])
        self.sql(f"create or replace view {name} as {swap(self.sql(definition, (name,))[0][0], old, new)}")

    def restore_views(self) -> None:
        """Put every changed view back."""
        for key, text in self._recall().items():
            if key.startswith("view "):
                self.sql(f"create or replace {key} as {text}")

    def change_file(self, path: Path, old: str, new: str) -> None:
        """Exchange a piece of a configuration file; owner and mode stay.

        Raises:
            DefectDoesNotApply: the piece is not in it.
        """
        path.write_text(swap(self.keep(f"file {path}", path.read_text()), old, new))

    def restore_files(self) -> None:
        """Put every changed file back."""
        for key, text in self._recall().items():
            if key.startswith("file "):
                Path(key.removeprefix("file ")).write_text(text)

    def keep(self, key: str, value: Any) -> Any:
        """Write a value down the first time; return what was written down. It must survive JSON."""
        known = self._recall()
        if key not in known:
            fresh = self._memory.with_suffix(".new")
            write_private(fresh, json.dumps(known | {key: value}))
            fresh.replace(self._memory)
            return value
        return known[key]

    def kept(self, key: str) -> Any:
        """What was written down, or None."""
        return self._recall().get(key)

    def everything_kept(self) -> dict[str, Any]:
        """All that was written down, by its key."""
        return self._recall()

    def cache(self) -> redis.Redis:
        """The cache's administrator."""
        from redis import Redis

        return Redis(host=HOST, port=self.plan.ports.redis, password=self.plan.credentials.redis, decode_responses=True)

    def broker(self) -> AdminClient:
        """The broker's administrator."""
        from confluent_kafka.admin import AdminClient

        return AdminClient(kafka.client_settings(self.plan, "admin"))

    def object_store(self) -> Minio:
        """The object store's root."""
        from minio import Minio
        from urllib3 import PoolManager

        return Minio(
            endpoint=f"{HOST}:{self.plan.ports.s3}",
            access_key="root",
            secret_key=self.plan.credentials.s3["root"],
            region=s3.REGION,
            http_client=PoolManager(retries=False, timeout=10, ca_certs=str(self.plan.ca_file)),
        )

    def _kept_under(self, prefix: str) -> list[Any]:
        return [value for key, value in self._recall().items() if key.startswith(prefix)]

    def _recall(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self._memory.read_text()))
        except FileNotFoundError:
            return {}
