"""Staff with a login of ours."""

from typing import Literal
from uuid import uuid4

import pytest
from argon2 import PasswordHasher

from app.kernel import db
from app.staff import passwords
from app.staff.authenticate import authenticate
from app.staff.errors import StaffExists, WrongCredentials
from app.staff.queries import staff_by_id, staff_by_ids, staff_by_userid, staff_page
from tests.app.staff.factory import PASSWORD, make_admin


async def test_the_right_password_names_the_staff_and_roles(database: None) -> None:
    staff_id = await make_admin()
    card = await authenticate("admin", PASSWORD)
    assert (card.id, card.userid, card.roles) == (staff_id, "admin", frozenset({"head_office", "guide"}))


@pytest.mark.parametrize(("name", "password"), [("admin", "wrong"), ("admin", ""), ("nobody", PASSWORD), ("", "")])
async def test_anything_else_is_refused_alike(database: None, name: str, password: str) -> None:
    await make_admin()
    with pytest.raises(WrongCredentials):
        await authenticate(name, password)


@pytest.mark.parametrize("broken", ["active = false", "password_hash = NULL", "password_hash = 'x'"])
async def test_the_dismissed_and_those_without_a_password_do_not_get_in(database: None, broken: str) -> None:
    await make_admin()
    await db.execute(f"UPDATE staff SET {broken}")
    with pytest.raises(WrongCredentials):
        await authenticate("admin", PASSWORD)


async def test_an_unknown_name_costs_one_check_of_a_real_hash_like_a_wrong_password(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_admin()
    checked: list[str] = []

    class Watched(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            checked.append(str(hash)[:10])
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "HASHER", Watched())
    for name in ("admin", "nobody"):
        with pytest.raises(WrongCredentials):
            await authenticate(name, "wrong")
    assert checked == ["$argon2id$", "$argon2id$"]


async def test_a_taken_name_is_refused_and_nothing_changes(database: None) -> None:
    staff_id = await make_admin()
    with pytest.raises(StaffExists):
        await make_admin(userid="other")
    with pytest.raises(StaffExists):
        await make_admin(login_name="other")
    assert [card.id for card in await staff_page(None, 10)] == [staff_id]


async def test_the_password_is_not_kept(database: None) -> None:
    await make_admin()
    kept = await db.fetch_value("SELECT staff::text FROM staff")
    assert PASSWORD not in kept
    assert "$argon2id$" in kept


async def test_staff_are_found_by_any_key(database: None) -> None:
    staff_id = await make_admin()
    card = await staff_by_id(staff_id)
    assert card
    assert card == await staff_by_userid("admin")
    assert await staff_by_ids([staff_id, uuid4()]) == {staff_id: card}
    assert await staff_by_id(uuid4()) is None
    assert await staff_by_userid("nobody") is None
