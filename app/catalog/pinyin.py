"""How words are typed with Latin letters: pinyin without tones, `v` for ü, and the initials."""

from itertools import islice, product

from pypinyin import Style, lazy_pinyin
from pypinyin import pinyin as readings_of

MOST_READINGS = 3
MOST_LETTERS = 255


def spelling(text: str) -> str:
    """The usual reading of a text in lower case letters and digits: 西湖龙井 is `xihulongjing`."""
    return _bare("".join(lazy_pinyin(text)))[:MOST_LETTERS]


def spellings(term: str) -> list[tuple[str, str]]:
    """(pinyin, initials) of a term, the usual reading first; characters with several readings give at most three."""
    usual = lazy_pinyin(term)
    # Words the phrase dictionary knows have one reading; only single characters it does not know are ambiguous.
    others = product(*readings_of(term, style=Style.NORMAL, heteronym=True))
    found: dict[str, str] = {}
    for reading in [usual, *islice(others, MOST_READINGS)]:
        letters = _bare("".join(reading))[:MOST_LETTERS]
        if letters:
            found.setdefault(letters, "".join(_bare(sound)[:1] for sound in reading)[:64])
    return list(found.items())[:MOST_READINGS]


def _bare(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isascii() and letter.isalnum())
