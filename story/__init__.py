"""Stories play a whole chain against a running product and sandbox, and prove each step from the other side."""

from collections.abc import Callable

from story import commerce, first_chain, wecom
from story.stage import Chapter

CHAPTERS: dict[str, Callable[[], Chapter]] = {
    "first-chain": first_chain.chapter,
    "commerce": commerce.chapter,
    "wecom": wecom.chapter,
}
