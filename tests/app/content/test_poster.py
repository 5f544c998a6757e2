"""Posters: what is on the picture, and where its code leads."""

import asyncio
import io

import httpx
import pytest
from PIL import Image, ImageChops

from app.content import make_poster as posters
from app.content import queries
from app.content.draw_poster import CODE_TOP, CODE_WIDTH, HEIGHT, WIDTH, PosterText, _font, draw, wrap, yuan
from app.content.errors import NotForPoster, PosterUnavailable, TooManyPosters
from app.content.make_poster import make_poster
from app.content.models import ContentSend
from app.content.states import Subject
from app.kernel.ids import new_id
from app.radar.links import entrance_scene, read_token
from app.radar.states import EntranceKind
from tests.app.content.factory import make_guide, make_product, make_store, published


def code_picture(colour: str = "blue") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (430, 430), colour).save(written, "JPEG")
    return written.getvalue()


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def changed(one: PosterText, other: PosterText) -> tuple[int, int, int, int] | None:
    """The box in which two posters differ."""
    code = code_picture()
    return ImageChops.difference(opened(draw(one, code)), opened(draw(other, code))).getbbox()


def test_each_part_has_its_place() -> None:
    usual = PosterText("明前龙井", 19_900, "李娜", "南京西路店")
    title = changed(usual, PosterText("安溪铁观", 19_900, "李娜", "南京西路店"))
    price = changed(usual, PosterText("明前龙井", 18_800, "李娜", "南京西路店"))
    guide = changed(usual, PosterText("明前龙井", 19_900, "王芳", "南京西路店"))
    store = changed(usual, PosterText("明前龙井", 19_900, "李娜", "人民广场店"))
    assert title
    assert price
    assert guide
    assert store
    assert title[3] <= price[1] < CODE_TOP
    assert min(guide[1], store[1]) > CODE_TOP + CODE_WIDTH
    picture = opened(draw(usual, code_picture()))
    assert picture.size == (WIDTH, HEIGHT)
    pixel = picture.getpixel((WIDTH // 2, CODE_TOP + CODE_WIDTH // 2))
    assert isinstance(pixel, tuple)
    red, _, blue = pixel
    assert blue > 250
    assert red < 5


def test_chinese_is_drawn_as_chinese() -> None:
    """A font without these signs draws the same box for each of them."""
    font = _font(48)
    drawn = {bytes(font.getmask(sign)) for sign in "茶花精华水龙井"}
    assert len(drawn) == len("茶花精华水龙井")


def test_long_titles_are_broken_and_cut() -> None:
    font = _font(48)
    lines = wrap("山茶花精华水" * 20, 630, font, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert max(font.getlength(line) for line in lines) <= 630
    assert wrap("短", 630, font, 3) == ["短"]
    assert wrap("", 630, font, 3) == [""]


@pytest.mark.parametrize(("fen", "text"), [(19_900, "¥199"), (1_990, "¥19.90"), (5, "¥0.05"), (0, "¥0")])
def test_prices_are_yuan(fen: int, text: str) -> None:
    assert yuan(fen) == text


async def test_a_posters_code_leads_to_the_product_by_this_guide(database: None, sandbox: httpx.AsyncClient) -> None:
    guide, product = await make_guide(await make_store()), await make_product()
    made = await make_poster(guide, Subject.PRODUCT, product)
    assert opened(made.png).size == (WIDTH, HEIGHT)
    row = await ContentSend.get(id=made.send_id)
    assert (row.staff_id, row.subject_id, row.member_id, row.chat_id) == (guide, product, None, None)
    scene = entrance_scene(EntranceKind.GUIDE, made.send_id)
    page = await queries.landing(scene)
    assert page.startswith(f"pages/product/index.html?id={product}&s=")
    assert read_token(page.partition("&s=")[2]) == (EntranceKind.GUIDE, made.send_id)


async def test_what_has_no_page_has_no_poster(database: None, sandbox: httpx.AsyncClient) -> None:
    with pytest.raises(NotForPoster):
        await make_poster(await make_guide(), Subject.MATERIAL, await published())
    assert await ContentSend.all().count() == 0


async def test_without_a_code_there_is_no_poster(database: None, sandbox: httpx.AsyncClient) -> None:
    fault = {"path": "/weixin/wxa/getwxacodeunlimit", "kind": "errcode", "errcode": 45009}
    (await sandbox.post("/_sandbox/faults", json=fault)).raise_for_status()
    with pytest.raises(PosterUnavailable):
        await make_poster(await make_guide(), Subject.PRODUCT, await make_product())
    assert await ContentSend.all().count() == 0


async def test_bytes_that_are_no_picture_are_no_code(product: None) -> None:
    with pytest.raises(PosterUnavailable):
        await posters._drawn(PosterText("茶", None, "李娜", ""), b"no picture")


async def test_too_many_at_once_are_refused_and_room_comes_back(product: None) -> None:
    text, code = PosterText("茶", None, "李娜", ""), code_picture()
    outcomes = await asyncio.gather(
        *(posters._drawn(text, code) for _ in range(posters.MOST_WAITING + 3)), return_exceptions=True
    )
    assert [type(one) for one in outcomes].count(TooManyPosters) == 3
    assert (await posters._drawn(text, code)).startswith(b"\x89PNG")


def test_a_scene_fits_a_mini_program_code(product: None) -> None:
    for kind in EntranceKind:
        source = new_id()
        scene = entrance_scene(kind, source)
        assert len(scene) <= 32
        assert read_token(scene) == (kind, source)
