"""The WeCom part of the page."""

from tests.sandbox.enterprise import Enterprise


async def test_page_shows_the_chain_and_escapes_what_people_wrote(enterprise: Enterprise) -> None:
    await enterprise.customer(await enterprise.member("a"), name="<b>小王</b>")
    await enterprise.contact("add_msg_template", sender="a", text={"content": "<script>八折"})
    await enterprise.group("a", name="会员<群>")
    page = (await enterprise.client.get("/_sandbox/")).text

    assert "&lt;b&gt;小王&lt;/b&gt;" in page
    assert "&lt;script&gt;八折" in page
    assert "会员&lt;群&gt;" in page
    assert "<b>小王" not in page
    assert "确认发送" in page
    assert "change_external_contact / add_external_contact" in page
