"""By which code or channel of ours a new friend came: the `state` that WeCom hands back with each."""

import base64
from collections.abc import Collection
from uuid import UUID

from app.acquisition.models import ChannelCode, LinkChannel
from app.guides.meet import CameBy
from app.guides.states import CameByKind

# Of other people's links they are longer.
LONGEST_OF_A_WAY = 30
CHANNEL_CODE, GROUP_CODE, LINK_CHANNEL = "c", "g", "k"


def state_for(letter: str, of: UUID) -> str:
    """23 characters, unique: WeCom keeps at most 30 of a way's and 64 of a link's."""
    return letter + base64.urlsafe_b64encode(of.bytes).decode().rstrip("=")


def id_in(letter: str, state: str) -> UUID | None:
    """Whose state this would be; None for one of another kind or of somebody else's making."""
    if len(state) != 23 or not state.startswith(letter):
        return None
    try:
        of = UUID(bytes=base64.b64decode(state[1:] + "==", altchars=b"-_", validate=True))
    except ValueError:
        return None
    return of if state_for(letter, of) == state and of.version == 7 else None


async def came_by(state: str) -> CameBy | None:
    """None for no state, and for one of somebody else's making."""
    return (await came_by_many([state])).get(state)


async def came_by_many(states: Collection[str]) -> dict[str, CameBy]:
    """By state, of ended codes too; without those of somebody else's making."""
    channels = {channel_id: state for state in states if (channel_id := id_in(LINK_CHANNEL, state))}
    found: dict[str, CameBy] = {}
    if channels:
        for channel in await LinkChannel.filter(id__in=list(channels)).only("id"):
            found[channels[channel.id]] = CameBy(CameByKind.LINK, channel.id)
    others = [state for state in states if 0 < len(state) <= LONGEST_OF_A_WAY and state not in found]
    if others:
        for state, code_id in await ChannelCode.filter(state__in=others).values_list("state", "id"):
            found[state] = CameBy(CameByKind.CHANNEL_CODE, code_id)
    return found
