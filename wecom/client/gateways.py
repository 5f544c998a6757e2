"""What the domains need from WeCom, said in the platform's terms."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

from app.campaigns.gateway import Card as BroadcastCard
from app.campaigns.gateway import Created, Outcome
from app.guides.gateway import (
    Card,
    ContactWay,
    ContactWayGone,
    Customer,
    GroupDetails,
    NotFriends,
    TooManyContactWays,
    WayDetails,
    WayTerms,
    WelcomeTooLate,
    WelcomeUsedUp,
)
from app.kernel.errors import PermanentFailure, QuotaExceeded, TemporaryFailure, UnknownOutcome
from app.staff.gateway import DirectoryMember
from wecom.client import broadcasts, contact_ways, customers, directory, groups, marks, messages
from wecom.client.contents import CardContent
from wecom.client.corp import Corp
from wecom.client.errors import MEDIA_GONE

T = TypeVar("T")
BAD_CODE, USED_OR_CHATTING, BEING_SENT = 41050, 41051, 41096
NOT_A_CUSTOMER, NOT_A_GROUP = 84061, 90501
NO_WAY, TOO_MANY_WAYS = 41044, 41045
OUTCOMES = {0: Outcome.WAITING, 1: Outcome.DELIVERED}


class StaffOverWeCom:
    """The staff directory."""

    def __init__(self, corp: Corp) -> None:
        self._corp = corp

    async def members(self) -> list[DirectoryMember]:
        found: dict[str, DirectoryMember] = {}
        for department in await directory.departments(self._corp.agent):
            for user in await directory.users(self._corp.agent, department):
                found[user.userid] = DirectoryMember(user.userid, user.name, user.status in directory.WORKING)
        return list(found.values())


class GuidesOverWeCom:
    """Channel codes, customers, welcomes, notices and groups."""

    def __init__(self, corp: Corp) -> None:
        self._corp = corp

    async def create_contact_way(self, terms: WayTerms, state: str) -> ContactWay:
        try:
            made = await contact_ways.add(self._corp.contact, terms.users, state, terms.remark, terms.exclusive)
        except QuotaExceeded as refused:
            if refused.code == TOO_MANY_WAYS:
                raise TooManyContactWays(refused.reason, code=refused.code) from refused
            raise
        return ContactWay(made.config_id, made.qr_code)

    async def update_contact_way(self, config_id: str, terms: WayTerms) -> None:
        with _told_apart(NO_WAY, ContactWayGone):
            await contact_ways.update(self._corp.contact, config_id, terms.users, terms.remark, terms.exclusive)

    async def contact_way(self, config_id: str) -> WayDetails:
        with _told_apart(NO_WAY, ContactWayGone):
            way = await contact_ways.get(self._corp.contact, config_id)
        return WayDetails(way.config_id, way.state, WayTerms(tuple(way.user), way.remark, way.is_exclusive))

    async def remove_contact_way(self, config_id: str) -> None:
        with _told_apart(NO_WAY, ContactWayGone):
            await contact_ways.remove(self._corp.contact, config_id)

    async def contact_ways_since(self, since: datetime) -> list[str]:
        return await contact_ways.made_since(self._corp.contact, int(since.timestamp()))

    async def remark_customer(self, userid: str, external_userid: str, remark: str) -> None:
        with _told_apart(NOT_A_CUSTOMER, NotFriends):
            await marks.remark(self._corp.contact, userid, external_userid, remark=remark)

    async def tag_customer(self, userid: str, external_userid: str, tag_ids: Sequence[str]) -> None:
        with _told_apart(NOT_A_CUSTOMER, NotFriends):
            await marks.mark_tag(self._corp.contact, userid, external_userid, add=tag_ids)

    async def find_contact_way(self, state: str, since: datetime) -> ContactWay | None:
        """Asks once for every way made since then: the platform lists no more than their ids."""
        for config_id in await contact_ways.made_since(self._corp.contact, int(since.timestamp())):
            way = await contact_ways.get(self._corp.contact, config_id)
            if way.state == state:
                return ContactWay(way.config_id, way.qr_code)
        return None

    async def customer(self, external_userid: str) -> Customer | None:
        try:
            found = await customers.customer(self._corp.contact, external_userid)
        except PermanentFailure as refused:
            if refused.code == NOT_A_CUSTOMER:
                return None
            raise
        return Customer(found.external_userid, found.name, found.unionid)

    async def send_welcome(self, welcome_code: str, text: str, card: Card | None) -> None:
        async def send(content: CardContent | None) -> None:
            await messages.send_welcome(self._corp.contact, welcome_code, text, content)

        try:
            await with_cover(self._corp, card, send)
        except PermanentFailure as refused:
            if refused.code == BAD_CODE:
                raise WelcomeTooLate(refused.reason, code=refused.code) from refused
            if refused.code == USED_OR_CHATTING:
                raise WelcomeUsedUp(refused.reason, code=refused.code) from refused
            raise
        except TemporaryFailure as busy:
            if busy.code == BEING_SENT:
                raise UnknownOutcome(busy.reason, code=busy.code) from busy
            raise

    async def send_text(self, userid: str, content: str) -> None:
        await messages.send_text(self._corp.agent, self._corp.agent_id, userid, content)

    async def group(self, chat_id: str) -> GroupDetails | None:
        try:
            chat = await groups.group(self._corp.contact, chat_id)
        except PermanentFailure as refused:
            if refused.code == NOT_A_GROUP:
                return None
            raise
        inside = {one.userid: _moment(one.join_time) for one in chat.member_list if one.type == groups.EXTERNAL}
        return GroupDetails(chat.chat_id, chat.name, chat.owner, _moment(chat.create_time), chat.member_version, inside)

    async def chat_ids(self) -> list[str]:
        return await groups.chat_ids(self._corp.contact)


class CampaignsOverWeCom:
    """Broadcasts to customer groups."""

    def __init__(self, corp: Corp) -> None:
        self._corp = corp

    async def create_group_broadcast(
        self, sender_userid: str, chat_ids: Sequence[str], text: str, card: BroadcastCard | None
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
                _moment(row.send_time) if row.send_time else None,
            )
            for row in rows
        ]

    async def is_confirmed(self, msgid: str, sender_userid: str) -> bool:
        return await self._task_status(msgid, sender_userid) == broadcasts.TASK_SENT

    async def _task_status(self, msgid: str, userid: str) -> int | None:
        tasks = await broadcasts.tasks(self._corp.contact, msgid)
        return next((task.status for task in tasks if task.userid == userid), None)


async def with_cover(
    corp: Corp, card: Card | BroadcastCard | None, send: Callable[[CardContent | None], Awaitable[T]]
) -> T:
    """Send with the card's picture; uploaded anew, once, when the platform no longer knows it."""
    if card is None:
        return await send(None)
    media_id = await corp.cover.media_id()
    try:
        return await send(CardContent(card.title, corp.miniprogram_appid, card.page, media_id))
    except PermanentFailure as refused:
        if refused.code not in MEDIA_GONE:
            raise
    media_id = await corp.cover.media_id(failing=media_id)
    return await send(CardContent(card.title, corp.miniprogram_appid, card.page, media_id))


@contextmanager
def _told_apart(code: int, kind: type[PermanentFailure]) -> Iterator[None]:
    """Raise a refusal with this error code as its own kind."""
    try:
        yield
    except PermanentFailure as refused:
        if refused.code == code:
            raise kind(refused.reason, code=refused.code) from refused
        raise


def _moment(unix_seconds: int) -> datetime:
    return datetime.fromtimestamp(unix_seconds, UTC)
