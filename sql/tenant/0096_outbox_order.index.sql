-- Whether an older one of the same order waits.
CREATE INDEX @concurrently@ IF NOT EXISTS outbox_order_idx ON @shop@.outbox (order_id, id) WHERE state = 'queued' AND order_id IS NOT NULL;
