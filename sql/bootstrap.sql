-- What a schema needs before its migrations, run in the transaction of each. @schema@: stoa, cell, or a shop's.

-- Whoever waits for a table makes all others wait that come later, readers too. Well below deadlock_timeout, so that in a deadlock
-- it is never the shopper's transaction that is given up.
SET LOCAL lock_timeout = '150ms';

CREATE SCHEMA IF NOT EXISTS @schema@;

-- name: the file's. checksum: SHA-256 of its bytes in hex.
CREATE TABLE IF NOT EXISTS @schema@.migration (
	name text PRIMARY KEY,
	checksum text NOT NULL,
	applied_at timestamptz NOT NULL
);

-- One at a time: who comes second finds the file recorded.
LOCK TABLE @schema@.migration IN SHARE ROW EXCLUSIVE MODE;
