import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalog.pinyin import spelling, spellings
from app.catalog.search_words import Dictionary, Text, normalised, question
from app.kernel import db


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    words = Dictionary()
    words.load()
    words.learn(["三只松鼠"])
    return words


def test_a_brand_the_dictionary_learnt_stays_whole(dictionary: Dictionary) -> None:
    assert dictionary.terms("三只松鼠每日坚果") == ["三只松鼠", "每日", "坚果"]


def test_text_is_the_same_however_wide_or_large_it_is_written() -> None:
    assert normalised(" Ｉphone\u3000１５\t壳\n") == "iphone 15 壳"


def test_a_vector_holds_words_by_weight_and_pieces_without_any(dictionary: Dictionary) -> None:
    vector = dictionary.vector(Text("三只松鼠 坚果 SK-II 500ml", "云上", "零食/坚果炒货", "原味")).split()
    assert {"'三只松鼠':1A", "'坚果':6A", "'云上':21B", "'坚果炒货':24B", "'只松'", "'鼠'", "'原味':32C"} <= set(vector)
    words = {each.split(":")[0] for each in vector}
    assert {"'sk'", "'ii'", "'skii'", "'500ml'", "'500'", "'ml'"} <= words


@given(title=st.text("龙井绿茶铁观音苹果和服务商品克斤", min_size=1, max_size=20), data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_every_piece_of_a_title_finds_it(
    product: None, dictionary: Dictionary, title: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(title) - 1))
    piece = title[start : data.draw(st.integers(start + 1, len(title)))]
    vector, asked = dictionary.vector(Text(title, "", "", "")), question(dictionary, piece)
    assert await db.fetch_value("SELECT $1::text::tsvector @@ $2::text::tsquery", vector, asked.every)


@pytest.mark.parametrize("text", ["'", "\\", "a'b\\c", "!!!", ":*", "| & !", "’‘“”", "茶:A", "\U0001f375", "é", "ñ3"])
async def test_no_sign_breaks_a_vector_or_a_question(product: None, dictionary: Dictionary, text: str) -> None:
    vector, asked = dictionary.vector(Text(text, text, text, text)), question(dictionary, text)
    await db.fetch_value(
        "SELECT $1::text::tsvector @@ ($2::text::tsquery || $3::text::tsquery)", vector, *[asked.every, asked.any]
    )


def test_pinyin_is_what_is_typed() -> None:
    assert spelling("西湖龙井") == "xihulongjing"
    assert spelling("绿茶") == "lvcha"
    assert spellings("铁观音") == [("tieguanyin", "tgy")]
    assert spellings("重庆小面")[0] == ("chongqingxiaomian", "cqxm")
    assert spellings("！") == []


def test_a_character_of_several_readings_is_found_by_each() -> None:
    readings = [pinyin for pinyin, _ in spellings("乐")]
    assert {"le", "yue"} <= set(readings)
    assert len(readings) <= 3
