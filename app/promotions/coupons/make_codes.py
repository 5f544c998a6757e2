"""Make a batch of codes for a coupon."""

from uuid import UUID

from app.kernel import db
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.promotions.coupons import sql
from app.promotions.coupons.codes import new_code
from app.promotions.coupons.errors import CodesNotAllowed, TemplateNotFound, TooManyCodes
from app.promotions.coupons.states import IssueMode

MOST_CODES = 10_000


@atomic
async def make_codes(template_id: UUID, count: int) -> None:
    """Exactly `count` (1 to 10,000) new codes; a template never has more codes than stock.

    Raises TemplateNotFound, CodesNotAllowed (not issued by code, or stopped) or TooManyCodes.
    """
    if not 1 <= count <= MOST_CODES:
        raise ValueError("a batch has 1 to 10,000 codes")
    template = await db.fetch_one(sql.LOCK_TEMPLATE, template_id)
    if template is None:
        raise TemplateNotFound
    if template["mode"] != IssueMode.CODE or not template["active"]:
        raise CodesNotAllowed
    left = template["stock"] - await db.fetch_value(sql.COUNT_CODES, template_id)
    if count > left:
        raise TooManyCodes(left=left)
    made = 0
    while made < count:
        codes = [new_code() for _ in range(count - made)]
        made += await db.execute(sql.ADD_CODES, template_id, [new_id() for _ in codes], codes)
