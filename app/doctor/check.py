"""What a look at one thing found."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from asyncpg import UndefinedTableError

from app.kernel.errors import SendFailed
from app.kernel.settings import Settings


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `advice` is empty when it is well."""

    name: str
    well: bool
    found: str
    advice: str = ""


class Amiss(Exception):
    """Something is not as it should be: what, and what to do about it."""

    def __init__(self, found: str, advice: str) -> None:
        super().__init__(found)
        self.found = found
        self.advice = advice


async def look(name: str, at: Callable[[Settings], Awaitable[str]], settings: Settings, advice: str) -> Check:
    """The check of one thing. `advice` is for what it does not know itself."""
    try:
        return Check(name, True, await at(settings))
    except Amiss as amiss:
        return Check(name, False, amiss.found, amiss.advice)
    except SendFailed as failed:
        return Check(name, False, str(failed), advice)
    except UndefinedTableError:
        return Check(name, False, "数据库里还没有表", "请先运行 siyu migrate")
    except Exception as error:
        return Check(name, False, f"{type(error).__name__}: {error}", advice)
