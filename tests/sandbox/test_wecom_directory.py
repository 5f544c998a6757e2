"""Members, departments and web login."""

import httpx

from tests.sandbox.enterprise import Enterprise


async def test_members_are_shown_without_sensitive_fields(enterprise: Enterprise) -> None:
    await enterprise.control("wecom/staff", userid="lisi", name="李四", mobile="13912345678", department=[2])
    shown = await enterprise.get("user/get", userid="lisi")

    assert (shown["name"], shown["department"], shown["status"]) == ("李四", [2], 1)
    assert not {"mobile", "email", "gender", "avatar"} & shown.keys()
    assert (await enterprise.get("user/get", userid="nobody"))["errcode"] == 60111


async def test_department_lists_direct_members_only(enterprise: Enterprise) -> None:
    await enterprise.member("zhangsan")
    await enterprise.control("wecom/staff", userid="lisi", name="李四", department=[2])
    of_root = await enterprise.get("user/simplelist", department_id=1)
    of_shop = await enterprise.get("user/list", department_id=2)
    departments = await enterprise.get("department/list")

    assert [one["userid"] for one in of_root["userlist"]] == ["zhangsan"]
    assert [one["userid"] for one in of_shop["userlist"]] == ["lisi"]
    assert [(one["id"], one["parentid"]) for one in departments["department"]] == [(1, 0), (2, 1)]
    assert [one["id"] for one in (await enterprise.get("department/list", id=2))["department"]] == [2]
    assert (await enterprise.get("user/list", department_id=9))["errcode"] == 60123


async def test_web_login_code_works_once_within_five_minutes(enterprise: Enterprise) -> None:
    await enterprise.member("zhangsan")
    code = (await enterprise.control("wecom/staff/zhangsan/oauth_code"))["code"]
    late = (await enterprise.control("wecom/staff/zhangsan/oauth_code"))["code"]
    first = await enterprise.get("auth/getuserinfo", code=code)
    second = await enterprise.get("auth/getuserinfo", code=code)
    await enterprise.advance(301)

    assert first["userid"] == "zhangsan"
    assert second["errcode"] == 42022
    assert (await enterprise.get("auth/getuserinfo", code=late))["errcode"] == 42003
    assert (await enterprise.get("auth/getuserinfo", code="x"))["errcode"] == 40029


async def test_authorize_page_sends_the_chosen_member_back_with_a_code(enterprise: Enterprise) -> None:
    await enterprise.member("zhangsan")
    query = {
        "appid": enterprise.keys["wecom_corpid"],
        "redirect_uri": "http://127.0.0.1:9/login?from=wecom",
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "abc123",
    }
    path = "/qyapi/connect/oauth2/authorize"
    choice = await enterprise.client.get(path, params=query)
    back = await enterprise.client.get(path, params={**query, "userid": "zhangsan"})
    address = httpx.URL(back.headers["location"])
    refused = await enterprise.client.get(path, params={**query, "redirect_uri": "javascript:alert(1)"})

    assert "导购zhangsan" in choice.text
    assert (back.status_code, address.host, address.params["from"]) == (302, "127.0.0.1", "wecom")
    assert address.params["state"] == "abc123"
    assert (await enterprise.get("auth/getuserinfo", code=address.params["code"]))["userid"] == "zhangsan"
    assert refused.json()["errcode"] == 50001
