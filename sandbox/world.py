"""All state of one running sandbox."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from sanic import Request

from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.couriers.book import CourierBook
from sandbox.credentials import load_or_create
from sandbox.faults import Faults
from sandbox.miniprogram.book import MiniProgramBook
from sandbox.miniprogram.security_book import SecurityBook
from sandbox.miniprogram.shipping_book import TradeBook
from sandbox.miniprogram.subscriptions_book import SubscriptionBook
from sandbox.miniprogram.subscriptions_push import Pushes
from sandbox.pay.book import PayBook
from sandbox.people import People
from sandbox.settings import SandboxSettings
from sandbox.wecom.book import WeComBook

log = logging.getLogger("sandbox")


class World:
    """The clock, keys and people, and what each platform has written down in its book."""

    def __init__(self, settings: SandboxSettings) -> None:
        self.settings = settings
        self.clock = Clock(settings.clock_file)
        self.credentials = load_or_create(settings.state_dir)
        self.faults = Faults()
        self._tasks: set[asyncio.Task[None]] = set()
        self._open_books()

    def reset(self) -> None:
        """Forget everything but the credentials, as after a restart without a clock file."""
        self.faults.clear()
        self.stop_background()
        self.clock.reset()
        self._open_books()

    def background(self, coro: Coroutine[Any, Any, None]) -> None:
        """Run ``coro`` beside the requests: its failure is logged, and it is cancelled at reset and shutdown."""
        task = asyncio.create_task(coro)
        self._tasks.add(task)
        task.add_done_callback(self._background_done)

    def stop_background(self) -> None:
        for task in self._tasks:
            task.cancel()

    def _open_books(self) -> None:
        self.people = People()
        self.calls = Calls()
        self.miniprogram = MiniProgramBook(self)
        self.pay = PayBook(self)
        self.trade = TradeBook(self)
        self.pushes = Pushes(self)
        self.subscriptions = SubscriptionBook(self)
        self.security = SecurityBook(self)
        self.couriers = CourierBook(self)
        self.wecom = WeComBook(self)

    def _background_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            log.error("background task failed", exc_info=failure)


def world_of(request: Request) -> World:
    world: World = request.app.ctx.world
    return world
