"""Head office and guides at the same moment."""

import asyncio

from app.content import queries
from app.content.categories import change_category, children, create_category
from app.content.confirm_sent import confirm_sent
from app.content.edit_material import edit_material
from app.content.errors import CategoryExists, CategoryInsideItself, MaterialChanged
from app.content.prepare import Recipient, prepare
from app.content.states import Subject
from app.kernel import db
from tests.app.content.factory import make_guide, published, terms_of
from tests.app.content.test_sending import heard, told

__all__ = ["heard"]
AT_ONCE = 8


async def test_of_edits_at_once_one_is_made(database: None) -> None:
    material_id = await published()
    edits = (edit_material(material_id, terms_of(title=f"第{number}版"), 1) for number in range(AT_ONCE))
    outcomes = await asyncio.gather(*edits, return_exceptions=True)
    assert [type(one) for one in outcomes].count(MaterialChanged) == AT_ONCE - 1
    assert outcomes.count(None) == 1
    assert (await queries.material(material_id)).version == 2


async def test_a_sending_confirmed_many_times_at_once_is_told_once(database: None, heard: None) -> None:
    guide, material = await make_guide(), await published()
    sent = await prepare(guide, Subject.MATERIAL, material, Recipient(chat_id="wr1"))
    await asyncio.gather(*(confirm_sent(guide, sent.send_id) for _ in range(AT_ONCE)))
    assert len(await told()) == 1


async def test_of_categories_of_one_name_at_once_one_is_made(database: None) -> None:
    outcomes = await asyncio.gather(*(create_category("护肤", None, 0) for _ in range(AT_ONCE)), return_exceptions=True)
    assert sum(isinstance(one, CategoryExists) for one in outcomes) == AT_ONCE - 1
    assert len(await children(None, 10)) == 1


async def test_two_moves_at_once_make_no_circle(database: None) -> None:
    one, other = await create_category("甲", None, 0), await create_category("乙", None, 0)
    moves = (change_category(one.id, "甲", other.id, 0), change_category(other.id, "乙", one.id, 0))
    outcomes = await asyncio.gather(*moves, return_exceptions=True)
    assert [type(each) for each in outcomes].count(CategoryInsideItself) == 1
    assert await db.fetch_value("SELECT count(*) FROM material_categories WHERE parent_id IS NULL") == 1
