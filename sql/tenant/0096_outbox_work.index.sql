-- The next of what may take long.
CREATE INDEX @concurrently@ IF NOT EXISTS outbox_work_idx ON @shop@.outbox (due_at, id) WHERE state = 'queued' AND order_id IS NULL AND NOT timer;
