"""Mini-program codes of the client, against the sandbox."""

from collections.abc import AsyncIterator

import httpx
import pytest

from app.integrations.miniprogram import MiniProgram
from app.integrations.miniprogram_codes import MiniProgramCodes
from app.kernel.errors import PermanentFailure
from app.kernel.settings import Settings

PAGE = "pages/landing/index"


@pytest.fixture
async def codes(settings: Settings, database: None, sandbox: httpx.AsyncClient) -> AsyncIterator[MiniProgramCodes]:
    secret = settings.miniprogram_secret.get_secret_value()
    client = MiniProgram(settings.miniprogram_base_url, settings.miniprogram_appid, secret)
    yield MiniProgramCodes(client)
    await client.close()


async def asked(sandbox: httpx.AsyncClient) -> bool:
    """Whether the platform was asked for a code."""
    return "getwxacodeunlimit" in (await sandbox.get("/_sandbox/calls", params={"limit": 100})).text


async def test_a_code_is_a_picture(codes: MiniProgramCodes, sandbox: httpx.AsyncClient) -> None:
    assert (await codes.unlimited("u" * 32, PAGE)).startswith(b"\x89PNG")
    assert await asked(sandbox)


async def test_a_refusal_in_place_of_a_picture_is_raised(codes: MiniProgramCodes) -> None:
    with pytest.raises(PermanentFailure) as refused:
        await codes.unlimited("u", "elsewhere/index")
    assert refused.value.code == 41030


async def test_a_token_that_is_refused_is_got_anew(codes: MiniProgramCodes, sandbox: httpx.AsyncClient) -> None:
    await codes.unlimited("u", PAGE)
    (await sandbox.post("/_sandbox/reset")).raise_for_status()
    assert (await codes.unlimited("u", PAGE)).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("scene", "page"), [("", PAGE), ("u" * 33, PAGE), ("100%", PAGE), ("u", "/pages/a"), ("u", "pages/a?b=1")]
)
async def test_what_the_platform_would_refuse_is_not_asked(
    codes: MiniProgramCodes, sandbox: httpx.AsyncClient, scene: str, page: str
) -> None:
    with pytest.raises(PermanentFailure):
        await codes.unlimited(scene, page)
    assert not await asked(sandbox)
