"""Customers, notices and groups over WeCom."""

from collections.abc import Sequence
from datetime import UTC, datetime

from app.guides.gateway import (
    CardSentBefore,
    Customer,
    CustomerDetails,
    FollowNotes,
    GroupDetails,
    NotFriends,
    NoticeCard,
    TagGone,
)
from app.kernel.errors import PermanentFailure
from wecom.client import card_messages, cards, customers, groups, marks, messages
from wecom.client.corp import Corp
from wecom.client.gateways.refusals import told_apart

NOT_A_CUSTOMER, NOT_A_GROUP = 84061, 90501
# Said of a task_id that was used and of a response_code that was, without a code of their own.
BAD_PARAMETER = 40058
UNKNOWN_TAG = 40068


class GuidesOverWeCom:
    """Customers, notices and groups."""

    def __init__(self, corp: Corp) -> None:
        self._corp = corp

    async def remark_customer(self, userid: str, external_userid: str, remark: str) -> None:
        with told_apart(NOT_A_CUSTOMER, NotFriends):
            await marks.remark(self._corp.contact, userid, external_userid, remark=remark)

    async def customer_details(self, external_userid: str) -> CustomerDetails | None:
        try:
            found, followers = await customers.details(self._corp.contact, external_userid)
        except PermanentFailure as refused:
            if refused.code == NOT_A_CUSTOMER:
                return None
            raise
        notes = {one.userid: FollowNotes(one.remark, one.corp_tags) for one in followers}
        return CustomerDetails(Customer(found.external_userid, found.name, found.unionid), notes)

    async def mark_customer(self, userid: str, external_userid: str, put: Sequence[str], taken: Sequence[str]) -> None:
        with told_apart(NOT_A_CUSTOMER, NotFriends), told_apart(UNKNOWN_TAG, TagGone):
            await marks.mark_tag(self._corp.contact, userid, external_userid, add=put, remove=taken)

    async def customer(self, external_userid: str) -> Customer | None:
        try:
            found = await customers.customer(self._corp.contact, external_userid)
        except PermanentFailure as refused:
            if refused.code == NOT_A_CUSTOMER:
                return None
            raise
        return Customer(found.external_userid, found.name, found.unionid)

    async def send_text(self, userid: str, content: str) -> None:
        await messages.send_text(self._corp.agent, self._corp.agent_id, userid, content)

    async def send_card(self, userid: str, card: NoticeCard) -> None:
        buttons = [cards.Button(text, key) for key, text in card.buttons]
        shown = cards.Buttons(
            cards.Title(card.title), task_id=card.task_id, button_list=buttons, sub_title_text=card.content
        )
        with told_apart(BAD_PARAMETER, CardSentBefore):
            await card_messages.send(self._corp.agent, self._corp.agent_id, [userid], shown)

    async def settle_card(self, userid: str, response_code: str, text: str) -> None:
        try:
            await card_messages.grey_buttons(self._corp.agent, self._corp.agent_id, [userid], response_code, text)
        except PermanentFailure as refused:
            if refused.code != BAD_PARAMETER:
                raise

    async def group(self, chat_id: str) -> GroupDetails | None:
        try:
            chat = await groups.group(self._corp.contact, chat_id)
        except PermanentFailure as refused:
            if refused.code == NOT_A_GROUP:
                return None
            raise
        outside = [one for one in chat.member_list if one.type == groups.EXTERNAL]
        inside = {one.userid: _moment(one.join_time) for one in outside}
        states = {one.userid: one.state for one in outside if one.state}
        created = _moment(chat.create_time)
        return GroupDetails(chat.chat_id, chat.name, chat.owner, created, chat.member_version, inside, states)

    async def chat_ids(self) -> list[str]:
        return await groups.chat_ids(self._corp.contact)


def _moment(unix_seconds: int) -> datetime:
    return datetime.fromtimestamp(unix_seconds, UTC)
