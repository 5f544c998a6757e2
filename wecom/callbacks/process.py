"""Process a kept callback."""

import structlog

from app.events.wecom import CallbackStored
from app.kernel.errors import Error, SendFailed, is_final
from wecom.callbacks.dispatch import handlers
from wecom.callbacks.event import parse
from wecom.callbacks.seldom import Seldom
from wecom.inbox.settle import record_failure, settle, waiting
from wecom.inbox.states import InboxStatus

# Fewer than the queue allows a job (jobs/worker.py), so that a message is dead before its job is.
MOST_ATTEMPTS = 10

log = structlog.get_logger(__name__)
unknown = Seldom()


async def process(stored: CallbackStored) -> None:
    """Reaction: waiting → done, ignored, or dead. Raises what may pass by itself, so that the queue tries again."""
    message = await waiting(stored.message_id)
    if message is None:
        return
    handler = handlers.get((message.event, message.change_type))
    if handler is None:
        await settle(message.id, InboxStatus.IGNORED)
        _name_ignored(message.event, message.change_type)
        return
    try:
        await handler(parse(message.content))
    except Exception as error:
        reason = reason_of(error)
        if not await record_failure(message.id, reason, final=is_final(error), most_attempts=MOST_ATTEMPTS):
            raise
        log.error("callback_dead", message_id=str(message.id), callback=message.event, error=reason)
        return
    await settle(message.id, InboxStatus.DONE)


def reason_of(error: Exception) -> str:
    """What people read of a failure: our errors and the platform's words. Other exceptions may quote the data they
    failed on, so only their name is kept; the job's log line has the rest."""
    if isinstance(error, Error):
        return f"{error.code} {error.facts or ''}".strip()
    return f"{type(error).__name__}: {error}" if isinstance(error, SendFailed) else type(error).__name__


def _name_ignored(event: str, change_type: str) -> None:
    """The platform tells more than anyone here waits for, and new things whenever it likes."""
    if times := unknown.due(f"{event} {change_type}"):
        log.info("callback_ignored", callback=event, change_type=change_type, times=times)
