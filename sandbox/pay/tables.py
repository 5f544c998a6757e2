"""Field tables of the calls, from the API pages of pay.weixin.qq.com (JSAPI下单, 申请退款, 关闭订单)."""

from sandbox.pay.fields import Flag, Group, Many, Text, Whole

OUT_TRADE_NO = Text(32, pattern=r"[0-9A-Za-z_\-|*]+", shortest=6)
OUT_REFUND_NO = Text(64, pattern=r"[0-9A-Za-z_\-|*@]+")
CURRENCY = Text(16, choices=("CNY",))

DETAIL = Group(
    optional={
        "cost_price": Whole(),
        "invoice_id": Text(32),
        "goods_detail": Many(
            Group(
                required={"merchant_goods_id": Text(32), "quantity": Whole(1), "unit_price": Whole()},
                optional={"wechatpay_goods_id": Text(32), "goods_name": Text(256)},
            ),
            most=6000,
        ),
    }
)

SCENE = Group(
    required={"payer_client_ip": Text(45)},
    optional={
        "device_id": Text(32),
        "store_info": Group(
            required={"id": Text(32)},
            optional={"name": Text(256), "area_code": Text(32), "address": Text(512)},
        ),
    },
)

JSAPI_ORDER = Group(
    required={
        "appid": Text(32),
        "mchid": Text(32),
        "description": Text(127),
        "out_trade_no": OUT_TRADE_NO,
        "notify_url": Text(255),
        "amount": Group(required={"total": Whole(1)}, optional={"currency": CURRENCY}),
        "payer": Group(required={"openid": Text(128)}),
    },
    optional={
        "time_expire": Text(64),
        "attach": Text(128),
        "goods_tag": Text(32),
        "support_fapiao": Flag(),
        "detail": DETAIL,
        "scene_info": SCENE,
        "settle_info": Group(optional={"profit_sharing": Flag()}),
    },
)

CLOSE = Group(required={"mchid": Text(32)})

REFUND = Group(
    required={
        "out_refund_no": OUT_REFUND_NO,
        "amount": Group(
            required={"refund": Whole(1), "total": Whole(1), "currency": CURRENCY},
            optional={
                "from": Many(
                    Group(
                        required={
                            "account": Text(32, choices=("AVAILABLE", "UNAVAILABLE")),
                            "amount": Whole(1),
                        }
                    )
                )
            },
        ),
    },
    optional={
        "transaction_id": Text(32),
        "out_trade_no": OUT_TRADE_NO,
        "reason": Text(80),
        "notify_url": Text(256),
        "funds_account": Text(32, choices=("AVAILABLE", "UNSETTLED")),
        "goods_detail": Many(
            Group(
                required={
                    "merchant_goods_id": Text(32),
                    "unit_price": Whole(),
                    "refund_amount": Whole(),
                    "refund_quantity": Whole(1),
                },
                optional={"wechatpay_goods_id": Text(32), "goods_name": Text(256)},
            )
        ),
    },
)
