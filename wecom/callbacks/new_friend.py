"""Who became whose friend, of the event that tells so."""

from app.guides.meet import NewFriend
from wecom.callbacks.event import LONGEST_CODE, Event


def new_friend(event: Event) -> NewFriend:
    """Raises CallbackMalformed."""
    code = event.get("WelcomeCode", LONGEST_CODE)
    return NewFriend(event["UserID"], event["ExternalUserID"], event.at, event.get("State"), code)
