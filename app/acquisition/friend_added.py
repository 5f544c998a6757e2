"""A customer and a guide became friends: greet first, then find out who it is."""

from datetime import timedelta
from uuid import UUID

from app.acquisition import sql
from app.acquisition.came_by import came_by
from app.events.acquisition import WelcomeOwed
from app.guides.gateway import gateway
from app.guides.meet import CameBy, NewFriend, meet
from app.kernel import db, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id

WELCOME_LIFE = timedelta(seconds=20)


async def friend_added(friend: NewFriend) -> None:
    """Owe the welcome at once, then record customer, friendship and, for a first friend, the guide.

    The greeting does not wait for the customer's details, which WeCom may fail to give for longer than 20 seconds.
    Raises UnknownStaff, and the SendFailed family; running it again is safe.
    """
    by = await greet_first(friend)
    customer = await gateway().customer(friend.external_userid)
    if customer:
        await meet(friend, customer, by)


async def greet_first(friend: NewFriend) -> CameBy | None:
    """Owe the welcome of the code they came by, if by one, once; what of ours they came by."""
    by = await came_by(friend.state)
    if by and by.channel_code_id and friend.welcome_code:
        await owe_welcome(friend, by.channel_code_id)
    return by


@atomic
async def owe_welcome(friend: NewFriend, channel_code_id: UUID) -> None:
    """Record a welcome and let it be sent, once per welcome code."""
    deadline = friend.at + WELCOME_LIFE
    values = (new_id(), friend.welcome_code, friend.external_userid, channel_code_id, deadline, friend.userid)
    welcome_id = await db.fetch_value(sql.OWE_WELCOME, *values)
    if welcome_id:
        await outbox.publish(WelcomeOwed(welcome_id))
