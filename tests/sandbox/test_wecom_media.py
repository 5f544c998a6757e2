"""Temporary media."""

import pytest

from tests.sandbox.enterprise import PNG, Enterprise


async def test_media_is_read_back_with_its_name(enterprise: Enterprise) -> None:
    uploaded = await enterprise.upload(name="海报.png")
    params = {"access_token": await enterprise.token("contact"), "media_id": uploaded["media_id"]}
    read = await enterprise.client.get("/qyapi/cgi-bin/media/get", params=params)

    assert (uploaded["type"], uploaded["created_at"].isdigit()) == ("image", True)
    assert (read.content, read.headers["content-type"]) == (PNG, "image/png")
    assert read.headers["content-disposition"].startswith("attachment; filename=")


async def test_media_expires_after_three_days(enterprise: Enterprise) -> None:
    media_id = (await enterprise.upload())["media_id"]
    await enterprise.advance(3 * 86400)
    await enterprise.control("wecom/tokens/revoke")
    fresh = Enterprise(enterprise.client, enterprise.keys)

    assert (await fresh.get("media/get", media_id=media_id))["errcode"] == 40145
    assert (await fresh.get("media/get", media_id="unknown"))["errcode"] == 40007


@pytest.mark.parametrize(
    ("kind", "name", "content", "errcode"),
    [
        ("poster", "a.png", PNG, 40004),
        ("image", "a.gif", PNG, 40004),
        ("image", "a.png", b"not a picture", 40004),
        ("image", "a.png", PNG[:5], 44001),
        ("voice", "a.amr", b"#!AMR" + bytes(2 * 1024 * 1024), 45001),
        ("file", "a.csv", b"id,name\n", 0),
    ],
)
async def test_type_and_size_are_checked(
    enterprise: Enterprise, kind: str, name: str, content: bytes, errcode: int
) -> None:
    assert (await enterprise.upload(kind, name, content))["errcode"] == errcode


async def test_upload_without_a_file_is_refused(enterprise: Enterprise) -> None:
    params = {"access_token": await enterprise.token(), "type": "image"}
    answer = await enterprise.client.post("/qyapi/cgi-bin/media/upload", params=params, files={"other": ("a", PNG)})

    assert answer.json()["errcode"] == 44001
