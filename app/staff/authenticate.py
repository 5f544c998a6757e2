"""Who is behind a login name and a password."""

from app.staff.errors import WrongCredentials
from app.staff.models import Staff
from app.staff.passwords import matches
from app.staff.queries import StaffCard, to_card


async def authenticate(login_name: str, password: str) -> StaffCard:
    """The active member of staff. Raises WrongCredentials, after the same work, for everybody else."""
    staff = await Staff.get_or_none(login_name=login_name)
    right = await matches(staff.password_hash if staff else None, password)
    if staff is None or not right or not staff.active:
        raise WrongCredentials
    return to_card(staff)
