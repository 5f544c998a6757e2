import pytest

from app.inventory.open_store import open_store
from app.kernel.ids import new_id
from app.stores import queries
from app.stores.edit import StoreCard, edit
from app.stores.errors import HoursInvalid, StoreCodeTaken, StoreNotFound


async def test_a_code_names_one_store(database: None) -> None:
    store_id = await open_store("S001", StoreCard("人民广场店"))
    with pytest.raises(StoreCodeTaken):
        await open_store("S001", StoreCard("静安店"))
    await edit(store_id, StoreCard("人民广场旗舰店", latitude=31.23, longitude=121.47))
    assert await queries.names({store_id, new_id()}) == {store_id: "人民广场旗舰店"}
    assert await queries.place(store_id) == (31.23, 121.47)


async def test_an_unknown_store_is_told(database: None) -> None:
    with pytest.raises(StoreNotFound):
        await edit(new_id(), StoreCard("静安店"))
    with pytest.raises(StoreNotFound):
        await queries.place(new_id())


async def test_wrong_hours_open_no_store(database: None) -> None:
    wrong: list[dict[str, list[list[str]]]] = [
        {"8": []},
        {"1": [["9:00", "21:00"]]},
        {"1": [["09:00", "12:00"], ["11:00", "13:00"]]},
    ]
    for hours in wrong:
        with pytest.raises(HoursInvalid):
            await open_store("S001", StoreCard("人民广场店", hours=hours))
    await open_store("S001", StoreCard("人民广场店"))
