"""Hand-overs over WeCom."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from app.handover.gateway import Answer, LeftBehind, Pair
from app.handover.states import TransferState as State
from wecom.client import group_transfers, transfers
from wecom.client.corp import Corp
from wecom.client.error_codes import QUOTAS, meaning

RESULTS = {
    transfers.DONE: (State.DONE, ""),
    transfers.WAITING: (State.WAITING, ""),
    transfers.REFUSED: (State.REFUSED, "客户拒绝了转接"),
    transfers.AT_LIMIT: (State.LIMIT, "接替成员的客户数已达上限"),
}
UNREADABLE = (State.WAITING, "")


class HandOverOverWeCom:
    """Transfers of customers and groups."""

    def __init__(self, corp: Corp) -> None:
        self._corp = corp

    async def begin(self, pair: Pair, external_userids: Sequence[str], message: str) -> list[Answer]:
        api = self._corp.contact
        if pair.resigned:
            begun = await transfers.begin_for_resigned(api, pair.handover, pair.takeover, external_userids)
        else:
            begun = await transfers.begin(api, pair.handover, pair.takeover, external_userids, message)
        return [_judged(one.external_userid, one.errcode, State.WAITING) for one in begun]

    async def results(self, pair: Pair, external_userids: Collection[str]) -> list[Answer]:
        """A status that is not documented yet counts as waiting: what it becomes is asked again."""
        found = transfers.results(self._corp.contact, pair.handover, pair.takeover, resigned=pair.resigned)
        wanted = set(external_userids)
        return [
            Answer(one.external_userid, *RESULTS.get(one.status, UNREADABLE), takeover_at=_moment(one.takeover_time))
            async for one in found
            if one.external_userid in wanted
        ]

    async def hand_over_groups(self, pair: Pair, chat_ids: Sequence[str]) -> list[Answer]:
        api = self._corp.contact
        failed = await group_transfers.hand_over(api, chat_ids, pair.takeover, resigned=pair.resigned)
        codes = {one.chat_id: one.errcode for one in failed}
        return [_judged(chat_id, codes.get(chat_id, transfers.BEGUN), State.DONE) for chat_id in chat_ids]

    async def left_behind(self) -> list[LeftBehind]:
        found = transfers.unassigned(self._corp.contact)
        return [
            LeftBehind(one.handover_userid, one.external_userid, datetime.fromtimestamp(one.dimission_time, UTC))
            async for one in found
        ]


def _judged(thing: str, errcode: int, well: State) -> Answer:
    if errcode == transfers.BEGUN:
        return Answer(thing, well)
    said = meaning(errcode)
    return Answer(thing, State.LIMIT if errcode in QUOTAS else State.FAILED, f"{said.what}。{said.remedy}")


def _moment(unix_seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(unix_seconds, UTC) if unix_seconds else None
