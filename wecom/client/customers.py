"""Customers, that is external contacts (page 92114)."""

import msgspec

from wecom.client.api import Api


class Contact(msgspec.Struct):
    """`unionid` is there for WeChat users once the corp is bound to the developer account."""

    external_userid: str
    name: str = ""
    unionid: str = ""


class Found(msgspec.Struct):
    external_contact: Contact


async def customer(api: Api, external_userid: str) -> Contact:
    """Who a customer is. PermanentFailure 84061 when nobody of us has this customer (any more)."""
    return (await api.get(Found, "externalcontact/get", external_userid=external_userid)).external_contact
