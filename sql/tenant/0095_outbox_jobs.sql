-- timer: work for a moment to come, which has workers of its own. claims: how often a job was taken since an end of it was last recorded; more
-- than a few, and it kills who takes it.
ALTER TABLE @shop@.outbox ADD COLUMN timer bool NOT NULL DEFAULT false;
ALTER TABLE @shop@.outbox ADD COLUMN claims bigint NOT NULL DEFAULT 0;
