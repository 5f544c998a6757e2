"""Guides whom WeCom allows no customers: they stand in no code's way, or the code's other guides could not either.

WeCom refuses a whole way for one member without the customer contact permission (84074), and does not say for whom.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from app.acquisition.code_terms import read_guides
from app.acquisition.gateway import gateway
from app.acquisition.models import ChannelCode
from app.acquisition.states import ChannelCodeStatus as Status
from app.events.acquisition import ChannelCodeDue
from app.kernel import outbox
from app.kernel.db import atomic
from app.staff.queries import StaffCard, staff_by_ids

LONGEST_FAILURE = 200
MOST_NAMED = 8
AT_ONCE = 500


async def leave_out(code_id: UUID, refused: Collection[str]) -> bool:
    """After WeCom refused a way to these userids: leave out who may not serve. Whether there are such.

    Raises the SendFailed family.
    """
    barred = set(refused) - await gateway().who_may_serve()
    return bool(barred) and await _add(code_id, barred)


async def readmit() -> None:
    """Tick: who may serve by now stands in the ways again. Asks WeCom only when somebody is left out."""
    last: UUID | None = None
    while codes := await _with_left_out(last):
        allowed = await gateway().who_may_serve()
        for code in codes:
            await _readmit(code.id, allowed)
        last = codes[-1].id


async def said_of(code: ChannelCode) -> str | None:
    """The code's failure while guides of it are left out: who, and what to do."""
    ours = {str(guide.staff_id) for guide in read_guides(code.guides)}
    staff = await staff_by_ids([UUID(one) for one in code.left_out if one in ours])
    names = sorted(one.name for one in staff.values() if one.active)
    if not names:
        return None
    more = f"等 {len(names)} 人" if len(names) > MOST_NAMED else ""
    said = f"{'、'.join(names[:MOST_NAMED])}{more}没有客户联系权限，暂不接待；请在企业微信管理后台的客户联系权限中加入"
    return said[:LONGEST_FAILURE]


@atomic
async def _add(code_id: UUID, barred: Collection[str]) -> bool:
    code = await ChannelCode.select_for_update().get(id=code_id)
    found = {str(one.id) for one in await _staff_of(code) if one.userid in barred}
    if found <= set(code.left_out):
        return False
    await ChannelCode.filter(id=code_id).update(left_out=sorted(found | set(code.left_out)))
    return True


async def _with_left_out(after: UUID | None) -> Sequence[ChannelCode]:
    found = ChannelCode.filter(status=Status.LIVE).exclude(left_out=[])
    found = found.filter(id__gt=after) if after else found
    return await found.order_by("id").limit(AT_ONCE)


@atomic
async def _readmit(code_id: UUID, allowed: Collection[str]) -> None:
    """Also forgets who is no guide of the code any more."""
    code = await ChannelCode.select_for_update().get(id=code_id)
    barred = {str(one.id) for one in await _staff_of(code) if one.userid not in allowed}
    still = sorted(barred & set(code.left_out))
    if still == code.left_out:
        return
    code.left_out = still
    await ChannelCode.filter(id=code_id).update(left_out=still, failure=await said_of(code))
    await outbox.publish(ChannelCodeDue(code_id))


async def _staff_of(code: ChannelCode) -> list[StaffCard]:
    return list((await staff_by_ids({guide.staff_id for guide in read_guides(code.guides)})).values())
