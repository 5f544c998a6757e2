"""Ask for a group code (群活码), and change its rules."""

from uuid import UUID

from app.acquisition.came_by import GROUP_CODE, state_for
from app.acquisition.errors import GroupCodeNotFound, UnknownGroup, UnknownStore
from app.acquisition.group_code_terms import GroupCodeTerms
from app.acquisition.group_code_way import WAY
from app.acquisition.keep_at_wecom import CLAIM_LIFE
from app.acquisition.models import GroupCode
from app.acquisition.states import Standing
from app.events.acquisition import GroupCodeDue
from app.guides.queries import groups_by_id
from app.kernel import clock, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.stores import queries as stores

OVER = (Standing.DELETING, Standing.DELETED)


@atomic
async def request_group_code(terms: GroupCodeTerms) -> UUID:
    """Record a code, to be made at WeCom by a job. Raises UnknownGroup, UnknownStore."""
    await _check(terms, terms.chat_ids)
    now, code_id = clock.now(), new_id()
    state, due_at = state_for(GROUP_CODE, code_id), now + CLAIM_LIFE
    await GroupCode.create(id=code_id, state=state, created_at=now, due_at=due_at, **terms.model_dump())
    await outbox.publish(GroupCodeDue(code_id))
    return code_id


@atomic
async def edit_group_code(code_id: UUID, terms: GroupCodeTerms) -> None:
    """Put these rules in place of the old ones; WeCom follows by a job. The picture stays.

    Raises GroupCodeNotFound, UnknownStore, and UnknownGroup for one that is new to the code.
    """
    code = await GroupCode.filter(id=code_id).exclude(status__in=OVER).select_for_update().get_or_none()
    if code is None:
        raise GroupCodeNotFound
    await _check(terms, [one for one in terms.chat_ids if one not in {*code.chat_ids, *code.groups_now}])
    await GroupCode.filter(id=code_id).update(**terms.model_dump())
    await outbox.publish(WAY.due(code_id))


async def _check(terms: GroupCodeTerms, new: list[str]) -> None:
    groups = await groups_by_id(new)
    unknown = [one for one in new if one not in groups or groups[one].dismissed_at is not None]
    if unknown:
        raise UnknownGroup(chat_ids=unknown)
    if terms.store_id and not await stores.names({terms.store_id}):
        raise UnknownStore(store_ids=[str(terms.store_id)])
