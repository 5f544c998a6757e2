"""What a robot may say (群机器人, page 91770), checked once."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, model_validator

TEXT_BYTES, MARKDOWN_BYTES, ADDRESS_BYTES, MOST_ARTICLES = 2048, 4096, 2048, 8
EVERYBODY = "@all"


class Part(BaseModel):
    """Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


def _web_address(given: str) -> str:
    if not given.startswith(("https://", "http://")):
        raise ValueError("请填写 http 或 https 地址")
    return given


Address = Annotated[str, Field(min_length=1, max_length=ADDRESS_BYTES), AfterValidator(_web_address)]


class Text(Part):
    """`mention`: userids, or "@all" for everybody."""

    kind: Literal["text"]
    content: str = Field(min_length=1)
    mention: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field(default=[], max_length=100)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _fit(self.content, TEXT_BYTES)
        return self


class Markdown(Part):
    kind: Literal["markdown"]
    content: str = Field(min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _fit(self.content, MARKDOWN_BYTES)
        return self


class Article(Part):
    title: str = Field(min_length=1, max_length=128)
    url: Address
    description: str = Field(default="", max_length=512)
    picurl: Address | Literal[""] = ""


class News(Part):
    kind: Literal["news"]
    articles: list[Article] = Field(min_length=1, max_length=MOST_ARTICLES)


Words = Annotated[Text | Markdown | News, Field(discriminator="kind")]
_words: TypeAdapter[Text | Markdown | News] = TypeAdapter(Words)


def read_words(stored: dict[str, Any]) -> Text | Markdown | News:
    """What is to be said as it lies in the database."""
    return _words.validate_python(stored)


def trial_words(moment: str) -> Text:
    """What a robot says so that somebody sees that it works."""
    return Text(kind="text", content=f"群机器人测试消息（{moment}）")


def _fit(content: str, most: int) -> None:
    if len(content.encode()) > most:
        raise ValueError(f"内容不能超过 {most} 字节（约 {most // 3} 个汉字）")
