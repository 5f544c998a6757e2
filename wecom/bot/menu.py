"""Give the application the menu that belongs to the commands."""

from app.events.wecom import MenuWanted
from app.kernel import outbox
from app.kernel.db import atomic
from app.kernel.port import Port
from wecom.bot.commands import COMMANDS
from wecom.client import menu
from wecom.client.corp import Corp

ON_BAR = 2
MORE = "更多"

enterprise: Port[Corp] = Port("the enterprise of the bot's menu")


@atomic
async def want_menu() -> list[str]:
    """Queue the publishing; the titles that the menu will have."""
    await outbox.publish(MenuWanted())
    return [one.title for one in COMMANDS]


async def menu_wanted(_: MenuWanted) -> None:
    """Reaction: the same again does no harm."""
    await publish_menu()


async def publish_menu() -> list[str]:
    """The titles of the menu, now at WeCom in place of the one before. Raises the SendFailed family."""
    buttons = [menu.Click(one.title, one.key) for one in COMMANDS]
    items: list[menu.Click | menu.Under] = [*buttons[:ON_BAR], menu.Under(MORE, buttons[ON_BAR:])]
    await menu.create(enterprise().agent, enterprise().agent_id, items)
    return [one.name for one in buttons]
