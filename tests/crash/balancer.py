"""In front of two replicas: each request goes to the next one, to the other if that is dead; both dead is 502."""

from collections.abc import Sequence

import aiohttp
from aiohttp import web


class Balancer:
    """A reverse proxy on a port of its own. `async with` starts and stops it."""

    def __init__(self, port: int, targets: Sequence[str]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._port = port
        self._targets = list(targets)
        self._next = 0

    async def __aenter__(self) -> "Balancer":
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5))
        self._runner = web.ServerRunner(web.Server(self._pass_on))
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()
        await self._session.close()

    async def _pass_on(self, request: web.BaseRequest) -> web.Response:
        body = await request.read()
        self._next += 1
        for step in range(len(self._targets)):
            target = self._targets[(self._next + step) % len(self._targets)]
            try:
                headers = {k: v for k, v in request.headers.items() if k.lower() not in ("host", "content-length")}
                async with self._session.post(target + request.path, data=body, headers=headers) as answer:
                    return web.Response(status=answer.status, body=await answer.read())
            except (TimeoutError, aiohttp.ClientError, OSError):
                continue
        return web.Response(status=502)
