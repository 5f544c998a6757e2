"""Log a person in to the mini-program."""

from uuid import UUID

from app.kernel.errors import SendFailed
from app.members.errors import from_gateway
from app.members.gateway import gateway
from app.members.recognise import recognise
from app.members.states import IdentityKind


async def log_in(code: str) -> tuple[UUID, str]:
    """(member id, openid) of a wx.login code. Raises CodeNotAccepted, WeChatBusy or WeChatUnavailable."""
    try:
        openid, unionid = await gateway().log_in(code)
    except SendFailed as failure:
        raise from_gateway(failure) from failure
    identities = {IdentityKind.OPENID: openid}
    if unionid:
        identities[IdentityKind.UNIONID] = unionid
    return await recognise(identities, joined=True), openid
