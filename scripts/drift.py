"""Do the models say more than the migrations? Compares them in memory: no database, and no file is written."""

import asyncio
import sys

from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector

from app.kernel import db


async def missing() -> list[str]:
    """What `makemigrations` would write, in words; empty when models and migrations agree."""
    config = db.tortoise_config("postgresql://nobody@localhost/none")
    async with TortoiseContext() as context:
        await context.init(config=config)
        assert context.apps is not None
        writers = await MigrationAutodetector(context.apps, config["apps"]).changes()
    return [_in_words(operation) for writer in writers for operation in writer.operations]


def _in_words(operation: object) -> str:
    told = {name: value for name, value in vars(operation).items() if name in ("model_name", "name", "old_name")}
    return f"{type(operation).__name__} {told}"


def main() -> int:
    changes = asyncio.run(missing())
    sys.stdout.writelines(f"not in any migration: {change}\n" for change in changes)
    return 1 if changes else 0


if __name__ == "__main__":
    sys.exit(main())
