"""A group code's join way at WeCom (加入群聊, page 92229)."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from app.acquisition.at_wecom import Kind, Made, Seen
from app.acquisition.gateway import JoinTerms, gateway
from app.acquisition.keep_at_wecom import keep_in_line, revive
from app.acquisition.models import GroupCode
from app.events.acquisition import GroupCodeDue
from app.guides.queries import groups_by_id


class GroupCodeWay:
    """WeCom lists no join ways, so one whose answer was lost is not found again: nobody has its picture, so it leads
    nobody anywhere, and another one is made.
    """

    model = GroupCode

    async def wanted(self, row: GroupCode) -> dict[str, Any] | None:
        """Its groups that are not dismissed; None when none is left."""
        groups = await groups_by_id(row.chat_ids)
        living = [chat_id for chat_id in row.chat_ids if chat_id in groups and groups[chat_id].dismissed_at is None]
        if not living:
            return None
        names = {"base_name": row.base_name, "base_id": row.base_id}
        return {"remark": row.name, "chat_ids": living, "auto_create": row.auto_create, **names}

    async def find(self, row: GroupCode) -> Made | None:
        return None

    async def make(self, row: GroupCode, wanted: dict[str, Any]) -> Made:
        """The picture's address comes with the first look, which follows at once."""
        return Made(await gateway().create_join_way(_terms(wanted), row.state), wanted, {"look": True})

    async def change(self, row: GroupCode, remote_id: str, wanted: dict[str, Any]) -> Seen:
        """Groups that WeCom opened by itself stay behind the code, unless head office has changed its groups since."""
        there, qr_code = await gateway().join_way(remote_id)
        terms = _terms(wanted)
        if row.told and row.told["chat_ids"] == wanted["chat_ids"]:
            terms = replace(terms, chat_ids=await _living(there.chat_ids) or terms.chat_ids)
        if terms != there:
            await gateway().update_join_way(remote_id, terms, row.state)
        return Seen({"qr_code": qr_code, "groups_now": list(terms.chat_ids)})

    async def remove(self, remote_id: str) -> None:
        await gateway().remove_join_way(remote_id)

    def due(self, row_id: UUID) -> GroupCodeDue:
        return GroupCodeDue(row_id)


WAY: Kind[GroupCode] = GroupCodeWay()


async def keep_group_code(due: GroupCodeDue) -> None:
    """Reaction: make, change, look at or remove a group code at WeCom."""
    await keep_in_line(WAY, due.group_code_id)


async def look_at_group_codes() -> None:
    """Tick: WeCom lists no join ways, so each is looked at by itself once a day."""
    await revive(WAY)


async def _living(chat_ids: tuple[str, ...]) -> tuple[str, ...]:
    """Without those known to be dismissed; one that we do not know yet is as new as can be."""
    groups = await groups_by_id(chat_ids)
    return tuple(one for one in chat_ids if one not in groups or groups[one].dismissed_at is None)


def _terms(wanted: dict[str, Any]) -> JoinTerms:
    return JoinTerms(**wanted | {"chat_ids": tuple(wanted["chat_ids"])})
