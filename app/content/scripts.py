"""Scripts (话术): texts with the customer's, the guide's and the store's name to be put in."""

import re
from collections.abc import Mapping

NICKNAME, GUIDE, STORE = "客户昵称", "导购姓名", "门店"
PLACEHOLDERS = frozenset({NICKNAME, GUIDE, STORE})
LONGEST_VALUE = 20
MOST_BYTES_OF_A_CHARACTER = 4
_PLACE = re.compile("{(" + "|".join(sorted(PLACEHOLDERS)) + ")}")


def fill(body: str, values: Mapping[str, str]) -> str:
    """The script with the names put in, each cut to 20 characters; what a name itself says is not filled again."""
    return _PLACE.sub(lambda found: values[found[1]][:LONGEST_VALUE], body)


def longest(body: str) -> int:
    """The most bytes of UTF-8 it can have once it is filled."""
    places = len(_PLACE.findall(body))
    return len(_PLACE.sub("", body).encode()) + places * LONGEST_VALUE * MOST_BYTES_OF_A_CHARACTER
