-- What was given up, the newest first.
CREATE INDEX @concurrently@ IF NOT EXISTS outbox_dead_idx ON @shop@.outbox (done_at DESC, id DESC) WHERE state = 'dead';
