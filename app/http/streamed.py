"""Answers that are made while they are sent: a long file never stands in memory whole."""

from collections.abc import AsyncIterator
from typing import AnyStr

from sanic.response import HTTPResponse


class Streamed(HTTPResponse):
    """A download of unknown length. When the pieces break off, so does the connection: no half file looks whole."""

    def __init__(self, pieces: AsyncIterator[bytes], content_type: str, file_name: str) -> None:
        disposition = f'attachment; filename="{file_name}"'
        super().__init__(None, 200, {"Content-Disposition": disposition}, content_type)
        self._pieces: AsyncIterator[bytes] | None = pieces

    async def send(self, data: AnyStr | None = None, end_stream: bool | None = None) -> None:
        """Sanic ends every answer with this: the moment to send the pieces."""
        pieces, self._pieces = self._pieces, None
        if pieces is not None:
            async for piece in pieces:
                await super().send(piece, False)
        await super().send(data, end_stream)
