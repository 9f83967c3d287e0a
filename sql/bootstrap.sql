-- What a schema needs before its migrations, run in the transaction of each. @schema@: stoa, cell, or a shop's.
CREATE SCHEMA IF NOT EXISTS @schema@;

-- name: the file's. checksum: SHA-256 of its bytes in hex.
CREATE TABLE IF NOT EXISTS @schema@.migration (
	name text PRIMARY KEY,
	checksum text NOT NULL,
	applied_at timestamptz NOT NULL
);

-- One at a time: who comes second finds the file recorded.
LOCK TABLE @schema@.migration IN SHARE ROW EXCLUSIVE MODE;
