"""Scripts: filled, and read from a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content import queries
from app.content.categories import create_category
from app.content.errors import NotAScriptFile
from app.content.import_scripts import MOST_ROWS, import_scripts
from app.content.queries import Filter
from app.content.scripts import GUIDE, NICKNAME, STORE, fill, longest

NAMES = {NICKNAME: "小满", GUIDE: "李娜", STORE: "南京西路店"}
HEAD = "标题,内容,分类\n"


def test_names_are_put_in_where_they_belong() -> None:
    assert fill("{客户昵称}，{门店}{导购姓名}，{客户昵称}！{别的}", NAMES) == "小满，南京西路店李娜，小满！{别的}"


def test_what_a_name_says_is_not_filled_again() -> None:
    assert fill("{客户昵称}", NAMES | {NICKNAME: "{导购姓名}"}) == "{导购姓名}"


@given(
    st.lists(st.sampled_from(["{客户昵称}", "{导购姓名}", "{门店}", "茶", "a", "{", "}", "😀"])).map("".join),
    st.text(max_size=40),
)
def test_a_filled_script_is_never_longer_than_said(body: str, name: str) -> None:
    name = name.encode(errors="ignore").decode()
    assert len(fill(body, dict.fromkeys(NAMES, name)).encode()) <= longest(body)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
async def test_a_file_becomes_drafts(database: None, encoding: str) -> None:
    root = await create_category("护肤", None, 0)
    leaf = await create_category("干皮", root.id, 0)
    content = HEAD + '问候,"{客户昵称}您好,\n请进",护肤/干皮\n,,\n再见,慢走,\n'
    made = await import_scripts(content.encode(encoding))
    found = await queries.materials_page(Filter(), None, None, 10)
    assert [one.id for one in found] == made[::-1]
    assert [(one.title, one.body, one.category_id, one.status.value) for one in reversed(found)] == [
        ("问候", "{客户昵称}您好,\n请进", leaf.id, "draft"),
        ("再见", "慢走", None, "draft"),
    ]


async def test_one_fault_keeps_the_whole_file_out(database: None) -> None:
    content = HEAD + "好,好,\n,无题,\n无内容,,\n错,{谁}好,\n远,好,不存在\n少,好\n"
    with pytest.raises(NotAScriptFile) as refused:
        await import_scripts(content.encode())
    assert refused.value.facts["faults"] == [
        {"row": 3, "reason": "标题须为 1–64 个字符且不含换行"},
        {"row": 4, "reason": "请填写话术内容"},
        {"row": 5, "reason": "话术只能使用 {客户昵称}、{导购姓名}、{门店}"},
        {"row": 6, "reason": "分类“不存在”不存在"},
        {"row": 7, "reason": "应有 3 列"},
    ]
    assert await queries.materials_page(Filter(), None, None, 10) == []


@pytest.mark.parametrize("content", [b"", b"\xff\xff\xff", "标题,内容\n".encode(), f'{HEAD}"好'.encode()])
async def test_what_is_no_script_file_is_refused(database: None, content: bytes) -> None:
    with pytest.raises(NotAScriptFile):
        await import_scripts(content)


async def test_a_file_of_too_many_rows_is_refused(database: None) -> None:
    with pytest.raises(NotAScriptFile):
        await import_scripts((HEAD + "好,好,\n" * (MOST_ROWS + 1)).encode())
