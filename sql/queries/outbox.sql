-- Promised work. The worker takes a job by a lease: where it dies, the job comes back when the lease is over.

-- name: outbox_add
-- on: shop
-- in: kind text, effect text, order_id bigint?, ref_id bigint?, now timestamptz, trace text
INSERT INTO @shop@.outbox (kind, effect, order_id, ref_id, state, due_at, created_at, trace)
VALUES ($1, $2, $3, $4, 'queued', $5, $5, $6)
ON CONFLICT (effect) DO NOTHING;

-- name: outbox_hint
-- on: cell
-- in: tenant_id bigint, due_at timestamptz
INSERT INTO cell.due (tenant_id, due_at) VALUES ($1, $2);

-- Mails go first: somebody waits for them. Without a mail server they stay.
-- name: outbox_claim
-- on: shop
-- in: now timestamptz, lease timestamptz, mail bool
-- out: id bigint, kind text, order_id bigint, ref_id bigint, attempts bigint, trace text
UPDATE @shop@.outbox SET attempts = attempts + 1, due_at = $2
WHERE id = (
	SELECT o.id FROM @shop@.outbox o
	WHERE o.state = 'queued' AND o.due_at <= $1 AND ($3 OR o.order_id IS NULL)
		AND NOT EXISTS (SELECT 1 FROM @shop@.outbox e WHERE e.order_id = o.order_id AND e.id < o.id AND e.state = 'queued')
	ORDER BY (o.order_id IS NULL), o.due_at, o.id
	LIMIT 1
	FOR UPDATE SKIP LOCKED
)
RETURNING id, kind, coalesce(order_id, 0), coalesce(ref_id, 0), attempts, trace;

-- name: outbox_done
-- on: shop
-- in: id bigint, now timestamptz
UPDATE @shop@.outbox SET state = 'done', done_at = $2, last_error = '' WHERE id = $1 AND state = 'queued';

-- It keeps its place before the work that it made meanwhile.
-- name: outbox_again
-- on: shop
-- in: id bigint
UPDATE @shop@.outbox SET due_at = created_at, attempts = 0 WHERE id = $1 AND state = 'queued';

-- name: outbox_failed
-- on: shop
-- in: id bigint, due_at timestamptz, error text
UPDATE @shop@.outbox SET due_at = $2, last_error = $3 WHERE id = $1 AND state = 'queued';

-- name: outbox_dead
-- on: shop
-- in: id bigint, now timestamptz, error text
UPDATE @shop@.outbox SET state = 'dead', done_at = $2, last_error = $3 WHERE id = $1 AND state = 'queued';

-- Whose work is due, longest waiting first.
-- name: outbox_due
-- on: cell
-- in: now timestamptz, max_rows bigint
-- out: tenant_id bigint
SELECT tenant_id FROM cell.due WHERE due_at <= $1 GROUP BY tenant_id ORDER BY min(due_at), tenant_id LIMIT $2;

-- name: outbox_hints_delete
-- on: cell
-- in: tenant_id bigint, now timestamptz
DELETE FROM cell.due WHERE tenant_id = $1 AND due_at <= $2;

-- When a job can be taken next; 'infinity' where none waits.
-- name: outbox_next
-- on: shop
-- in: mail bool
-- out: due_at timestamptz
SELECT coalesce(min(o.due_at), 'infinity') AS due_at
FROM @shop@.outbox o
WHERE o.state = 'queued' AND ($1 OR o.order_id IS NULL)
	AND NOT EXISTS (SELECT 1 FROM @shop@.outbox e WHERE e.order_id = o.order_id AND e.id < o.id AND e.state = 'queued');

-- name: outbox_hint_missing
-- on: cell
-- in: tenant_id bigint, due_at timestamptz
INSERT INTO cell.due (tenant_id, due_at)
SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM cell.due WHERE tenant_id = $1 AND due_at <= $2);
