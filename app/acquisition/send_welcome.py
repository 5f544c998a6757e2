"""Send an owed welcome inside the 20 seconds of its code."""

from uuid import UUID

from app.acquisition.friend_added import WELCOME_LIFE
from app.acquisition.gateway import WelcomeTooLate, WelcomeUsedUp, gateway
from app.acquisition.greeting import greeting_of
from app.acquisition.models import ChannelCode, Welcome
from app.acquisition.states import WelcomeStatus as Status
from app.events.acquisition import WelcomeOwed
from app.kernel import clock
from app.kernel.errors import Misconfigured, PermanentFailure, QuotaExceeded, TemporaryFailure

LONGEST_FAILURE = 200
TOO_LATE = "超过 20 秒有效期"
UNSURE = "超过 20 秒有效期，此前的发送没有收到回执"


async def send_welcome(owed: WelcomeOwed) -> None:
    """Reaction: waiting → sending → sent, missed (too late) or refused. Raises what may pass by itself.

    A welcome found in `sending` may have arrived. It is sent again, since a code works once: a refusal as used up
    then means that it had.
    """
    welcome = await Welcome.get_or_none(id=owed.welcome_id)
    if welcome is None or welcome.status not in (Status.WAITING, Status.SENDING):
        return
    tried_before = welcome.status is Status.SENDING
    if clock.now() >= welcome.deadline_at:
        await _settle(welcome.id, Status.MISSED, UNSURE if tried_before else TOO_LATE)
        return
    await Welcome.filter(id=welcome.id, status=Status.WAITING).update(status=Status.SENDING)
    await _send(welcome, tried_before)


async def _send(welcome: Welcome, tried_before: bool) -> None:
    code = await ChannelCode.get(id=welcome.channel_code_id)
    greeting = await greeting_of(code, welcome.userid, welcome.deadline_at - WELCOME_LIFE)
    try:
        await gateway().send_welcome(welcome.welcome_code, greeting.text, greeting.card)
    except WelcomeTooLate:
        await _settle(welcome.id, Status.MISSED, UNSURE if tried_before else TOO_LATE)
    except WelcomeUsedUp as failure:
        await _settle(welcome.id, Status.SENT if tried_before else Status.REFUSED, str(failure))
    except (PermanentFailure, Misconfigured) as failure:
        await _settle(welcome.id, Status.REFUSED, str(failure))
    except (TemporaryFailure, QuotaExceeded):
        if not tried_before:
            await Welcome.filter(id=welcome.id, status=Status.SENDING).update(status=Status.WAITING)
        raise
    else:
        await _settle(welcome.id, Status.SENT)


async def _settle(welcome_id: UUID, status: Status, failure: str | None = None) -> None:
    sent_at = clock.now() if status is Status.SENT else None
    reason = failure[:LONGEST_FAILURE] if failure and status is not Status.SENT else None
    still_open = Welcome.filter(id=welcome_id, status__in=[Status.WAITING, Status.SENDING])
    await still_open.update(status=status, sent_at=sent_at, failure=reason)
