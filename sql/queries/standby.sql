-- What a standby says of itself (db/standby).

-- How far it has replayed the primary's log, in bytes; NULL where it is none.
-- name: standby_replayed
-- on: cell
-- out: replayed bigint?
SELECT CASE WHEN pg_is_in_recovery() THEN (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint END;
