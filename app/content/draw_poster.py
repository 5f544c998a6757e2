"""A poster as PNG: pure, and slow enough to be kept off the event loop."""

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path

WIDTH, HEIGHT = 750, 1_200
MARGIN = 60
CODE_WIDTH = 400
CODE_TOP = 560
TITLE_LINES = 3
PAPER, INK, PALE, RED = "#ffffff", "#222222", "#888888", "#d4380d"
INVITATION = "长按或扫描小程序码查看"
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class PosterText:
    """`price` in fen, none when it has none; `store` may be empty."""

    title: str
    price: int | None
    guide: str
    store: str


def draw(text: PosterText, code: bytes) -> bytes:
    """The PNG. `code` is the picture of a mini-program code. Raises OSError when it is none."""
    with Image.open(io.BytesIO(code)) as opened:
        picture = opened.convert("RGB").resize((CODE_WIDTH, CODE_WIDTH))
    poster = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(poster)
    title, small = _font(48), _font(32)
    top = MARGIN * 2
    for line in wrap(text.title, WIDTH - 2 * MARGIN, title, TITLE_LINES):
        pen.text((MARGIN, top), line, INK, title)
        top += 72
    if text.price is not None:
        pen.text((MARGIN, top + 24), yuan(text.price), RED, _font(64))
    poster.paste(picture, ((WIDTH - CODE_WIDTH) // 2, CODE_TOP))
    foot = " · ".join(part for part in (text.store, text.guide) if part)
    below = CODE_TOP + CODE_WIDTH + 30
    for line, ink in ((INVITATION, PALE), (foot, INK)):
        fitting = wrap(line, WIDTH - 2 * MARGIN, small, 1)
        pen.text((WIDTH // 2, below), "".join(fitting), ink, small, anchor="ma")
        below += 60
    written = io.BytesIO()
    poster.save(written, "PNG", optimize=True)
    return written.getvalue()


def wrap(text: str, width: int, font: ImageFont.FreeTypeFont, most_lines: int) -> list[str]:
    """Lines no wider than so many pixels, broken anywhere as Chinese is; what is too much ends in an ellipsis."""
    lines = [""]
    for character in text:
        if font.getlength(lines[-1] + character) <= width:
            lines[-1] += character
        elif len(lines) < most_lines:
            lines.append(character)
        else:
            lines[-1] = _shortened(lines[-1], width, font)
            break
    return lines


def yuan(fen: int) -> str:
    """`¥199` or `¥19.90`."""
    return f"¥{fen // 100}" + (f".{fen % 100:02d}" if fen % 100 else "")


def _shortened(line: str, width: int, font: ImageFont.FreeTypeFont) -> str:
    while line and font.getlength(line + ELLIPSIS) > width:
        line = line[:-1]
    return line + ELLIPSIS


def _font(size: int) -> ImageFont.FreeTypeFont:
    """Noto Sans SC. One for each drawing: a font is not for two threads at once."""
    return ImageFont.truetype(sans_path(), size)
