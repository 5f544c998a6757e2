"""A WeCom callback from HTTP to its durable acknowledgement, against bare Sanic.

Each callback is a new event of a kind that is processed: signature, AES, XML, and a row with its job, committed before
`success`. The limit answers the same seven bytes to the same requests, unread. The worker rests, as it does when it is
stopped: what waits for it is counted at the end. Then the same at the pace of a bad day, where the slowest answers
count.
"""

import asyncio
import json
import time
from typing import Any

import asyncpg

from app.kernel import db
from benchmarks.measure import Result, Round, compare
from benchmarks.signed_callbacks import Enterprise
from benchmarks.surroundings import CONNECTIONS, BenchFailed, Load, Surroundings, surroundings
from wecom.callbacks import xml
from wecom.callbacks.crypto import CallbackKeys
from wecom.callbacks.event import parse

ANSWER = b"success"
# More than can be answered, so that time ends a round.
MOST_A_SECOND, UNREAD = 12_000, 5_000
PACE, PACED_SECONDS = 300, 10
PARSES, PARSE_ROUNDS = 2_000, 5
COUNTS = """
SELECT (SELECT count(*) FROM wecom_inbox) AS messages,
    (SELECT count(*) FROM wecom_inbox WHERE status = 'waiting' AND content LIKE '%<WelcomeCode>%') AS waiting,
    (SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE 'CallbackStored>%') AS jobs
"""


def wecom_callback() -> Result:
    with surroundings() as here:
        product = Product(here)
        bare = here.serve_bare(ANSWER)

        def least(seconds: float) -> Round:
            return product.send(bare, seconds, UNREAD, over_and_over=True).round

        detail: dict[str, Any] = {"connections": CONNECTIONS, "open_and_parse_us": product.open_and_parse()}
        result = compare("wecom-callback", "callbacks/s", product.round, least, detail, here.gather_statistics)
        result.detail["paced"] = product.paced()
        result.detail["product_rows"] = product.verify()
        return result


class Product:
    """The web server, and how many callbacks it acknowledged."""

    def __init__(self, here: Surroundings) -> None:
        self._here = here
        self._enterprise = Enterprise(here.settings)
        self._port = here.serve_product()
        self.acknowledged = 0

    def round(self, seconds: float) -> Round:
        return self._acknowledged(self.send(self._port, seconds, int(MOST_A_SECOND * seconds)))

    def paced(self) -> dict[str, float]:
        """So many a second, on time whatever became of those before."""
        told = self._acknowledged(self.send(self._port, PACED_SECONDS, PACE * PACED_SECONDS, a_second=PACE))
        return {"callbacks_a_second": PACE, "seconds": PACED_SECONDS, "p50_ms": told.p50_ms, "p99_ms": told.p99_ms}

    def open_and_parse(self) -> float:
        """Microseconds from the body's bytes to the event, without HTTP and database: the best of some rounds."""
        settings, enterprise = self._here.settings, self._enterprise
        token, aes_key = settings.wecom_callback_token, settings.wecom_callback_aes_key
        keys = CallbackKeys(token.get_secret_value(), aes_key.get_secret_value(), settings.wecom_corpid)
        sealed = [enterprise.sealed() for _ in range(PARSES)]
        bodies = [(query, enterprise.envelope(encrypted).encode()) for query, encrypted in sealed]
        return min(_microseconds(keys, bodies) for _ in range(PARSE_ROUNDS))

    def verify(self) -> dict[str, Any]:
        """Raises BenchFailed unless every callback that was acknowledged is there, waits, and has its job."""
        counts = asyncio.run(self._counts())
        if set(counts.values()) != {self.acknowledged}:
            raise BenchFailed(f"{self.acknowledged} callbacks were acknowledged, and the tables say {counts}")
        return counts

    def send(self, port: int, seconds: float, count: int, *, a_second: int = 0, **more: bool) -> Load:
        """New callbacks, to whichever server, for so long or until there are no more."""
        file = self._here.folder / "callbacks.json"
        file.write_text(json.dumps(self._enterprise.requests(count)))
        return self._here.load(port, seconds, "recorded", a_second=a_second, file=str(file), **more)

    def _acknowledged(self, load: Load) -> Round:
        self.acknowledged += load.count
        return load.round

    async def _counts(self) -> dict[str, Any]:
        connection = await asyncpg.connect(**db.credentials(self._here.database_url))
        row = await connection.fetchrow(COUNTS)
        await connection.close()
        return dict(row)


def _microseconds(keys: CallbackKeys, bodies: list[tuple[dict[str, str], bytes]]) -> float:
    began = time.perf_counter()
    for query, body in bodies:
        parse(keys.open(query, xml.encrypted(body)))
    return round((time.perf_counter() - began) / len(bodies) * 1e6, 1)
