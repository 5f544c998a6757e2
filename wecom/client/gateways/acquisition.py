"""Contact ways, join ways, acquisition links and welcomes over WeCom."""

from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime

from app.acquisition.gateway import (
    AtLimit,
    Card,
    ContactWay,
    ContactWayGone,
    JoinTerms,
    JoinWayGone,
    LinkGone,
    LinkTerms,
    MadeLink,
    Quota,
    TooManyContactWays,
    TooManyLinks,
    WayDetails,
    WayTerms,
    WelcomeTooLate,
    WelcomeUsedUp,
    WonCustomer,
)
from app.kernel.errors import PermanentFailure, QuotaExceeded, TemporaryFailure, UnknownOutcome
from wecom.client import acquisition_links, contact_ways, customers, join_ways, messages
from wecom.client.contents import CardContent
from wecom.client.corp import Corp
from wecom.client.gateways.covers import with_cover
from wecom.client.gateways.refusals import told_apart

BAD_CODE, USED_OR_CHATTING, BEING_SENT = 41050, 41051, 41096
NO_WAY, TOO_MANY_WAYS, TOO_MANY_LINKS = 41044, 41045, 41095
BAD_PARAMETER = 40058


class AcquisitionOverWeCom:
    """Contact ways and welcomes."""

    def __init__(self, corp: Corp) -> None:
        self._corp = corp

    async def create_contact_way(self, terms: WayTerms, state: str) -> ContactWay:
        with _limit(TOO_MANY_WAYS, TooManyContactWays):
            made = await contact_ways.add(self._corp.contact, terms.users, state, terms.remark, terms.exclusive)
        return ContactWay(made.config_id, made.qr_code)

    async def update_contact_way(self, config_id: str, terms: WayTerms) -> None:
        with told_apart(NO_WAY, ContactWayGone):
            await contact_ways.update(self._corp.contact, config_id, terms.users, terms.remark, terms.exclusive)

    async def contact_way(self, config_id: str) -> WayDetails:
        with told_apart(NO_WAY, ContactWayGone):
            way = await contact_ways.get(self._corp.contact, config_id)
        return WayDetails(way.config_id, way.state, WayTerms(tuple(way.user), way.remark, way.is_exclusive))

    async def who_may_serve(self) -> set[str]:
        return set(await customers.follow_users(self._corp.contact))

    async def remove_contact_way(self, config_id: str) -> None:
        with told_apart(NO_WAY, ContactWayGone):
            await contact_ways.remove(self._corp.contact, config_id)

    async def contact_ways_since(self, since: datetime) -> list[str]:
        return await contact_ways.made_since(self._corp.contact, int(since.timestamp()))

    async def find_contact_way(self, state: str, since: datetime) -> ContactWay | None:
        """Asks once for every way made since then: the platform lists no more than their ids."""
        for config_id in await contact_ways.made_since(self._corp.contact, int(since.timestamp())):
            way = await contact_ways.get(self._corp.contact, config_id)
            if way.state == state:
                return ContactWay(way.config_id, way.qr_code)
        return None

    async def create_join_way(self, terms: JoinTerms, state: str) -> str:
        with _limit(TOO_MANY_WAYS, TooManyContactWays):
            return await join_ways.add(self._corp.contact, _join_way(terms, state))

    async def update_join_way(self, config_id: str, terms: JoinTerms, state: str) -> None:
        with told_apart(NO_WAY, JoinWayGone):
            await join_ways.replace(self._corp.contact, config_id, _join_way(terms, state))

    async def join_way(self, config_id: str) -> tuple[JoinTerms, str]:
        with told_apart(NO_WAY, JoinWayGone):
            way = await join_ways.get(self._corp.contact, config_id)
        opens = bool(way.auto_create_room)
        chat_ids = tuple(way.chat_id_list)
        return JoinTerms(way.remark, chat_ids, opens, way.room_base_name, way.room_base_id), way.qr_code

    async def remove_join_way(self, config_id: str) -> None:
        with told_apart(NO_WAY, JoinWayGone):
            await join_ways.delete(self._corp.contact, config_id)

    async def create_link(self, terms: LinkTerms) -> MadeLink:
        with _limit(TOO_MANY_LINKS, TooManyLinks):
            link = await acquisition_links.create(
                self._corp.contact,
                terms.name,
                terms.users,
                departments=terms.departments,
                skip_verify=terms.skip_verify,
            )
        return MadeLink(link.link_id, link.url)

    async def update_link(self, link_id: str, terms: LinkTerms) -> None:
        async with self._link(link_id):
            await acquisition_links.update(
                self._corp.contact,
                link_id,
                terms.name,
                terms.users,
                departments=terms.departments,
                skip_verify=terms.skip_verify,
            )

    async def link_terms(self, link_id: str) -> LinkTerms:
        async with self._link(link_id):
            found = await acquisition_links.get(self._corp.contact, link_id)
        to = found.range
        return LinkTerms(found.link.link_name, tuple(to.user_list), tuple(to.department_list), found.link.skip_verify)

    async def remove_link(self, link_id: str) -> None:
        async with self._link(link_id):
            await acquisition_links.delete(self._corp.contact, link_id)

    async def find_link(self, name: str, since: datetime, known: Collection[str]) -> MadeLink | None:
        async for link_id in acquisition_links.link_ids(self._corp.contact):
            if link_id in known:
                continue
            link = (await acquisition_links.get(self._corp.contact, link_id)).link
            if link.link_name == name and link.create_time >= int(since.timestamp()):
                return MadeLink(link.link_id, link.url)
        return None

    async def won_by(self, link_id: str) -> AsyncIterator[WonCustomer]:
        async with self._link(link_id):
            async for won in acquisition_links.won_by(self._corp.contact, link_id):
                yield WonCustomer(won.external_userid, won.userid, won.state, won.chat_status == 1)

    async def quota(self) -> Quota:
        quota = await acquisition_links.quota(self._corp.contact)
        return Quota(quota.total, quota.balance)

    def channel_url(self, url: str, channel: str) -> str:
        return acquisition_links.of_channel(url, channel)

    @asynccontextmanager
    async def _link(self, link_id: str) -> AsyncIterator[None]:
        """WeCom says of an unknown link what it says of any bad parameter; whether it is there the list tells."""
        try:
            yield
        except PermanentFailure as refused:
            if refused.code != BAD_PARAMETER:
                raise
            if link_id in {one async for one in acquisition_links.link_ids(self._corp.contact)}:
                raise
            raise LinkGone(refused.reason, code=refused.code) from refused

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


def _join_way(terms: JoinTerms, state: str) -> join_ways.Way:
    return join_ways.Way(
        list(terms.chat_ids),
        remark=terms.remark,
        auto_create_room=int(terms.auto_create),
        room_base_name=terms.base_name,
        room_base_id=terms.base_id,
        state=state,
    )


@contextmanager
def _limit(code: int, kind: type[AtLimit]) -> Iterator[None]:
    """Raise a refusal with this error code as its own kind."""
    try:
        yield
    except QuotaExceeded as refused:
        if refused.code == code:
            raise kind(refused.reason, code=refused.code) from refused
        raise
