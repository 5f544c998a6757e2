"""Staff at the back office's door."""

from uuid import UUID

from app.http.sessions import sessions
from app.kernel import clock
from app.kernel.actor import Actor, ActorKind
from app.kernel.ids import new_id
from app.staff.models import Staff
from app.staff.states import Role

HEADER = "product_code,title,brand,category,description,image_url,sku_code,spec,barcode,price_yuan"
GOODS = f"{HEADER}\nP1,山茶花精华水,花间,护肤,补水,,S1,100ml,,199.00\n"


async def someone(*roles: Role) -> tuple[UUID, dict[str, str]]:
    """A member of staff with these roles, and a session of theirs as a request header."""
    staff_id = new_id()
    await Staff.create(
        id=staff_id, userid=f"u{staff_id}", name="店长", roles=[role.value for role in roles], created_at=clock.now()
    )
    token, _ = sessions().issue(Actor(ActorKind.STAFF, staff_id, frozenset(role.value for role in roles)))
    return staff_id, {"Authorization": f"Bearer {token}"}


async def head_office() -> dict[str, str]:
    return (await someone(Role.HEAD_OFFICE))[1]
