from app.stores import queries
from app.stores.open import open_store


async def test_a_code_names_one_store_and_its_name_is_kept_up_to_date(database: None) -> None:
    store_id = await open_store("S001", "人民广场店")
    assert await open_store("S001", "人民广场旗舰店") == store_id
    assert await queries.names({store_id}) == {store_id: "人民广场旗舰店"}
