"""Times and days as clients may name them: years that databases, calendars and time zones can all count with."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

EARLIEST, LATEST = 2000, 2199


def _countable(given: datetime | date) -> datetime | date:
    if not EARLIEST <= given.year <= LATEST:
        raise ValueError(f"年份须在 {EARLIEST} 与 {LATEST} 之间")
    return given


Moment = Annotated[AwareDatetime, AfterValidator(_countable)]
Day = Annotated[date, AfterValidator(_countable)]
