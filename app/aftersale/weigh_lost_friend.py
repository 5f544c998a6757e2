"""What a lost customer had bought, told to those who tell of the loss."""

from app.aftersale import sql
from app.events.guides import FriendLost
from app.guides.weigh_loss import weigh_loss
from app.kernel import db


async def weigh_lost_friend(lost: FriendLost) -> None:
    """Reaction: orders paid until then, and fen less what went back by now."""
    worth = await db.fetch_one(sql.WORTH, lost.member_id, lost.at)
    assert worth
    await weigh_loss(lost.loss_id, worth["orders"], worth["spent"])
