"""Contact ways and welcomes over WeCom."""

from datetime import datetime

from app.acquisition.gateway import (
    Card,
    ContactWay,
    ContactWayGone,
    TooManyContactWays,
    WayDetails,
    WayTerms,
    WelcomeTooLate,
    WelcomeUsedUp,
)
from app.kernel.errors import PermanentFailure, QuotaExceeded, TemporaryFailure, UnknownOutcome
from wecom.client import contact_ways, messages
from wecom.client.contents import CardContent
from wecom.client.corp import Corp
from wecom.client.gateways.covers import with_cover
from wecom.client.gateways.refusals import told_apart

BAD_CODE, USED_OR_CHATTING, BEING_SENT = 41050, 41051, 41096
NO_WAY, TOO_MANY_WAYS = 41044, 41045


class AcquisitionOverWeCom:
    """Contact ways and welcomes."""

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
        with told_apart(NO_WAY, ContactWayGone):
            await contact_ways.update(self._corp.contact, config_id, terms.users, terms.remark, terms.exclusive)

    async def contact_way(self, config_id: str) -> WayDetails:
        with told_apart(NO_WAY, ContactWayGone):
            way = await contact_ways.get(self._corp.contact, config_id)
        return WayDetails(way.config_id, way.state, WayTerms(tuple(way.user), way.remark, way.is_exclusive))

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
