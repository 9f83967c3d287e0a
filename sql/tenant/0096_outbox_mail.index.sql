-- The next mail.
CREATE INDEX @concurrently@ IF NOT EXISTS outbox_mail_idx ON @shop@.outbox (due_at, id) WHERE state = 'queued' AND order_id IS NOT NULL;
