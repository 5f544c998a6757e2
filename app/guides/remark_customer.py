"""Change the name under which a guide sees a customer, at once at WeCom, which alone keeps it."""

from app.guides.errors import NotYourFriend
from app.guides.gateway import LONGEST_REMARK, NotFriends, gateway


async def remark_customer(userid: str, external_userid: str, remark: str) -> None:
    """At most 20 characters (page 92115); the same again does no harm.

    Raises NotYourFriend when one of the two has deleted the other, and the SendFailed family.
    """
    try:
        await gateway().remark_customer(userid, external_userid, remark[:LONGEST_REMARK])
    except NotFriends as refused:
        raise NotYourFriend from refused
