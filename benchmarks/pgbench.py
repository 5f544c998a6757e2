"""A physical limit: pgbench with textbook statements, on the server that the product uses."""

import asyncio
import re
import subprocess
from typing import Any

import asyncpg

from app.kernel import db
from benchmarks.measure import Round
from benchmarks.surroundings import CONNECTIONS, Surroundings
from demo.engines import postgres_program

DONE = re.compile(r"number of transactions actually processed: (\d+)")
RATE = re.compile(r"tps = ([\d.]+)")
LATENCY = re.compile(r"latency average = ([\d.]+)")


class Pgbench:
    """Runs rounds of a script over tables of its own; `made` is how many transactions there must be."""

    def __init__(self, here: Surroundings, name: str, schema: str, script: str) -> None:
        self._url = here.database_url
        self._script = here.folder / f"{name}.sql"
        self._script.write_text(script)
        self.made = 0
        asyncio.run(self._run(schema))

    def round(self, seconds: float) -> Round:
        """A round of `seconds`, 16 clients, each statement prepared once."""
        where = db.credentials(self._url)
        options = ["-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "1", "-T", str(max(1, round(seconds)))]
        to = ["-h", where["host"], "-U", where["user"], "-f", str(self._script), where["database"]]
        command = [str(postgres_program("pgbench")), *options, *to]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        self.made += int(DONE.findall(out)[0])
        return Round(float(RATE.findall(out)[0]), float(LATENCY.findall(out)[0]))

    def counts(self, sql: str) -> dict[str, Any]:
        """The one row of a statement that counts."""
        return asyncio.run(self._row(sql))

    async def _run(self, sql: str) -> None:
        connection = await asyncpg.connect(**db.credentials(self._url))
        await connection.execute(sql)
        await connection.close()

    async def _row(self, sql: str) -> dict[str, Any]:
        connection = await asyncpg.connect(**db.credentials(self._url))
        row = await connection.fetchrow(sql)
        await connection.close()
        return dict(row)
