"""What a member notes of a customer: remark (page 92115) and tags (page 92118).

The platform sends no callback for changes that we make here ourselves.
"""

from collections.abc import Sequence
from typing import Any

from wecom.client.api import Api
from wecom.client.wire import Nothing

REMARK_CHARS, DESCRIPTION_CHARS = 20, 150


async def remark(
    api: Api,
    userid: str,
    external_userid: str,
    *,
    remark: str | None = None,
    description: str | None = None,
    mobiles: Sequence[str] | None = None,
) -> None:
    """Change what is given and nothing else; texts are cut to what the platform takes. No `mobiles` clears them.

    Repeatable. PermanentFailure 84061 when the member does not follow the customer. Raises ValueError without a change.
    """
    change: dict[str, Any] = {}
    if remark is not None:
        change["remark"] = remark[:REMARK_CHARS]
    if description is not None:
        change["description"] = description[:DESCRIPTION_CHARS]
    if mobiles is not None:
        # An empty text, and not an empty list, is what clears the numbers.
        change["remark_mobiles"] = list(mobiles) or [""]
    if not change:
        raise ValueError("nothing to change")
    body = {"userid": userid, "external_userid": external_userid} | change
    await api.act(Nothing, "externalcontact/remark", body, repeatable=True)


async def mark_tag(
    api: Api, userid: str, external_userid: str, *, add: Sequence[str] = (), remove: Sequence[str] = ()
) -> None:
    """Put tags of the corp on a member's customer and take others off; all or nothing, and repeatable.

    PermanentFailure 40068 for an unknown tag, 84061 when the member does not follow the customer.
    """
    changes = {name: list(tags) for name, tags in (("add_tag", add), ("remove_tag", remove)) if tags}
    body = {"userid": userid, "external_userid": external_userid} | changes
    await api.act(Nothing, "externalcontact/mark_tag", body, repeatable=True)
