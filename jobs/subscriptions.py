"""Every event and who reacts to it, on one page. A reaction may run twice: each effect has a unique source_ref."""

from app.campaigns import reactions as campaigns
from app.campaigns.create_broadcast import create_broadcast
from app.events.campaigns import BroadcastCreated, BroadcastPlanned
from app.events.guides import ChannelCodeRequested, FriendAdded, NoticeQueued, WelcomeOwed
from app.events.orders import OrderCancelled, OrderPaid, OrderPlaced
from app.events.payments import PaymentAbandoned, PaymentSucceeded, RefundRequested
from app.events.radar import ProductsViewed
from app.events.wecom import CallbackStored
from app.guides import reactions as guides
from app.guides.create_channel_code import create_channel_code
from app.guides.send_notice import send_notice
from app.guides.send_welcome import send_welcome
from app.kernel.outbox import Subscriptions
from app.members.points import earn_points
from app.orders import reactions as orders
from app.payments import reactions as payments
from app.radar.reactions import record_order
from app.referral.accrue import accrue
from wecom.callbacks.process import process

SUBSCRIPTIONS: Subscriptions = {
    CallbackStored: [process],
    ChannelCodeRequested: [create_channel_code],
    FriendAdded: [],
    WelcomeOwed: [send_welcome],
    NoticeQueued: [send_notice],
    OrderPlaced: [record_order],
    OrderCancelled: [],
    PaymentSucceeded: [orders.mark_paid],
    PaymentAbandoned: [payments.close_at_channel],
    RefundRequested: [payments.refund_at_channel],
    OrderPaid: [
        earn_points,
        accrue,
        campaigns.attribute_order,
        guides.tell_order_paid,
    ],
    BroadcastPlanned: [create_broadcast],
    BroadcastCreated: [campaigns.tell_owner],
    ProductsViewed: [guides.notice_views],
}

# Their jobs overtake a backlog: a welcome has 20 seconds.
URGENT: frozenset[type] = frozenset({CallbackStored, WelcomeOwed})
