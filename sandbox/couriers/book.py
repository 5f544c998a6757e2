"""What the courier platform remembers: parcels on their way and who watches them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import orjson

from sandbox.clock import CHINA
from sandbox.errors import ControlError

if TYPE_CHECKING:
    from sandbox.world import World

# 快递100: a push that was not answered with result true is sent again in half an hour, three times in all.
RETRIES, RETRY_SECONDS = 3, 1800
ANSWER_SECONDS = 5.0
SUBSCRIPTIONS_A_MONTH = 4
MONTH = timedelta(days=30)
STATES = {
    **{"0": "在途", "1": "揽收", "2": "疑难", "3": "签收", "4": "退签", "5": "派件", "6": "退回", "7": "转投"},
    **{"8": "清关", "14": "拒签"},
}


@dataclass
class Waybill:
    """A parcel at a courier, newest step first. ``phone`` is the receiver's, empty when nobody told it."""

    company: str
    number: str
    state: str = "0"
    steps: list[dict[str, str]] = field(default_factory=list)
    phone: str = ""

    def result(self) -> dict[str, Any]:
        """As both pushes and answers tell it."""
        signed = "1" if self.state == "3" else "0"
        condition = "F00" if self.state == "3" else "00"
        return {
            **{"message": "ok", "nu": self.number, "ischeck": signed, "condition": condition, "com": self.company},
            **{"status": "200", "state": self.state, "data": self.steps},
        }


@dataclass
class Subscription:
    """Who asked to be told of a parcel. ``status`` as the platform says it: polling, shutdown or abort."""

    callback_url: str
    salt: str
    made_at: list[datetime]
    status: str = "polling"


@dataclass
class Push:
    """One push with the answers it got; status 0: nobody answered."""

    number: str
    url: str
    form: dict[str, str]
    tries: list[dict[str, Any]] = field(default_factory=list)
    accepted: bool = False


def signature(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()


class CourierBook:
    def __init__(self, world: World) -> None:
        self._world = world
        self.waybills: dict[str, Waybill] = {}
        self.subscriptions: dict[tuple[str, str], Subscription] = {}
        self.pushes: list[Push] = []

    def subscribe(self, company: str, number: str, callback_url: str, salt: str) -> bool:
        """False when it is watched already, or was asked for too often in a month."""
        now, known = self._world.clock.now(), self.subscriptions.get((company, number))
        times = [at for at in known.made_at if now - at < MONTH] if known else []
        if known and (known.status == "polling" or len(times) >= SUBSCRIPTIONS_A_MONTH):
            return False
        self.subscriptions[company, number] = Subscription(callback_url, salt, [*times, now])
        return True

    def move(self, company: str, number: str, state: str, text: str) -> Waybill:
        """A step of the parcel, told to who watches it. Errors: ControlError 400 for a state that does not exist."""
        if state not in STATES:
            raise ControlError(400, f"state must be one of {sorted(STATES)}")
        waybill = self.waybills.setdefault(number, Waybill(company, number))
        at = self._world.clock.now().astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
        waybill.state = state
        waybill.steps.insert(0, {"time": at, "ftime": at, "context": text or STATES[state], "status": STATES[state]})
        self._tell(waybill, "shutdown" if state == "3" else "polling", "")
        return waybill

    def give_up(self, company: str, number: str) -> None:
        """Three days without a word: the platform stops watching."""
        self._tell(self.waybills.get(number, Waybill(company, number)), "abort", "3天查询无记录")

    def _tell(self, waybill: Waybill, status: str, message: str) -> None:
        subscription = self.subscriptions.get((waybill.company, waybill.number))
        if subscription is None or subscription.status != "polling":
            return
        subscription.status = status
        told = {"status": status, "billstatus": "got", "message": message, "autoCheck": "0", "comOld": "", "comNew": ""}
        param = orjson.dumps(told | {"lastResult": waybill.result()}).decode()
        form = {"sign": signature(param + subscription.salt), "param": param}
        push = Push(waybill.number, subscription.callback_url, form)
        self.pushes.append(push)
        self._world.background(self._deliver(push))

    async def _deliver(self, push: Push) -> None:
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False) as client:
            await self.attempt(client, push)
            for _ in range(RETRIES - 1):
                if push.accepted:
                    return
                await self._world.clock.sleep(RETRY_SECONDS)
                await self.attempt(client, push)

    async def attempt(self, client: httpx.AsyncClient, push: Push) -> None:
        """Send a push once and note the answer."""
        at = self._world.clock.now().isoformat()
        try:
            answer = await client.post(push.url, data=push.form)
            body = orjson.loads(answer.content)
            status, text = answer.status_code, answer.text
            push.accepted = answer.is_success and isinstance(body, dict) and body.get("result") is True
        except (TimeoutError, httpx.HTTPError, orjson.JSONDecodeError) as failure:
            status, text = 0, f"{type(failure).__name__}: {failure}"
        push.tries.append({"at": at, "status": status, "answer": text[:500]})
