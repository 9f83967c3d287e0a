-- Each lane has an index of its own.
DROP INDEX @shop@.outbox_due_idx;
