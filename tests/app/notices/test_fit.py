"""What a key takes is never empty, never too long and always of its type, whatever the fact."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notices import compose
from app.notices.facts import FactType
from app.notices.fit import FITS, fitted, yuan
from app.notices.states import NoticeKind
from sandbox.miniprogram.subscriptions_fields import check_data

TEXTS = st.text() | st.sampled_from(["", " \n", "\x00\x07", "龙井" * 30, "🍵" * 21, "A1\u2028B", "7812-\t345"])
VALUES = {
    FactType.TEXT: TEXTS,
    FactType.PHRASE: TEXTS,
    FactType.CODE: TEXTS,
    FactType.MONEY: st.integers(0, 10**12 - 1),
    FactType.MOMENT: st.datetimes(timezones=st.timezones())
    .filter(lambda at: 1900 < at.year < 9999)
    .map(lambda at: at.isoformat()),
}


@pytest.mark.parametrize(("data_type", "kind"), list(FITS))
@given(st.data())
def test_any_fact_is_taken_by_the_platform(data_type: str, kind: FactType, data: st.DataObject) -> None:
    value = data.draw(VALUES[kind])
    key = f"{data_type}1"
    shown = fitted(key, kind, value)
    assert check_data({key: data_type}, {key: {"value": shown}}) == {key: shown}
    assert not any(unicodedata.category(char) == "Cc" for char in shown)


@pytest.mark.parametrize(
    ("key", "kind", "value", "shown"),
    [
        ("thing1", FactType.TEXT, "明前龙井\r\n礼盒", "明前龙井 礼盒"),
        ("thing1", FactType.TEXT, "一" * 21, "一" * 19 + "…"),
        ("thing1", FactType.TEXT, "", "无"),
        ("thing1", FactType.MONEY, 1290, "12.90元"),
        ("character_string2", FactType.CODE, "SF 1234中", "SF 1234"),
        ("character_string2", FactType.CODE, None or "", "-"),
        ("amount3", FactType.MONEY, 5, "¥0.05"),
        ("number3", FactType.MONEY, 120000, "1200.00"),
        ("time4", FactType.MOMENT, "2026-11-22T16:30:00+00:00", "2026年11月23日 00:30"),
        ("phrase5", FactType.PHRASE, "等待买家寄回", "等待买家寄"),
        ("name6", FactType.TEXT, "外滩 18 号店", "外滩 号店"),
    ],
)
def test_examples(key: str, kind: FactType, value: object, shown: str) -> None:
    assert fitted(key, kind, value) == shown


def test_yuan_is_exact() -> None:
    assert (yuan(0), yuan(1), yuan(-1), yuan(10**15 + 1)) == ("0.00", "0.01", "-0.01", "10000000000000.01")


@pytest.mark.parametrize(
    ("keys", "bad"),
    [
        ({"thing1": "title", "character_string2": "tracking_no", "time3": "shipped_at"}, []),
        ({"thing1": "=请留意收货", "phone_number2": "=021-12345678", "phrase3": "=已发货"}, []),
        ({"thing1": "password"}, ["thing1"]),
        ({"amount1": "title", "phrase2": "title", "time3": "tracking_no"}, ["amount1", "phrase2", "time3"]),
        ({"bytes1": "title", "thing": "title", "1thing": "title"}, ["bytes1", "thing", "1thing"]),
        ({"thing1": "=", "phrase2": "=sent", "time3": "=soon"}, ["thing1", "phrase2", "time3"]),
        ({"thing1": "=" + "一" * 21, "thing2": "=a\nb"}, ["thing1", "thing2"]),
        ({"car_number1": "title"}, ["car_number1"]),
    ],
)
def test_a_mapping_says_which_keys_cannot_be_filled(keys: dict[str, str], bad: list[str]) -> None:
    assert sorted(compose.faults(NoticeKind.SHIPPED, keys)) == sorted(bad)


def test_facts_that_are_missing_are_shown_as_nothing() -> None:
    keys = {"thing1": "title", "character_string2": "tracking_no", "thing3": "=你好"}
    facts = {"title": None, "tracking_no": None}
    assert compose.data(NoticeKind.SHIPPED, keys, facts) == {"thing1": "无", "character_string2": "-", "thing3": "你好"}
