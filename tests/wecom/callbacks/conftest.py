"""Fixtures of callback tests."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest
from sanic import Sanic

from app.http.routes import mount
from app.kernel.settings import Settings
from demo.engines import free_port
from tests.wecom.callbacks.sealing import Sender
from wecom.callbacks.crypto import CallbackKeys
from wecom.callbacks.routes import routes

ServedWith = Callable[[CallbackKeys], Awaitable[httpx.AsyncClient]]


@pytest.fixture
def platform(settings: Settings) -> Sender:
    """The platform that the product is configured for."""
    return Sender(
        settings.wecom_callback_token.get_secret_value(),
        settings.wecom_callback_aes_key.get_secret_value(),
        settings.wecom_corpid,
    )


@pytest.fixture
async def served_with(database: None) -> AsyncIterator[ServedWith]:
    """Starts a web server whose callback URL is configured with other keys."""
    async with AsyncExitStack() as stack:

        async def start(keys: CallbackKeys) -> httpx.AsyncClient:
            return await stack.enter_async_context(_server(keys))

        yield start


@asynccontextmanager
async def _server(keys: CallbackKeys) -> AsyncIterator[httpx.AsyncClient]:
    app: Sanic = Sanic(f"callbacks{secrets.token_hex(4)}", configure_logging=False)  # type: ignore[type-arg]
    # Sanic rewrites its own methods at the start of the first app of a process and cannot do so twice.
    app.config.TOUCHUP = False
    mount(app, "/callbacks", routes(lambda: keys))
    port = free_port()
    server = await app.create_server(host="127.0.0.1", port=port, return_asyncio_server=True)
    assert server is not None
    await server.startup()  # type: ignore[no-untyped-call]
    await server.start_serving()  # type: ignore[no-untyped-call]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        yield client
    server.close()  # type: ignore[no-untyped-call]
    await server.wait_closed()  # type: ignore[no-untyped-call]
