"""Materials: what they may say, who changes them, and the tree they hang in."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from app.content import queries
from app.content.categories import MOST_LEVELS, change_category, children, create_category, remove_category
from app.content.create_material import create_material
from app.content.edit_material import edit_material
from app.content.errors import (
    CategoryExists,
    CategoryInsideItself,
    CategoryInUse,
    CategoryNotFound,
    CategoryTooDeep,
    KindIsFixed,
    MaterialChanged,
    MaterialNotFound,
    UnknownStores,
    UnknownSubject,
)
from app.content.publish import archive, publish
from app.content.queries import Filter
from app.content.states import MaterialKind, MaterialStatus
from app.kernel import clock
from app.kernel.ids import new_id
from tests.app.content.factory import make_coupon, make_guide, make_product, make_store, published, terms_of

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "text", "body": ""},
        {"kind": "text", "body": "{昵称}您好"},
        {"kind": "text", "body": "茶" * 1_334},
        {"kind": "text", "body": "茶" * 1_307 + "{门店}"},
        {"kind": "text", "address": "https://a.cn/b"},
        {"kind": "text", "subject_id": str(new_id())},
        {"kind": "image", "address": ""},
        {"kind": "file", "address": "javascript:alert(1)"},
        {"kind": "article", "address": "https://a.cn/b"},
        {"kind": "article", "body": ""},
        {"kind": "product"},
        {"kind": "coupon"},
        {"title": ""},
        {"title": "两\n行"},
        {"valid_from": "2026-06-02T00:00:00Z", "valid_until": "2026-06-02T00:00:00Z"},
        {"valid_from": "2026-06-02T00:00:00"},
        {"unknown": 1},
    ],
)
def test_what_a_material_may_not_say(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        terms_of(**wrong)


@pytest.mark.parametrize("body", ["茶" * 1_333, "茶" * 1_306 + "{门店}", "{客户昵称}"])
def test_a_script_may_be_as_long_as_wecom_takes_it(body: str) -> None:
    assert terms_of(body=body).body == body


async def test_what_a_material_names_exists(database: None) -> None:
    for kind in ("product", "coupon"):
        with pytest.raises(UnknownSubject):
            await create_material(terms_of(kind, subject_id=new_id()))
    with pytest.raises(UnknownSubject):
        await create_material(terms_of("coupon", subject_id=await make_coupon(active=False)))
    with pytest.raises(UnknownStores):
        await create_material(terms_of(store_ids=[await make_store(), new_id()]))
    with pytest.raises(CategoryNotFound):
        await create_material(terms_of(category_id=new_id()))
    assert await queries.materials_page(Filter(), None, None, 10) == []
    await create_material(terms_of("product", subject_id=await make_product()))
    await create_material(terms_of("coupon", subject_id=await make_coupon()))
    assert len(await queries.materials_page(Filter(), None, None, 10)) == 2


async def test_an_edit_is_made_of_the_version_that_was_seen(database: None) -> None:
    material_id = await published()
    await edit_material(material_id, terms_of(title="新"), 1)
    with pytest.raises(MaterialChanged) as refused:
        await edit_material(material_id, terms_of(title="旧"), 1)
    assert refused.value.facts == {"version": 2}
    found = await queries.material(material_id)
    assert (found.title, found.version, found.status) == ("新", 2, MaterialStatus.PUBLISHED)
    with pytest.raises(KindIsFixed):
        await edit_material(material_id, terms_of("article"), 2)
    with pytest.raises(MaterialNotFound):
        await edit_material(new_id(), terms_of(), 1)


async def test_a_material_is_published_archived_and_published_again(database: None) -> None:
    material_id = await create_material(terms_of())
    for verb, status in ((publish, "published"), (archive, "archived"), (archive, "archived"), (publish, "published")):
        await verb(material_id)
        assert (await queries.material(material_id)).status == status
    with pytest.raises(MaterialNotFound):
        await publish(new_id())


async def test_a_guide_sees_what_they_may_send_now(database: None) -> None:
    here, there, now = await make_store(), await make_store("人民广场店"), clock.now()
    guide, nowhere = await make_guide(here), await make_guide()
    everywhere = await published(title="通用 Hello")
    ours = await published(title="本店", store_ids=[here, there])
    await published(title="别店", store_ids=[there])
    await published(title="过期", valid_until=now - HOUR)
    await published(title="未到", valid_from=now + HOUR)
    await create_material(terms_of(title="草稿"))
    await archive(await published(title="归档"))
    running = await published(title="正在", valid_from=now - HOUR, valid_until=now + HOUR)

    async def seen(staff_id: UUID, before: UUID | None = None, limit: int = 10, **chosen: Any) -> list[UUID]:
        return [one.id for one in await queries.shelf(staff_id, Filter(**chosen), before, limit)]

    assert await seen(guide) == [running, ours, everywhere]
    assert await seen(nowhere) == [running, everywhere]
    assert await seen(guide, limit=1) == [running]
    assert await seen(guide, before=running, limit=1) == [ours]
    assert await seen(guide, search="hello") == [everywhere]
    assert await seen(guide, search="%") == []
    assert await seen(guide, kind=MaterialKind.IMAGE) == []


async def test_a_category_holds_what_is_below_it(database: None) -> None:
    root = await create_category("护肤", None, 0)
    leaf = await create_category("干皮", root.id, 0)
    other = await create_category("彩妆", None, 1)
    inside = await create_material(terms_of(category_id=leaf.id))
    await create_material(terms_of(category_id=other.id))
    found = await queries.materials_page(Filter(category_id=root.id), None, None, 10)
    assert [one.id for one in found] == [inside]
    assert [one.name for one in await children(None, 10)] == ["护肤", "彩妆"]
    assert await queries.materials_page(Filter(), MaterialStatus.PUBLISHED, None, 10) == []


async def test_the_tree_has_three_levels(database: None) -> None:
    nodes = [await create_category("一", None, 0)]
    for name in ("二", "三")[: MOST_LEVELS - 1]:
        nodes.append(await create_category(name, nodes[-1].id, 0))
    with pytest.raises(CategoryTooDeep):
        await create_category("四", nodes[-1].id, 0)
    pair = await create_category("甲", None, 0)
    await create_category("乙", pair.id, 0)
    with pytest.raises(CategoryTooDeep):
        await change_category(pair.id, "甲", nodes[1].id, 0)
    await change_category(pair.id, "甲", nodes[0].id, 0)
    with pytest.raises(CategoryInsideItself):
        await change_category(nodes[0].id, "一", nodes[2].id, 0)
    with pytest.raises(CategoryInsideItself):
        await change_category(nodes[0].id, "一", nodes[0].id, 0)


async def test_names_are_taken_among_siblings_only(database: None) -> None:
    root = await create_category("护肤", None, 0)
    inner = await create_category("护肤", root.id, 0)
    with pytest.raises(CategoryExists):
        await create_category("护肤", None, 0)
    with pytest.raises(CategoryExists):
        await change_category(inner.id, "护肤", None, 0)
    assert (await change_category(root.id, "护肤", None, 5)).position == 5


async def test_only_an_empty_category_goes(database: None) -> None:
    root = await create_category("护肤", None, 0)
    leaf = await create_category("干皮", root.id, 0)
    await create_material(terms_of(category_id=leaf.id))
    for used in (root, leaf):
        with pytest.raises(CategoryInUse):
            await remove_category(used.id)
    empty = await create_category("空", root.id, 0)
    await remove_category(empty.id)
    with pytest.raises(CategoryNotFound):
        await remove_category(empty.id)


def test_a_proposal_is_no_material() -> None:
    with pytest.raises(ValidationError, match="推荐清单"):
        terms_of("proposal", subject_id=new_id())
