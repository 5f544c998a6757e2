"""What fulfilment needs from outside: who watches parcels, and to whom shipping is reported."""

from typing import Protocol

from app.integrations.couriers import CourierPlatform
from app.integrations.miniprogram_shipping import ShippingReport
from app.kernel.port import Port


class ShippingReports(Protocol):
    """WeChat's book of shipped orders. Raises a SendFailed whose `code` is the platform's errcode."""

    async def report(self, report: ShippingReport) -> None: ...

    async def is_managed(self) -> bool: ...


couriers: Port[CourierPlatform] = Port("couriers")
shipping_reports: Port[ShippingReports] = Port("shipping reports")
