-- Whether a transaction took place whose COMMIT was not answered (db/witness).

-- name: witness_put
-- on: cell
-- in: id bytea
INSERT INTO cell.witness (id) VALUES ($1);

-- Waits until it is known what becomes of another transaction that has put it.
-- name: witness_bar
-- on: cell
-- in: id bytea
INSERT INTO cell.witness (id, barred) VALUES ($1, true) ON CONFLICT DO NOTHING;

-- name: witness_look
-- on: cell
-- in: id bytea
-- out: barred bool
SELECT barred FROM cell.witness WHERE id = $1;

-- before: a key, of which the time counts.
-- name: witness_forget
-- on: cell
-- in: before bytea, max_rows bigint
DELETE FROM cell.witness WHERE id IN (SELECT w.id FROM cell.witness w WHERE w.id < $1 ORDER BY w.id LIMIT $2);

-- name: witness_put_platform
-- on: platform
-- in: id bytea
INSERT INTO stoa.witness (id) VALUES ($1);

-- name: witness_bar_platform
-- on: platform
-- in: id bytea
INSERT INTO stoa.witness (id, barred) VALUES ($1, true) ON CONFLICT DO NOTHING;

-- name: witness_look_platform
-- on: platform
-- in: id bytea
-- out: barred bool
SELECT barred FROM stoa.witness WHERE id = $1;

-- name: witness_forget_platform
-- on: platform
-- in: before bytea, max_rows bigint
DELETE FROM stoa.witness WHERE id IN (SELECT w.id FROM stoa.witness w WHERE w.id < $1 ORDER BY w.id LIMIT $2);
