-- Imports that staff asked for. done: groups of rows behind it; the step that writes rows moves it in the same transaction.

-- name: import_job_add
-- on: shop
-- in: staff_id bigint, filename text, currency text, whole bool, groups bigint, lines bigint, at timestamptz
-- out: id bigint
INSERT INTO @shop@.import_job (staff_id, filename, currency, whole, state, groups, lines, created_at, updated_at)
VALUES ($1, $2, $3, $4, 'checking', $5, $6, $7, $7)
RETURNING id;

-- name: import_piece_add
-- on: shop
-- in: job_id bigint, position bigint, data bytea
INSERT INTO @shop@.import_piece (job_id, position, data) VALUES ($1, $2, $3);

-- name: import_pieces
-- on: shop
-- in: job_id bigint
-- out: data bytea
SELECT data FROM @shop@.import_piece WHERE job_id = $1 ORDER BY position;

-- name: import_pieces_clear
-- on: shop
-- in: job_id bigint
DELETE FROM @shop@.import_piece WHERE job_id = $1;

-- name: import_jobs
-- on: shop
-- in: id bigint, max_rows bigint
-- out: id bigint, filename text, currency text, whole bool, state text, cancel bool, groups bigint, done bigint, lines bigint, lines_done bigint, products bigint, updated bigint, variants bigint, pictures bigint, records bigint, refused bigint, warned bigint, created_at timestamptz
SELECT id, filename, currency, whole, state, cancel, groups, done, lines, lines_done, products, updated, variants, pictures, records,
	refused, warned, created_at
FROM @shop@.import_job
WHERE $1 = 0 OR id = $1
ORDER BY id DESC
LIMIT $2;

-- name: import_job_progress
-- on: shop
-- in: id bigint, state text, first bigint, next bigint, lines bigint, products bigint, updated bigint, variants bigint, pictures bigint, records bigint, refused bigint, warned bigint, at timestamptz
UPDATE @shop@.import_job SET done = $4, lines_done = lines_done + $5, products = products + $6, updated = updated + $7,
	variants = variants + $8, pictures = pictures + $9, records = records + $10, refused = refused + $11,
	warned = warned + $12, updated_at = $13
WHERE id = $1 AND state = $2 AND done = $3 AND NOT cancel;

-- How far an import has come that is in one transaction, told outside of it. Not where it was cancelled.
-- name: import_job_whole_seen
-- on: shop
-- in: id bigint, lines bigint, at timestamptz
UPDATE @shop@.import_job SET lines_done = $2, updated_at = $3 WHERE id = $1 AND state = 'importing' AND NOT cancel;

-- Inside of it, with its last rows.
-- name: import_job_whole_done
-- on: shop
-- in: id bigint, products bigint, updated bigint, variants bigint, pictures bigint, records bigint, warned bigint, at timestamptz
UPDATE @shop@.import_job SET state = 'done', done = groups, lines_done = lines, products = $2, updated = $3, variants = $4,
	pictures = $5, records = $6, refused = 0, warned = $7, updated_at = $8
WHERE id = $1 AND state = 'importing' AND NOT cancel;

-- What was good when it was looked at is so no more.
-- name: import_job_recheck
-- on: shop
-- in: id bigint, at timestamptz
UPDATE @shop@.import_job SET state = 'checking', done = 0, lines_done = 0, products = 0, updated = 0, variants = 0, pictures = 0,
	records = 0, refused = 0, warned = 0, updated_at = $2
WHERE id = $1 AND state = 'importing' AND NOT cancel;

-- Another one that writes.
-- name: import_job_other
-- on: shop
-- in: id bigint
-- out: n bigint
SELECT count(*) FROM @shop@.import_job WHERE id <> $1 AND state = 'importing' AND NOT cancel;

-- name: import_job_move
-- on: shop
-- in: id bigint, was text, state text, at timestamptz
UPDATE @shop@.import_job SET state = $3, updated_at = $4 WHERE id = $1 AND state = $2;

-- Those of which one may write: who starts one waits for who is about to start another.
-- name: import_job_lock
-- on: shop
-- out: id bigint
SELECT id FROM @shop@.import_job WHERE state IN ('checked', 'importing') ORDER BY id FOR UPDATE;

-- name: import_job_start
-- on: shop
-- in: id bigint, at timestamptz
UPDATE @shop@.import_job SET state = 'importing', done = 0, lines_done = 0, products = 0, updated = 0, variants = 0, pictures = 0,
	records = 0, refused = 0, warned = 0, updated_at = $2
WHERE id = $1 AND state = 'checked' AND NOT (whole AND refused > 0)
	AND NOT EXISTS (SELECT 1 FROM @shop@.import_job o WHERE o.id <> $1 AND o.state = 'importing' AND NOT o.cancel);

-- name: import_job_cancel
-- on: shop
-- in: id bigint, at timestamptz
UPDATE @shop@.import_job SET cancel = true, state = CASE state WHEN 'checked' THEN 'cancelled' ELSE state END, updated_at = $2
WHERE id = $1 AND state IN ('checking', 'checked', 'importing');

-- name: import_jobs_prune
-- on: shop
-- in: before timestamptz, newest bigint
DELETE FROM @shop@.import_job
WHERE updated_at < $1
	OR state NOT IN ('checking', 'importing')
		AND id < (SELECT min(k.id) FROM (SELECT id FROM @shop@.import_job ORDER BY id DESC LIMIT $2) k);

-- name: import_notes_add
-- on: shop
-- in: job_id bigint, rows jsonb
INSERT INTO @shop@.import_note (job_id, line, fault, refused, arg)
SELECT $1, r.line, r.fault, r.refused, r.arg
FROM jsonb_to_recordset($2) r (line bigint, fault text, refused bool, arg text)
ON CONFLICT (job_id, line) DO NOTHING;

-- name: import_notes_clear
-- on: shop
-- in: job_id bigint
DELETE FROM @shop@.import_note WHERE job_id = $1;

-- name: import_notes
-- on: shop
-- in: job_id bigint, after_line bigint, max_rows bigint
-- out: line bigint, fault text, refused bool, arg text
SELECT line, fault, refused, arg FROM @shop@.import_note WHERE job_id = $1 AND line > $2 ORDER BY line LIMIT $3;
