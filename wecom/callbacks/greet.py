"""Owe a new friend the welcome before anything else is done with the callback that tells of them."""

from app.acquisition.friend_added import greet_first
from app.events.wecom import GreetingAwaited
from wecom.callbacks.errors import CallbackMalformed
from wecom.callbacks.event import Event, parse
from wecom.callbacks.new_friend import new_friend
from wecom.inbox.settle import waiting

ADDED = "add_external_contact"


def is_greetable(event: Event) -> bool:
    """Whether somebody may be greeted: the code works for twenty seconds, however long the queue is.

    Not whom the guide has not confirmed yet (add_half_external_contact), though that event has a code too.
    """
    return event.change_type == ADDED and bool(event.fields.get("WelcomeCode"))


async def greet(awaited: GreetingAwaited) -> None:
    """Reaction: the welcome is owed, once. A malformed callback is left to its processing, which keeps the reason."""
    message = await waiting(awaited.message_id)
    if message is None:
        return
    try:
        friend = new_friend(parse(message.content))
    except CallbackMalformed:
        return
    await greet_first(friend)
