"""Everything WeCom has written down about the one enterprise of the sandbox."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sandbox.wecom.broadcasts import Broadcasts
from sandbox.wecom.callbacks import Callbacks
from sandbox.wecom.fields import Fields
from sandbox.wecom.groups import Groups
from sandbox.wecom.inbox import AppMessages
from sandbox.wecom.join_ways import JoinWays
from sandbox.wecom.jsapi import Tickets
from sandbox.wecom.limits import Limits
from sandbox.wecom.links import Links
from sandbox.wecom.media import MediaShelf
from sandbox.wecom.oauth import LoginCodes
from sandbox.wecom.relations import Relations
from sandbox.wecom.robots import Robots
from sandbox.wecom.staff import Staff
from sandbox.wecom.tags import TagLibrary
from sandbox.wecom.tokens import Tokens
from sandbox.wecom.transfers import Transfers
from sandbox.wecom.ways import ContactWays
from sandbox.wecom.welcomes import Welcomes

if TYPE_CHECKING:
    from sandbox.world import World


@dataclass
class WeComSettings:
    """`groupchat_lag_seconds`: how old the answer of groupchat/get is (about 2 s in production).

    `group_capacity`: how many members a group has before nobody can join by a code. `directory_events`: whether the
    application gets change_contact, which has to be switched on in the console. `trusted_ip`: False refuses every call
    with 60020. `developer_bound`: without it customers have no unionid. `api_limits`: calls a minute of
    single APIs, by path, instead of `calls_per_minute`.
    """

    groupchat_lag_seconds: float = 0.0
    calls_per_minute: int = 10_000
    group_capacity: int = 200
    directory_events: bool = False
    trusted_ip: bool = True
    developer_bound: bool = True
    api_limits: dict[str, int] = field(default_factory=dict)


class WeComBook:
    """One store per subject; the calls and the control API act on them."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.settings = WeComSettings()
        self.limits = Limits(world.clock)
        self.tokens = Tokens(world.clock, world.credentials)
        self.tickets = Tickets(world.clock, self.limits)
        self.login_codes = LoginCodes()
        self.staff = Staff()
        self.relations = Relations()
        self.transfers = Transfers()
        self.welcomes = Welcomes()
        self.tags = TagLibrary()
        self.ways = ContactWays()
        self.links = Links()
        self.groups = Groups()
        self.join_ways = JoinWays()
        self.broadcasts = Broadcasts()
        self.media = MediaShelf()
        self.app_messages = AppMessages()
        self.robots = Robots()
        self.menu: list[Fields] = []
        self.callbacks = Callbacks(world)

    def now(self) -> datetime:
        return self.world.clock.now()

    def timestamp(self) -> int:
        """The platform's time in Unix seconds."""
        return self.world.clock.timestamp()
