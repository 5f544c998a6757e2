"""The one place that decides whose a customer or a group is. What it does not give out, nobody sees."""

import re
from uuid import UUID

from app.guides import own
from app.guides.own import OwnCustomer
from app.guides.queries import Group
from app.http.routes import Call
from wecom.sidebar_api.callers import Guide, caller
from wecom.sidebar_api.errors import CustomerNotFound, GroupNotFound

# Written in full: 32 hex digits without hyphens may be an external_userid.
MEMBER_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
LONGEST = 64


async def own_customer(call: Call, who: str) -> tuple[Guide, OwnCustomer]:
    """The calling guide and their customer, by external_userid or member id. Raises CustomerNotFound."""
    guide = await caller(call)
    named = UUID(who) if MEMBER_ID.fullmatch(who) else who
    found = await own.own_customer(guide.staff_id, named) if len(who) <= LONGEST else None
    if found is None:
        raise CustomerNotFound
    return guide, found


async def own_group(call: Call, chat_id: str) -> tuple[Guide, Group]:
    """The calling guide and the group that they own. Raises GroupNotFound."""
    guide = await caller(call)
    found = await own.own_group(guide.userid, chat_id) if len(chat_id) <= LONGEST else None
    if found is None:
        raise GroupNotFound
    return guide, found
