"""Give the groups of a hand-over another owner: at once, or not at all."""

from collections.abc import Sequence
from uuid import UUID

import structlog

from app.guides.queries import groups_by_id
from app.guides.sync_group import sync_group
from app.handover import sql
from app.handover.gateway import Answer, gateway
from app.handover.models import HandedGroup
from app.handover.pace import SETTLED_AFTER
from app.handover.settle import Successor
from app.handover.states import TransferState as State
from app.kernel import clock, db
from app.kernel.errors import PermanentFailure, SendFailed, UnknownOutcome

# 企业微信 groupchat/transfer: chat_id_list.
MOST_GROUPS = 100

log = structlog.get_logger(__name__)


async def send_groups(to: Successor) -> None:
    """All that are planned, in slices; the groups of a lost call are asked first who owns them."""
    await _find_lost(to)
    while claimed := await _claim(to.pair_id):
        now = clock.now()
        try:
            answers = await gateway().hand_over_groups(to.between, claimed)
        except PermanentFailure as failure:
            answers = [Answer(one, State.FAILED, failure.reason) for one in claimed]
        except UnknownOutcome:
            raise
        except SendFailed:
            await db.execute(sql.PUT_BACK_GROUPS, to.pair_id, claimed, now)
            raise
        await _settle(to.pair_id, answers)
        await _sync([one.id for one in answers if one.state is State.DONE])


async def _find_lost(to: Successor) -> None:
    now = clock.now()
    begun = HandedGroup.filter(pair_id=to.pair_id, state=State.BEGUN, begun_at__lte=now - SETTLED_AFTER)
    chats = [str(one) for one in await begun.values_list("chat_id", flat=True)]
    for chat_id in chats:
        await sync_group(chat_id)
    owners = {chat_id: group.owner_userid for chat_id, group in (await groups_by_id(chats)).items()}
    arrived = [one for one in chats if owners.get(one) == to.between.takeover]
    await _settle(to.pair_id, [Answer(one, State.DONE) for one in arrived])
    others = [one for one in chats if one not in arrived]
    await db.execute(sql.PUT_BACK_GROUPS, to.pair_id, others, now - SETTLED_AFTER)


async def _claim(pair_id: UUID) -> list[str]:
    rows = await db.fetch(sql.CLAIM_GROUPS, pair_id, clock.now(), MOST_GROUPS)
    return [row["id"] for row in rows]


async def _settle(pair_id: UUID, answers: Sequence[Answer]) -> None:
    if answers:
        columns = [(one.id, one.state.value, one.reason[:200]) for one in answers]
        await db.execute(sql.SETTLE_GROUPS, pair_id, *map(list, zip(*columns, strict=True)), clock.now())


async def _sync(chat_ids: Sequence[str]) -> None:
    """Show the new owner now; a group that cannot be read is read again when its callback comes."""
    for chat_id in chat_ids:
        try:
            await sync_group(chat_id)
        except SendFailed as failure:
            log.warning("handed_group_not_read", chat_id=chat_id, reason=str(failure))
