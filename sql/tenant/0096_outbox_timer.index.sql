-- The next timer.
CREATE INDEX @concurrently@ IF NOT EXISTS outbox_timer_idx ON @shop@.outbox (due_at, id) WHERE state = 'queued' AND timer;
