"""Text into words of the search index, and a shopper's question into the same words. Touches no database.

Chinese is cut by jieba, and also into pairs of neighbours and single characters, so that whatever a LIKE finds is found
too. PostgreSQL's text parser takes no part: it knows no Chinese.
"""

import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
IS_HAN = re.compile(rf"[{HAN}]")
HYPHENATED = re.compile(r"[a-z0-9]+(?:[-.'&][a-z0-9]+)+")
LETTERS_OR_DIGITS = re.compile(r"[0-9]+|[^\W\d_]+")
EMPTY_WORDS = frozenset("的了和与及或在是有我要买给吗呢")
MOST_POSITION = 16_383
LONGEST_WORD = 64
# Brands, categories and specifications come again with every product: what was made of a text is kept for a while.
KEPT = 1_024


@dataclass(frozen=True, slots=True)
class Text:
    """What is searched of a product: weight A the title, B brand and category (names from the root), C the rest."""

    title: str
    brand: str
    category: str
    rest: str


@lru_cache(KEPT)
def normalised(text: str) -> str:
    """Lower case, full width made half width, blanks and control characters as single spaces."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return " ".join("".join(letter if letter.isprintable() else " " for letter in folded).split())


class Dictionary:
    """jieba's dictionary and the shop's own words. The first use reads the dictionary: about a second."""

    def __init__(self) -> None:
        # Only who searches or indexes pays for the library: importing it alone takes a quarter of a second.
        import jieba

        jieba.setLogLevel(logging.WARNING)
        self._jieba = jieba.Tokenizer()
        self._cut = lru_cache(KEPT)(self._words_now)

    def load(self) -> None:
        self._jieba.initialize()

    def learn(self, words: Iterable[str]) -> None:
        """Words, mostly brands and categories, that shall stay whole."""
        for word in words:
            if len(word) > 1 and word not in self._jieba.FREQ:
                self._jieba.add_word(word)
                self._cut.cache_clear()

    def terms(self, text: str) -> list[str]:
        """The words of a text from left to right, none inside another."""
        found: list[str] = []
        for run in RUN.findall(text):
            found += self._jieba.cut(run) if IS_HAN.match(run) else [run]
        return found

    def parts(self, term: str) -> list[str]:
        """A Chinese term as words of two characters and what is left between them."""
        found: list[str] = []
        at = 0
        while at < len(term):
            # Where neither this pair nor the next is a word, the pair stands.
            is_word, next_is_word = (bool(self._jieba.FREQ.get(term[at + k : at + k + 2])) for k in (0, 1))
            size = 1 if next_is_word and not is_word else 2
            found.append(term[at : at + size])
            at += size
        return found

    def words(self, text: str) -> tuple[tuple[int, str], ...]:
        """Every word of a text with its place, also words inside words, and parts of what is written with hyphens."""
        return self._cut(text)

    def _words_now(self, text: str) -> tuple[tuple[int, str], ...]:
        return tuple(self._words(text))

    def _words(self, text: str) -> Iterator[tuple[int, str]]:
        for match in RUN.finditer(text):
            run, start = match[0], match.start()
            if IS_HAN.match(run):
                yield from _placed(self._jieba.cut_for_search(run), run, start)
            else:
                yield start, run
                yield from ((start + part.start(), part[0]) for part in LETTERS_OR_DIGITS.finditer(run))
        for match in HYPHENATED.finditer(text):
            yield match.start(), re.sub(r"[-.'&]", "", match[0])

    def vector(self, text: Text) -> str:
        """The text of a tsvector: each word once, with its first place and highest weight; mere pieces weigh D."""
        places: dict[str, str] = {}
        offset = 1
        groups = [(text.title, "A"), (text.brand, "B"), (text.category, "B"), (text.rest, "C")]
        cleaned = [(normalised(given), weight) for given, weight in groups]
        for given, weight in cleaned:
            names = given.split("/") if weight == "B" else []
            for place, word in [*self.words(given), *((0, name) for name in names)]:
                places.setdefault(word[:LONGEST_WORD], f"{min(offset + place, MOST_POSITION)}{weight}")
            offset += len(given) + 1
        for given, _ in cleaned:
            for word in _pieces(given):
                places.setdefault(word, "")
        return " ".join(f"{quoted(word)}:{place}".removesuffix(":") for word, place in places.items() if word)


@dataclass(frozen=True, slots=True)
class Question:
    """What a shopper asks: without blanks, how many words, a tsquery for all of them, and one for any of them."""

    phrase: str
    words: int
    every: str
    any: str


def question(dictionary: Dictionary, text: str) -> Question:
    """A question of any text; without a word in it both queries are empty."""
    cleaned = normalised(text)
    terms = list(dict.fromkeys(dictionary.terms(cleaned)))
    meaning = [term for term in terms if term not in EMPTY_WORDS] or terms
    heavy = [term for term in meaning if len(term) > 1] or meaning
    every = " & ".join(_matching(term, dictionary.parts(term)) for term in meaning)
    some = " | ".join(_matching(term, dictionary.parts(term)) for term in heavy)
    return Question(cleaned.replace(" ", ""), len(meaning), every, some)


def quoted(word: str) -> str:
    """A lexeme as PostgreSQL reads it, whatever characters it has."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _matching(term: str, parts: list[str]) -> str:
    """A long word matches whole or by all its parts, wherever they stand; Latin letters match as a beginning."""
    if not IS_HAN.match(term):
        return f"{quoted(term)}:*" if term[0].isalpha() and len(term) > 1 else quoted(term)
    if len(term) <= 2:
        return quoted(term)
    return f"({quoted(term)} | ({' & '.join(map(quoted, parts))}))"


def _placed(words: Iterable[str], run: str, start: int) -> Iterator[tuple[int, str]]:
    found = 0
    for word in words:
        # cut_for_search tells parts before the whole, so a word may begin left of the one before.
        place = run.find(word, max(found - len(word), 0))
        found = max(found, place + len(word))
        yield start + max(place, 0), word


@lru_cache(KEPT)
def _pieces(text: str) -> tuple[str, ...]:
    """Neighbours and single characters of what is written in Chinese."""
    found: list[str] = []
    for run in RUN.findall(text):
        if IS_HAN.match(run):
            found += [run[at : at + 2] for at in range(len(run) - 1)]
            found += run
    return tuple(found)
