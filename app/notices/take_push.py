"""Take what the platform pushes about subscription messages."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from app.integrations.miniprogram_push import CHANGE, POPUP, SENT, WRAPPED, Pushed, parse
from app.integrations.wechat_push_crypto import PushMalformed
from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.notices import consent, sql
from app.notices.states import Consent, NoticeStatus


async def take_push(plain: str) -> None:
    """Count a decrypted push once, however often it comes; others than those of messages are passed over.

    Raises PushMalformed.
    """
    pushed = parse(plain)
    if pushed.event in WRAPPED:
        # The platform repeats the same text, sealed anew.
        await _take(hashlib.sha256(plain.encode()).hexdigest(), pushed)


@atomic
async def _take(key: str, pushed: Pushed) -> None:
    if not await db.fetch_value(sql.KEEP_PUSH, new_id(), key, pushed.event, pushed.openid, clock.now()):
        return
    # In one order for all, as each holds its row until the end.
    items = sorted(pushed.items, key=_template)
    if pushed.event == POPUP:
        for template_id in _answered(items, Consent.ACCEPT):
            await consent.accepted(pushed.openid, template_id)
    elif pushed.event == CHANGE:
        for template_id in _answered(items, Consent.REJECT):
            await consent.taken_back(pushed.openid, template_id)
    elif pushed.event == SENT:
        for item in items:
            await _report(pushed.openid, item)


def _answered(items: Iterable[Mapping[str, Any]], answer: Consent) -> list[str]:
    return [_template(item) for item in items if item.get("SubscribeStatusString") == answer]


def _template(item: Mapping[str, Any]) -> str:
    template_id = item.get("TemplateId")
    if not isinstance(template_id, str) or not 0 < len(template_id) <= 64:
        raise PushMalformed(field="TemplateId")
    return template_id


async def _report(openid: str, item: Mapping[str, Any]) -> None:
    """How a message ended at the member: also tells what became of one whose answer was lost."""
    msgid = str(item.get("MsgID") or "")[:64]
    if not msgid:
        raise PushMalformed(field="MsgID")
    failed = str(item.get("ErrorCode") or "0") != "0"
    status = NoticeStatus.FAILED if failed else NoticeStatus.SENT
    error = f"{item.get('ErrorStatus', '')} (code {item.get('ErrorCode')})" if failed else ""
    await db.execute(sql.REPORT, msgid, openid, _template(item), status.value, error[:200], clock.now())
