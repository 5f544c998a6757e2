"""Create a requested channel code at WeCom, once, even if a worker dies in between."""

from datetime import timedelta

from app.events.guides import ChannelCodeRequested
from app.guides.gateway import ContactWay, gateway
from app.guides.models import ChannelCode
from app.guides.states import ChannelCodeStatus as Status
from app.kernel.errors import Misconfigured, PermanentFailure
from app.staff.queries import staff_by_id

LONGEST_FAILURE = 200
CLOCKS_DIFFER = timedelta(minutes=5)


async def create_channel_code(requested: ChannelCodeRequested) -> None:
    """Reaction: requested → creating → live, or failed when a person must do something first.

    A code found in `creating` may exist at WeCom: it is looked up by its state before it is made.
    """
    code = await ChannelCode.get_or_none(id=requested.channel_code_id)
    if code is None or code.status not in (Status.REQUESTED, Status.CREATING):
        return
    may_exist = not await ChannelCode.filter(id=code.id, status=Status.REQUESTED).update(status=Status.CREATING)
    try:
        way = await _find_or_make(code, may_exist)
    except (PermanentFailure, Misconfigured) as failure:
        await _settle(code, status=Status.FAILED, failure=str(failure)[:LONGEST_FAILURE])
        return
    await _settle(code, status=Status.LIVE, config_id=way.config_id, qr_code=way.qr_code)


async def _find_or_make(code: ChannelCode, may_exist: bool) -> ContactWay:
    if may_exist:
        found = await gateway().find_contact_way(code.state, code.created_at - CLOCKS_DIFFER)
        if found:
            return found
    staff = await staff_by_id(code.staff_id)
    if staff is None:
        raise PermanentFailure("员工已删除")
    return await gateway().create_contact_way(staff.userid, code.state, code.name)


async def _settle(code: ChannelCode, **result: object) -> None:
    await ChannelCode.filter(id=code.id, status=Status.CREATING).update(**result)
