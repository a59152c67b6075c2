"""Calls that are over, as the result collector finds them."""

from bot.store.interface import Store
from tests.builders.polling import StoppedClock
from tests.builders.store import add_order, latest_attempt, post_next


async def end_call(store: Store, clock: StoppedClock, call_id: str) -> str:
    """Write down that a call was placed and took place, and ended now; returns its order."""
    order_id = await add_order(store, call_id)
    await post_next(store)
    assert await store.queue.claim_slot(at=clock.now()) is not None
    assert await store.calls.record_placed(
        await latest_attempt(store, order_id),
        call_id=call_id,
        status="ongoing",
        agent_name=None,
        at=clock.now(),
    )
    assert await store.calls.add_transition(
        await latest_attempt(store, order_id), "user_hangup", at=clock.now()
    )
    return order_id
