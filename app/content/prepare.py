"""A guide is about to send something: the message for WeCom's client, with a link that is this sending's own."""

from dataclasses import dataclass
from uuid import UUID

from app.content import message as messages
from app.content.message import Message
from app.content.models import ContentSend
from app.content.scripts import GUIDE, NICKNAME, STORE, fill
from app.content.states import MaterialKind as Kind
from app.content.states import Subject
from app.content.wanted import Wanted, look_up, sender
from app.kernel import clock
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.members import queries as members
from app.radar import sources
from app.radar.links import entrance_token
from app.radar.states import EntranceKind
from app.staff.queries import StaffCard
from app.stores import queries as stores

LONGEST_SOURCE_NAME = 64
NOBODY_BY_NAME = "您"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A member, or a customer group; neither for a link that anybody may open."""

    member_id: UUID | None = None
    chat_id: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """`token`: the link's, null for what opens nothing of ours (texts, pictures, articles elsewhere)."""

    send_id: UUID
    token: str | None
    message: Message


@atomic
async def prepare(staff_id: UUID, subject: Subject, subject_id: UUID, to: Recipient) -> Prepared:
    """Write down that this guide sends this, and return what WeCom's client is to send.

    Whether the member or group is the guide's own is the caller's to know. Orders that come by the link name this
    sending, and credit the guide's store and the group. Raises SenderUnknown, MaterialNotFound, MaterialNotPublished,
    MaterialOutOfTime, MaterialNotForStore, UnknownSubject, ProductNotFound, ProposalNotFound, ProposalOver.
    """
    staff = await sender(staff_id)
    wanted = await look_up(subject, subject_id, staff, clock.now(), to.member_id)
    send_id = new_id()
    await write_down(send_id, staff, wanted, to)
    token = entrance_token(EntranceKind.GUIDE, send_id) if wanted.has_page else None
    return Prepared(send_id, token, await _message(wanted, send_id, staff, to))


@atomic
async def write_down(send_id: UUID, staff: StaffCard, wanted: Wanted, to: Recipient) -> None:
    """Keep a sending as prepared, and as the source of its link where it has one."""
    await ContentSend.create(
        id=send_id,
        staff_id=staff.id,
        store_id=staff.store_id,
        kind=wanted.kind,
        title=wanted.title,
        material_id=wanted.material.id if wanted.material else None,
        material_version=wanted.material.version if wanted.material else None,
        subject_id=wanted.subject_id,
        member_id=to.member_id,
        chat_id=to.chat_id,
        prepared_at=clock.now(),
    )
    if wanted.has_page:
        name = wanted.title[:LONGEST_SOURCE_NAME]
        await sources.keep(EntranceKind.GUIDE, send_id, name, staff.store_id, chat_id=to.chat_id, staff_id=staff.id)


async def _message(wanted: Wanted, send_id: UUID, staff: StaffCard, to: Recipient) -> Message:
    if wanted.has_page:
        return messages.card(wanted.title, wanted.page(send_id), wanted.picture)
    material = wanted.material
    assert material is not None, "what is not in the library has a page"
    if wanted.kind is Kind.TEXT:
        return messages.text(fill(material.body, await _names(staff, to)))
    if wanted.kind is Kind.IMAGE:
        return messages.image(material.address)
    return messages.news(wanted.title, "", material.address, wanted.picture)


async def _names(staff: StaffCard, to: Recipient) -> dict[str, str]:
    known = await members.nicknames([to.member_id]) if to.member_id else {}
    at = await stores.names({staff.store_id}) if staff.store_id else {}
    nickname = known.get(to.member_id, "") if to.member_id else ""
    store = at.get(staff.store_id, "") if staff.store_id else ""
    return {NICKNAME: nickname or NOBODY_BY_NAME, GUIDE: staff.name, STORE: store}
