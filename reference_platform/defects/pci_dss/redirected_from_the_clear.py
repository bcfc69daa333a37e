"""Whoever forgets to encrypt is sent on to the right address, after everything they sent was received in the clear."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect

MOVED = b"HTTP/1.1 308 Permanent Redirect\r\nLocation: https://%s/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def listens_in_the_clear_as_well(original: Any) -> Any:
    def listen(port: int) -> Any:
        import asyncio
        import threading
        from dataclasses import fields

        from reference_platform.services.plan import Ports

        names = [field.name for field in fields(Ports)]
        careless = port + names.index("careless") - names.index("api")

        async def redirect(reader: Any, writer: Any) -> None:
            await reader.read(65_536)
            writer.write(MOVED % f"127.0.0.1:{port}".encode())
            await writer.drain()
            writer.close()

        async def serve() -> None:
            server = await asyncio.start_server(redirect, "127.0.0.1", careless)
            await server.serve_forever()

        threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
        return original(port)

    return listen


DEFECT = Defect(
    id="pci-08-redirected-from-the-clear",
    title="A request in the clear is received and then redirected",
    must_catch=("PCI-08",),
    changes=("api",),
    replaces={"reference_platform.api.replicas:listen": listens_in_the_clear_as_well},
    reason="in the clear",
)
