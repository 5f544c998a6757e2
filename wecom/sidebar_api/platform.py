"""The WeCom application whose pages this door serves."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.kernel.errors import PermanentFailure
from app.kernel.port import Port
from app.kernel.settings import Environment, Settings
from wecom.client import login
from wecom.client.corp import Corp
from wecom.client.jsapi import Signed
from wecom.client.pictures import PictureRefused
from wecom.sidebar_api.errors import CodeNotAccepted, ForeignAddress, NotAGuide, PictureNotSendable
from wecom.sidebar_api.login_state import LoginStates

CODE_REFUSED = (40029, 42003, 42022)
PREFIX = "/guide/v1"
LOGIN_PAGE = "/connect/oauth2/authorize"


@dataclass(frozen=True, slots=True)
class SidebarApp:
    """`origin` is scheme, host and port of our own pages below `public_url`. `login_page` is WeCom's."""

    corp: Corp
    corpid: str
    public_url: str
    origin: str
    login_page: str
    states: LoginStates

    def login_url(self, return_to: str, challenge: str) -> str:
        """Where the page goes to come back to `return_to` with code and state. Raises ForeignAddress."""
        self.refuse_foreign(return_to)
        state = self.states.issue(challenge)
        return login.address(self.corpid, self.corp.agent_id, return_to, state, self.login_page)

    async def userid_of(self, code: str) -> str:
        """Raises CodeNotAccepted; NotAGuide for who is no member of the company; the SendFailed family."""
        try:
            visitor = await login.visitor(self.corp.agent, code)
        except PermanentFailure as refused:
            if refused.code in CODE_REFUSED:
                raise CodeNotAccepted from refused
            raise
        if not visitor.userid:
            raise NotAGuide
        return visitor.userid

    async def signatures(self, url: str) -> tuple[Signed, Signed]:
        """For `wx.config` and `wx.agentConfig` of a page of ours. Raises ForeignAddress and the SendFailed family."""
        self.refuse_foreign(url)
        config, agent_config = await asyncio.gather(
            self.corp.tickets.sign_config(url), self.corp.tickets.sign_agent_config(url)
        )
        return config, agent_config

    async def media_id(self, picture: str) -> str:
        """A picture of the library as a temporary media. Raises PictureNotSendable and the SendFailed family."""
        try:
            return await self.corp.pictures.media_id(picture)
        except PictureRefused as refused:
            raise PictureNotSendable from refused

    def address(self, path: str) -> str:
        """The address of a file at this door, as WeCom's clients fetch it."""
        return f"{self.public_url}{PREFIX}{path}"

    def refuse_foreign(self, url: str) -> None:
        """Compared as text with the slash behind the host: no parser of ours can disagree with a browser's."""
        if not url.startswith(f"{self.origin}/") or not url.isascii() or not url.isprintable() or "\\" in url:
            raise ForeignAddress


def sidebar_app_of(settings: Settings, corp: Corp) -> SidebarApp:
    """By the settings. Outside production WeCom is the sandbox, which shows its login page below its API."""
    real = settings.environment is Environment.PRODUCTION
    own = urlsplit(settings.public_url)
    return SidebarApp(
        corp,
        settings.wecom_corpid,
        settings.public_url,
        f"{own.scheme}://{own.netloc}",
        login.AUTHORIZE if real else settings.wecom_base_url + LOGIN_PAGE,
        LoginStates(settings.session_key.get_secret_value()),
    )


sidebar_app: Port[SidebarApp] = Port("sidebar app")
