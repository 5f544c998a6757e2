"""Look at all the product needs. Says in plain words what is wrong and what to do."""

from app.doctor.check import Check, look
from app.doctor.wecom import wecom_checks
from app.gateways import courier_platform, merchant, push_keys
from app.integrations.couriers import Waybill
from app.integrations.miniprogram import MiniProgram
from app.integrations.miniprogram_shipping import MiniProgramShipping
from app.integrations.wechat_pay import WeChatPay
from app.kernel import clock, db, redis
from app.kernel.errors import SendFailed
from app.kernel.migrate import pending
from app.kernel.settings import Settings

MINI_PROGRAM_ADVICE = "check appid and secret; add this machine's IP to the IP allow-list (40164)"
PAY_ADVICE = "check mchid, certificate serial, private key, public key, and this machine's clock (5 minutes at most)"
COURIER_ADVICE = "check SIYU_KUAIDI100_CUSTOMER and SIYU_KUAIDI100_KEY at api.kuaidi100.com"
UNKNOWN_WAYBILL = Waybill("ZTO", "SIYUDOCTOR0000")
UNKNOWN_NUMBER = "SIYUDOCTOR00000000"


async def examine(settings: Settings) -> list[Check]:
    """Look at everything the product needs, with the settings given. Stops nothing, changes nothing."""
    clock.follow(settings.clock_file)
    checks = [
        await look("PostgreSQL", _database, settings, "check DATABASE_URL and that the server accepts connections"),
        await look("migrations", _migrations, settings, "run `siyu migrate`"),
        await look("Redis", _redis, settings, "check REDIS_URL; without Redis caches are empty and paid calls refused"),
    ]
    checks += await wecom_checks(settings)
    checks.append(await look("mini-program", _mini_program, settings, MINI_PROGRAM_ADVICE))
    checks.append(await look("WeChat Pay", _wechat_pay, settings, PAY_ADVICE))
    checks.append(await look("couriers", _couriers, settings, COURIER_ADVICE))
    return checks


async def _database(settings: Settings) -> str:
    await db.connect(settings.database_url.get_secret_value(), 2)
    return str(await db.fetch_value("SHOW server_version"))


async def _migrations(settings: Settings) -> str:
    waiting = await pending(settings.database_url.get_secret_value())
    if waiting:
        raise RuntimeError(f"not applied: {', '.join(waiting)}")
    return "up to date"


async def _redis(settings: Settings) -> str:
    redis.connect(settings.redis_url.get_secret_value())
    await redis.client().ping()
    return "answers"


async def _mini_program(settings: Settings) -> str:
    client = MiniProgram(
        settings.miniprogram_base_url, settings.miniprogram_appid, settings.miniprogram_secret.get_secret_value()
    )
    try:
        shipping = MiniProgramShipping(client, settings.pay_mchid, settings.miniprogram_appid)
        duty = "must" if await shipping.is_managed() else "need not"
        pushed = "counted as it pushes them" if push_keys(settings) else "counted as clients say: no push is set up"
        return (
            f"accepts our appid and secret; shipped orders {duty} be reported (发货信息管理); "
            f"consents to messages are {pushed}"
        )
    finally:
        await client.close()


async def _wechat_pay(settings: Settings) -> str:
    """Asks for an order that cannot exist: the refusal we want proves that our signature was accepted."""
    client = WeChatPay(merchant(settings))
    try:
        await client.query(UNKNOWN_NUMBER)
    except SendFailed as error:
        if error.code != "ORDERNOTEXIST":
            raise
    finally:
        await client.close_client()
    return "accepts our signature"


async def _couriers(settings: Settings) -> str:
    """Asks for a number that no courier has: an answer proves that our signature was accepted."""
    platform = courier_platform(settings)
    if not platform.configured:
        return "none is configured: parcels are not watched, they arrive by word of staff and members"
    try:
        await platform.journey(UNKNOWN_WAYBILL)
    finally:
        await platform.close()
    return "Kuaidi100 accepts our signature"
