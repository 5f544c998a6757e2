"""Pictures of the library become temporary media, once, and only from named places."""

import pytest

from app.integrations.outbound import NetworkInTransaction
from app.kernel import redis
from app.kernel.db import atomic
from app.kernel.errors import TemporaryFailure
from app.kernel.settings import Settings
from tests.wecom.enterprise import CGI, Enterprise
from wecom.client.corp import Corp
from wecom.client.pictures import PictureRefused, Pictures

COVER = "/guide/v1/card-cover.png"
DAY = 24 * 3600


async def test_an_id_is_renewed_before_wecom_forgets_it(corp: Corp, enterprise: Enterprise, settings: Settings) -> None:
    address = settings.public_url + COVER
    first = await corp.pictures.media_id(address)
    await enterprise.advance(2 * DAY)
    assert await corp.pictures.media_id(address) == first
    await enterprise.advance(DAY)
    assert await corp.pictures.media_id(address) != first
    assert len(await enterprise.calls("media/upload")) == 2


async def test_what_redis_has_lost_is_uploaded_again(corp: Corp, enterprise: Enterprise, settings: Settings) -> None:
    address = settings.public_url + COVER
    await corp.pictures.media_id(address)
    await redis.client().flushdb()
    await corp.pictures.media_id(address)
    assert len(await enterprise.calls("media/upload")) == 2


async def test_nothing_is_fetched_beyond_what_wecom_takes(
    corp: Corp, enterprise: Enterprise, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wecom.client.pictures.MOST_BYTES", 100)
    with pytest.raises(PictureRefused):
        await corp.pictures.media_id(settings.public_url + COVER)
    assert await enterprise.calls("media/upload") == []


async def test_a_server_that_fails_may_be_asked_again(corp: Corp, enterprise: Enterprise, settings: Settings) -> None:
    pictures = Pictures(corp.agent, "corp", [settings.wecom_base_url])
    await enterprise.fault("gettoken", "http", status=502, times=1)
    try:
        with pytest.raises(TemporaryFailure):
            await pictures.media_id(f"{settings.wecom_base_url}{CGI.removeprefix('/qyapi')}/gettoken")
    finally:
        await pictures.close()


async def test_no_place_is_named_by_an_empty_setting(corp: Corp) -> None:
    pictures = Pictures(corp.agent, "corp", [""])
    with pytest.raises(PictureRefused):
        await pictures.media_id("https://img.example.cn/a.png")
    await pictures.close()


async def test_no_picture_is_fetched_inside_a_transaction(corp: Corp, settings: Settings) -> None:
    @atomic
    async def inside() -> None:
        await corp.pictures.media_id(settings.public_url + COVER)

    with pytest.raises(NetworkInTransaction):
        await inside()
