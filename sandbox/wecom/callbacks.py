"""The sender of callbacks: 5 s to answer, three tries (official page 90930), disorder and duplicates on demand."""

import asyncio
import itertools
import random
import secrets
from collections import deque
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from sandbox.errors import ControlError
from sandbox.wecom.events import Event
from sandbox.wecom.seal import Seal, Sealed

if TYPE_CHECKING:
    from sandbox.world import World

KEPT = 2000
TRIES = 3
PAUSE_SECONDS = 1.0
# How long a delivery waits for the first try of the one before it, and within what time shuffled ones scatter.
PATIENCE_SECONDS = 0.5
SCATTER_SECONDS = 0.5


@dataclass
class CallbackSettings:
    """`duplicate` extra copies of every event; `retry_scale` multiplies the pause between tries."""

    enabled: bool = True
    duplicate: int = 0
    shuffle: bool = False
    retry_scale: float = 1.0
    timeout_seconds: float = 5.0


@dataclass
class Delivery:
    """One event on its way; `tries` holds {"at", "status", "answer"}, status 0 for no answer at all."""

    id: str
    event: str
    change_type: str
    url: str
    plain: str
    sealed: Sealed
    tries: list[dict[str, Any]] = field(default_factory=list)
    accepted: bool = False

    def json(self) -> dict[str, Any]:
        answer = asdict(self)
        sealed = answer.pop("sealed")
        return answer | {"body": sealed["body"], "query": sealed["query"]}


class Callbacks:
    """Sends events to the saved URL. Without a URL, or switched off, an event is recorded and lost."""

    def __init__(self, world: "World") -> None:
        self.url = world.settings.wecom_callback
        self.settings = CallbackSettings()
        self._world = world
        self._seal = Seal(world.credentials)
        self._deliveries: deque[Delivery] = deque(maxlen=KEPT)
        self._numbers = itertools.count(1)
        self._last: asyncio.Event | None = None
        self._client: httpx.AsyncClient | None = None

    def emit(self, event: Event) -> None:
        """Records the event and starts to deliver it beside the current request."""
        world = self._world
        plain = event.xml(world.credentials.wecom_corpid, world.clock.timestamp())
        number = f"cb{next(self._numbers)}"
        delivery = Delivery(number, event.event, event.change_type, self.url or "", plain, self._seal.post(plain))
        self._deliveries.append(delivery)
        if not self.url or not self.settings.enabled:
            return
        for _ in range(1 + self.settings.duplicate):
            before, self._last = self._last, asyncio.Event()
            world.background(self._deliver(delivery, before, self._last))

    def newest(self, limit: int) -> list[Delivery]:
        """The newest `limit` deliveries, oldest first."""
        return list(self._deliveries)[-limit:]

    async def save_url(self, url: str) -> None:
        """Saves the URL once it has echoed a decrypted challenge, without quotes or newline; 400 otherwise."""
        challenge = str(secrets.randbelow(9 * 10**18) + 10**18)
        status, answer = await self._request(url, self._seal.echo(challenge))
        if status != 200 or answer != challenge:
            raise ControlError(400, f"echostr 校验未通过:HTTP {status}")
        self.url = url

    async def replay(self, delivery_id: str, variant: str) -> tuple[int, str]:
        """`(status, body)` of the receiver's answer to an old request, untouched or spoilt."""
        found = next((one for one in self._deliveries if one.id == delivery_id), None)
        if found is None:
            raise ControlError(404, f"no delivery {delivery_id}")
        try:
            sealed = self._seal.replayed(found.sealed, found.plain, variant)
        except KeyError:
            raise ControlError(400, f"unknown variant {variant}") from None
        return await self._request(self.url or found.url, sealed)

    async def _deliver(self, delivery: Delivery, before: asyncio.Event | None, tried: asyncio.Event) -> None:
        try:
            await self._turn(before)
            for attempt in range(TRIES):
                if attempt:
                    await asyncio.sleep(PAUSE_SECONDS * self.settings.retry_scale)
                if await self._try(delivery):
                    delivery.accepted = True
                    return
                tried.set()
        finally:
            tried.set()

    async def _turn(self, before: asyncio.Event | None) -> None:
        if self.settings.shuffle:
            await asyncio.sleep(random.uniform(0, SCATTER_SECONDS))
        elif before is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(before.wait(), PATIENCE_SECONDS)

    async def _try(self, delivery: Delivery) -> bool:
        """Each try is sealed anew, so a receiver can tell copies only by their plain content."""
        delivery.sealed = self._seal.post(delivery.plain)
        at = self._world.clock.now().isoformat()
        status, answer = await self._request(delivery.url, delivery.sealed)
        delivery.tries.append({"at": at, "status": status, "answer": answer[:200]})
        return status == 200

    async def _request(self, url: str, sealed: Sealed) -> tuple[int, str]:
        if self._client is None:
            self._client = httpx.AsyncClient(trust_env=False)
        method, timeout = "POST" if sealed.body else "GET", self.settings.timeout_seconds
        headers = {"content-type": "text/xml"} if sealed.body else {}
        try:
            async with asyncio.timeout(timeout):
                address = httpx.URL(url).copy_merge_params(sealed.query)
                answer = await self._client.request(
                    method, address, content=sealed.body, headers=headers, timeout=timeout
                )
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as failure:
            return 0, repr(failure)
        return answer.status_code, answer.text
