"""Process a kept callback."""

import structlog

from app.events.wecom import CallbackStored
from app.kernel.errors import is_final
from wecom.callbacks import inbox
from wecom.callbacks.dispatch import handlers
from wecom.callbacks.event import parse
from wecom.callbacks.states import InboxStatus

# Fewer than the queue allows a job (jobs/worker.py), so that a message is dead before its job is.
MOST_ATTEMPTS = 10

log = structlog.get_logger(__name__)


async def process(stored: CallbackStored) -> None:
    """Reaction: waiting → done, ignored, or dead. Raises what may pass by itself, so that the queue tries again."""
    message = await inbox.waiting(stored.message_id)
    if message is None:
        return
    handler = handlers.get((message.event, message.change_type))
    if handler is None:
        await inbox.settle(message.id, InboxStatus.IGNORED)
        return
    try:
        await handler(parse(message.content))
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        if not await inbox.record_failure(message.id, reason, final=is_final(error), most_attempts=MOST_ATTEMPTS):
            raise
        log.error("callback_dead", message_id=str(message.id), callback=message.event, error=reason)
        return
    await inbox.settle(message.id, InboxStatus.DONE)
