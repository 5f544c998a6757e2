"""How words are typed with Latin letters: pinyin without tones, `v` for ü, and the initials."""

from functools import cache
from itertools import islice, product
from types import ModuleType

MOST_READINGS = 3
MOST_LETTERS = 255


def spelling(text: str) -> str:
    """The usual reading of a text in lower case letters and digits: 西湖龙井 is `xihulongjing`."""
    return _bare("".join(_library().lazy_pinyin(text)))[:MOST_LETTERS]


def spellings(term: str) -> list[tuple[str, str]]:
    """(pinyin, initials) of a term, the usual reading first; characters with several readings give at most three."""
    library = _library()
    usual = library.lazy_pinyin(term)
    # Words the phrase dictionary knows have one reading; only single characters it does not know are ambiguous.
    others = product(*library.pinyin(term, style=library.Style.NORMAL, heteronym=True))
    found: dict[str, str] = {}
    for reading in [usual, *islice(others, MOST_READINGS)]:
        letters = _bare("".join(reading))[:MOST_LETTERS]
        if letters:
            found.setdefault(letters, "".join(_bare(sound)[:1] for sound in reading)[:64])
    return list(found.items())[:MOST_READINGS]


@cache
def _library() -> ModuleType:
    """Only who searches or indexes pays for its phrases: half a second and 50 MB."""
    import pypinyin

    return pypinyin


def _bare(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isascii() and letter.isalnum())
