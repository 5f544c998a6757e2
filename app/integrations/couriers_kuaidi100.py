"""快递100: subscribe to a tracking number, take its pushes, ask for one number.

Wire rules: api.kuaidi100.com/document, 快递信息推送服务 and 实时快递查询接口. What the forms say is JSON in `param`.
"""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import orjson

from app.integrations.couriers import Journey, PushNotGenuine, Step, TrackState, WatchState, Waybill
from app.integrations.outbound import Outbound
from app.kernel.clock import SHANGHAI
from app.kernel.errors import Misconfigured, PermanentFailure, SendFailed, TemporaryFailure, UnknownOutcome

COMPANIES = {
    **{"SF": "shunfeng", "ZTO": "zhongtong", "YTO": "yuantong", "STO": "shentong", "YD": "yunda", "JD": "jd"},
    **{"JTSD": "jtexpress", "EMS": "ems", "YZPY": "youzhengguonei", "DBL": "debangkuaidi"},
}
CARRIERS = {company: carrier for carrier, company in COMPANIES.items()}
STATES = {
    **{"0": TrackState.IN_TRANSIT, "1": TrackState.COLLECTED, "2": TrackState.TROUBLE, "3": TrackState.SIGNED},
    **{"4": TrackState.RETURNED, "5": TrackState.DELIVERING, "6": TrackState.RETURNED, "7": TrackState.IN_TRANSIT},
    **{"8": TrackState.CUSTOMS, "14": TrackState.REFUSED},
}
# resultv2=1 gives each step its state in words.
WORDS = {
    **{"揽收": TrackState.COLLECTED, "在途": TrackState.IN_TRANSIT, "派件": TrackState.DELIVERING},
    **{"签收": TrackState.SIGNED, "疑难": TrackState.TROUBLE, "退签": TrackState.RETURNED, "退回": TrackState.RETURNED},
    **{"转投": TrackState.IN_TRANSIT, "清关": TrackState.CUSTOMS, "拒签": TrackState.REFUSED},
}
WATCHES = {"polling": WatchState.WATCHED, "shutdown": WatchState.ENDED, "abort": WatchState.GIVEN_UP}
TAKEN, BUSY, WATCHED_ALREADY, NOTHING_KNOWN = "200", "500", "501", "500"
OUR_CONFIGURATION = frozenset({"503", "600", "601"})


class Kuaidi100:
    """One customer of the platform. `callback_url` is ours; pushes are signed with a salt made from the key."""

    configured = True

    def __init__(self, base_url: str, customer: str, key: str, callback_url: str) -> None:
        self._customer = customer
        self._key = key
        self._callback_url = callback_url
        self._salt = hmac.new(key.encode(), b"push", hashlib.sha256).hexdigest()[:32]
        self._outbound = Outbound("kuaidi100", base_url)

    async def watch(self, waybill: Waybill) -> None:
        parameters = {"callbackurl": self._callback_url, "salt": self._salt, "resultv2": "1", "phone": waybill.phone}
        asked = {"company": COMPANIES[waybill.carrier], "number": waybill.number, "key": self._key}
        answer = await self._ask("/poll", {"schema": "json", "param": _json(asked | {"parameters": parameters})})
        code = str(answer.get("returnCode", ""))
        if code not in (TAKEN, WATCHED_ALREADY):
            raise _failure(code, str(answer.get("message", "")))

    async def journey(self, waybill: Waybill) -> Journey | None:
        asked = {"com": COMPANIES[waybill.carrier], "num": waybill.number, "phone": waybill.phone, "resultv2": "1"}
        param = _json(asked)
        form = {"customer": self._customer, "sign": _signature(param + self._key + self._customer), "param": param}
        answer = await self._ask("/poll/query.do", form)
        if answer.get("returnCode") == NOTHING_KNOWN:
            return None
        if "returnCode" in answer:
            raise _failure(str(answer["returnCode"]), str(answer.get("message", "")))
        state = STATES.get(str(answer.get("state")), TrackState.IN_TRANSIT)
        watch = WatchState.ENDED if state is TrackState.SIGNED else WatchState.WATCHED
        return Journey(waybill.carrier, waybill.number, state, watch, _steps(answer, state))

    def open_push(self, body: bytes) -> Journey:
        form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
        param, sign = form.get("param", [""])[0], form.get("sign", [""])[0]
        if not param or not hmac.compare_digest(sign.upper().encode(), _signature(param + self._salt).encode()):
            raise PushNotGenuine("the signature is not made with our salt")
        try:
            return _pushed(orjson.loads(param))
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, ValueError) as error:
            raise PushNotGenuine(f"unreadable push: {type(error).__name__}") from error

    async def close(self) -> None:
        await self._outbound.close()

    async def _ask(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        response = await self._outbound.send("POST", path, data=form)
        try:
            answer = orjson.loads(response.content)
        except orjson.JSONDecodeError:
            answer = None
        if not response.is_success or not isinstance(answer, dict):
            raise UnknownOutcome(f"kuaidi100 answered {path} with HTTP {response.status_code}")
        return answer


def _pushed(param: dict[str, Any]) -> Journey:
    """After the platform corrected a wrong company, `comOld` is the one we had subscribed."""
    last = param["lastResult"]
    company = param.get("comOld") or last["com"]
    state = STATES.get(str(last.get("state")), TrackState.IN_TRANSIT)
    watch = WATCHES.get(str(param.get("status")), WatchState.WATCHED)
    if watch is WatchState.GIVEN_UP and param.get("comNew"):
        # The platform goes on watching under the company that it found by itself.
        watch = WatchState.WATCHED
    return Journey(CARRIERS[company], str(last["nu"]), state, watch, _steps(last, state))


def _steps(result: dict[str, Any], newest: TrackState) -> tuple[Step, ...]:
    """`data` is newest first. Its newest step has the parcel's own state; older ones what their word says."""
    found = []
    for place, item in enumerate(result.get("data") or []):
        at = datetime.strptime(item.get("ftime") or item["time"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
        word = WORDS.get(str(item.get("status")), TrackState.IN_TRANSIT)
        found.append(Step(str(item["context"]), word if place else newest, at.astimezone(UTC)))
    return tuple(found)


def _failure(code: str, message: str) -> SendFailed:
    if code == BUSY:
        return TemporaryFailure(message, code=code)
    if code in OUR_CONFIGURATION:
        return Misconfigured(message, code=code)
    return PermanentFailure(message, code=code)


def _signature(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()


def _json(value: dict[str, Any]) -> str:
    return orjson.dumps(value).decode()
