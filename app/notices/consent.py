"""Keep count of the leave that members give, told by their client and by the platform: each accept counts once.

The platform's word is the truth, but only arrives where message push is set up. So a client's word counts for a pair
of member and template as long as the platform has never told of that pair. When it does so soon after the client, both
mean the same accept; from then on the client's word about this pair is heard no more.
"""

from datetime import timedelta

from app.kernel import clock, db
from app.kernel.ids import new_id
from app.notices import sql
from app.notices.errors import TemplateNotFound
from app.notices.gateway import message_push
from app.notices.models import NoticeTemplate
from app.notices.states import Consent

# How long the platform's report of an accept may come after the client's.
SAME_ACCEPT = timedelta(minutes=10)
# A client can say what it likes: its word alone never counts beyond this.
MOST_SAID = 20


async def say(openid: str, template_id: str, answer: Consent) -> None:
    """The client's word. Only an accept counts. Raises TemplateNotFound for a template we never ask for."""
    if not await NoticeTemplate.exists(template_id=template_id):
        raise TemplateNotFound
    if answer is Consent.ACCEPT:
        told = message_push().keys is not None
        await db.execute(sql.SAY_ACCEPT, new_id(), openid, template_id, clock.now(), told, MOST_SAID)


async def accepted(openid: str, template_id: str) -> None:
    """The platform's word. Needs the transaction that keeps its push, as that is what makes it count once."""
    now = clock.now()
    await db.execute(sql.PUSH_ACCEPT, new_id(), openid, template_id, now, now - SAME_ACCEPT)


async def taken_back(openid: str, template_id: str) -> None:
    """The member switched the messages of a template off."""
    await db.execute(sql.NONE_LEFT, openid, template_id, clock.now())
