"""Broadcasts over WeCom."""

from collections.abc import Sequence
from datetime import UTC, datetime

from app.campaigns.gateway import Card, Created, Outcome
from wecom.client import broadcasts
from wecom.client.contents import CardContent
from wecom.client.corp import Corp
from wecom.client.gateways.covers import with_cover

OUTCOMES = {0: Outcome.WAITING, 1: Outcome.DELIVERED}


class CampaignsOverWeCom:
    """Broadcasts to customer groups."""

    def __init__(self, corp: Corp) -> None:
        self._corp = corp

    async def create_group_broadcast(
        self, sender_userid: str, chat_ids: Sequence[str], text: str, card: Card | None
    ) -> Created:
        async def send(content: CardContent | None) -> broadcasts.Made:
            return await broadcasts.add_to_groups(self._corp.contact, sender_userid, chat_ids, text, content)

        made = await with_cover(self._corp, card, send)
        return Created(made.msgid, made.fail_list)

    async def find_group_broadcast(self, sender_userid: str, text: str, since: datetime, until: datetime) -> list[str]:
        """Asks for the tasks of each with that text: the list does not name who is to send."""
        start, end = int(since.timestamp()), int(until.timestamp()) + 1
        candidates = await broadcasts.to_groups_between(self._corp.contact, start, end, text)
        return [one.msgid for one in candidates if await self._task_status(one.msgid, sender_userid) is not None]

    async def broadcast_results(self, msgid: str, sender_userid: str) -> list[tuple[str, Outcome, datetime | None]]:
        rows = await broadcasts.results(self._corp.contact, msgid, sender_userid)
        return [
            (
                row.chat_id,
                OUTCOMES.get(row.status, Outcome.NOT_DELIVERED),
                datetime.fromtimestamp(row.send_time, UTC) if row.send_time else None,
            )
            for row in rows
        ]

    async def cancel_group_broadcast(self, msgid: str) -> None:
        await broadcasts.cancel(self._corp.contact, msgid)

    async def is_confirmed(self, msgid: str, sender_userid: str) -> bool:
        return await self._task_status(msgid, sender_userid) == broadcasts.TASK_SENT

    async def _task_status(self, msgid: str, userid: str) -> int | None:
        tasks = await broadcasts.tasks(self._corp.contact, msgid)
        return next((task.status for task in tasks if task.userid == userid), None)
