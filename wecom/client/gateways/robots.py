"""Group robots over WeCom."""

from app.integrations.outbound import Outbound
from app.kernel.errors import Misconfigured
from app.robots.gateway import RobotGone
from app.robots.speech_terms import Markdown, News, Text
from wecom.client import robot
from wecom.client.budgets import of_robot

BAD_KEY, NOT_IN_GROUP = 93000, 93008
MOST_KEPT = 1000
# What is above the pace waits as a row: a sleeping job would keep a worker's place.
WAIT_SECONDS = 0.5


class RobotsOverWeCom:
    """A robot's own budget lives as long as the process, so that its pace holds while Redis is away."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound
        self._robots: dict[str, robot.Robot] = {}

    async def say(self, key: str, words: Text | Markdown | News) -> None:
        try:
            await _say(self._robot(key), words)
        except Misconfigured as refused:
            if refused.code in (BAD_KEY, NOT_IN_GROUP):
                raise RobotGone(refused.reason, code=refused.code) from refused
            raise

    def _robot(self, key: str) -> robot.Robot:
        if key not in self._robots:
            if len(self._robots) >= MOST_KEPT:
                self._robots.pop(next(iter(self._robots)))
            self._robots[key] = robot.Robot(self._outbound, key, of_robot(key, WAIT_SECONDS))
        return self._robots[key]


async def _say(speaker: robot.Robot, words: Text | Markdown | News) -> None:
    if isinstance(words, Text):
        await speaker.text(words.content, mention=words.mention)
    elif isinstance(words, Markdown):
        await speaker.markdown(words.content)
    else:
        await speaker.news([robot.Article(one.title, one.url, one.description, one.picurl) for one in words.articles])
