"""The menu of the application in WeCom."""

from pydantic import BaseModel

from app.http.routes import Call, Route
from backoffice_api.access import ADMINS, staff_route
from wecom.bot.menu import want_menu


class Menu(BaseModel):
    """The titles, in their order. It is published within moments, as a job that is tried again while WeCom is busy."""

    titles: list[str]


async def publish(_: Call) -> Menu:
    return Menu(titles=await want_menu())


ROUTES: list[Route] = [
    staff_route("POST", "/wecom-menu", publish, ADMINS, "发布企业微信应用菜单", returns=Menu, status=202),
]
