"""Every error code that the platform documents (page 90313) has one meaning, and says what to do."""

import re

import pytest

from app.kernel.errors import Misconfigured, PermanentFailure, QuotaExceeded, SendFailed, TemporaryFailure
from wecom.client import errors
from wecom.client.error_codes import MEANINGS, UNKNOWN, meaning

# The documentation's table, as the protocol notes class it: which codes, and what the client is to do.
WORTH_REPEATING = [-1, 6000, 41063, 41096, 45033, 45035]
TO_BE_REFRESHED = [42012, 50100]
OVER_A_LIMIT = [40099, 40126, 40128, 40144, 41045, 41055, 41078, 41094, 41095, 41210, 45009]
SET_UP_WRONGLY = [40001, 40013, 40014, 40056, 40098, 42001, 43012, *range(48001, 48012), 50001, 50002, 50003]
SET_UP_WRONGLY += [60011, 60020, 60021, 84074, 90206, 90207, 93000, 93008, 301002, 701008]
BAD_INPUT = [
    40003,
    40004,
    40007,
    *range(40016, 40021),
    40023,
    40058,
    40063,
    40093,
    40096,
    40130,
    40131,
    40145,
    41001,
    41041,
    41044,
    41046,
    41047,
]
BAD_INPUT += [41064, 41065, 41080, 41081, 41082, 41091, 41110, 41111, 45001, 45002, 46004, 60111, 60123, 81013, 81017]
BAD_INPUT += [82001, 90511, 91040]
BAD_STATE = [40097, 40100, 40129, 40143, 40201, 40204, 41048, 41049, 41050, 41051, 41054, 41093, 84061, 84083, 84084]
BAD_STATE += [90500, 90501, 90502]
LOGIN_AGAIN = [40029, 40205, 42003, 42013, 42022]
DOCUMENTED: list[tuple[int, type[SendFailed]]] = [
    *((code, TemporaryFailure) for code in WORTH_REPEATING + TO_BE_REFRESHED),
    *((code, QuotaExceeded) for code in OVER_A_LIMIT),
    *((code, Misconfigured) for code in SET_UP_WRONGLY),
    *((code, PermanentFailure) for code in BAD_INPUT + BAD_STATE + LOGIN_AGAIN),
]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# A setting is in the console, on the server, in the chat or on somebody's phone; the remedy names which.
PLACE = re.compile(r"「.+」|群设置|服务器")


@pytest.mark.parametrize(("errcode", "kind"), DOCUMENTED)
def test_a_documented_code_has_its_meaning(errcode: int, kind: type[SendFailed]) -> None:
    failure = errors.failure(errcode, "some/call")
    assert type(failure) is kind
    assert failure.code == errcode
    assert meaning(errcode) is not UNKNOWN
    assert meaning(errcode).what in failure.reason
    assert meaning(errcode).remedy in failure.reason


def test_the_table_is_walked_once_and_whole() -> None:
    codes = [code for code, _ in DOCUMENTED]
    assert len(codes) == len(set(codes))
    # Met by the tag library, on the tags' own page (92117) and not on the page of codes.
    assert set(MEANINGS) - set(codes) == {40068, 40071, 81011}


@pytest.mark.parametrize("errcode", MEANINGS)
def test_a_meaning_is_said_in_chinese(errcode: int) -> None:
    assert CHINESE.search(MEANINGS[errcode].what)
    assert CHINESE.search(MEANINGS[errcode].remedy)


@pytest.mark.parametrize("errcode", SET_UP_WRONGLY)
def test_a_wrong_setting_says_where_it_is_set(errcode: int) -> None:
    assert PLACE.search(meaning(errcode).remedy)


def test_an_unknown_code_is_a_refusal_that_names_the_call() -> None:
    failure = errors.failure(99999, "some/call")
    assert type(failure) is PermanentFailure
    assert "some/call" in failure.reason
