-- Promised work. The worker takes a job by a lease: where it dies, the job comes back when the lease is over. The lease's end (due_at) is
-- whose it is: who comes too late to say how it ended changes nothing.

-- timer: work for a moment to come.
-- name: outbox_add
-- on: shop
-- in: kind text, effect text, order_id bigint?, ref_id bigint?, now timestamptz, trace text, due_at timestamptz, timer bool
INSERT INTO @shop@.outbox (kind, effect, order_id, ref_id, state, due_at, created_at, trace, timer)
VALUES ($1, $2, $3, $4, 'queued', $7, $5, $6, $8)
ON CONFLICT (effect) DO NOTHING;

-- A lane is a kind of work that has workers of its own: mails, timers, and what may take long. Each has its index.

-- after: the place of one that was taken before. All that was done since the last VACUUM stands at the index's beginning still, and would be walked
-- through for each job.
-- name: outbox_claim_mail
-- on: shop
-- in: now timestamptz, lease timestamptz, after_due timestamptz, after_id bigint
-- out: id bigint, kind text, order_id bigint, ref_id bigint, attempts bigint, claims bigint, trace text, created_at timestamptz, due_at timestamptz
WITH next AS MATERIALIZED (
	SELECT o.id, o.due_at FROM @shop@.outbox o
	WHERE o.state = 'queued' AND o.order_id IS NOT NULL AND o.due_at <= $1 AND (o.due_at, o.id) > ($3, $4)
		AND NOT EXISTS (SELECT 1 FROM @shop@.outbox e WHERE e.order_id = o.order_id AND e.id < o.id AND e.state = 'queued')
	ORDER BY o.due_at, o.id
	LIMIT 1
	FOR UPDATE SKIP LOCKED
)
UPDATE @shop@.outbox o SET attempts = o.attempts + 1, claims = o.claims + 1, due_at = $2
FROM next WHERE o.id = next.id
RETURNING o.id, o.kind, coalesce(o.order_id, 0), coalesce(o.ref_id, 0), o.attempts, o.claims, o.trace, o.created_at, next.due_at;

-- name: outbox_claim_timer
-- on: shop
-- in: now timestamptz, lease timestamptz, after_due timestamptz, after_id bigint
-- out: id bigint, kind text, order_id bigint, ref_id bigint, attempts bigint, claims bigint, trace text, created_at timestamptz, due_at timestamptz
WITH next AS MATERIALIZED (
	SELECT o.id, o.due_at FROM @shop@.outbox o
	WHERE o.state = 'queued' AND o.timer AND o.due_at <= $1 AND (o.due_at, o.id) > ($3, $4)
	ORDER BY o.due_at, o.id
	LIMIT 1
	FOR UPDATE SKIP LOCKED
)
UPDATE @shop@.outbox o SET attempts = o.attempts + 1, claims = o.claims + 1, due_at = $2
FROM next WHERE o.id = next.id
RETURNING o.id, o.kind, coalesce(o.order_id, 0), coalesce(o.ref_id, 0), o.attempts, o.claims, o.trace, o.created_at, next.due_at;

-- Of the few that there are of these a part may be done, which is then due before the rest.
-- name: outbox_claim_work
-- on: shop
-- in: now timestamptz, lease timestamptz
-- out: id bigint, kind text, order_id bigint, ref_id bigint, attempts bigint, claims bigint, trace text, created_at timestamptz
UPDATE @shop@.outbox SET attempts = attempts + 1, claims = claims + 1, due_at = $2
WHERE id = (
	SELECT o.id FROM @shop@.outbox o
	WHERE o.state = 'queued' AND o.order_id IS NULL AND NOT o.timer AND o.due_at <= $1
	ORDER BY o.due_at, o.id
	LIMIT 1
	FOR UPDATE SKIP LOCKED
)
RETURNING id, kind, coalesce(order_id, 0), coalesce(ref_id, 0), attempts, claims, trace, created_at;

-- name: outbox_extend
-- on: shop
-- in: id bigint, lease timestamptz, next timestamptz
UPDATE @shop@.outbox SET due_at = $3 WHERE id = $1 AND state = 'queued' AND due_at = $2;

-- It has happened, whoever has the job by now.
-- name: outbox_done
-- on: shop
-- in: id bigint, now timestamptz
UPDATE @shop@.outbox SET state = 'done', done_at = $2, last_error = '' WHERE id = $1 AND state = 'queued';

-- A timer looks how things stand and acts on that: what it has done needs no remembering.
-- name: outbox_timer_done
-- on: shop
-- in: id bigint, lease timestamptz
DELETE FROM @shop@.outbox WHERE id = $1 AND state = 'queued' AND timer AND due_at = $2;

-- It keeps its place before the work that it made meanwhile.
-- name: outbox_again
-- on: shop
-- in: id bigint, lease timestamptz
UPDATE @shop@.outbox SET due_at = created_at, attempts = 0, claims = 0 WHERE id = $1 AND state = 'queued' AND due_at = $2;

-- name: outbox_again_at
-- on: shop
-- in: id bigint, lease timestamptz, due_at timestamptz
UPDATE @shop@.outbox SET due_at = $3, attempts = 0, claims = 0 WHERE id = $1 AND state = 'queued' AND due_at = $2;

-- What waits behind it in its order waits as long: a queue of such would be looked through for each job that is taken.
-- name: outbox_failed
-- on: shop
-- in: id bigint, lease timestamptz, due_at timestamptz, error text
UPDATE @shop@.outbox SET due_at = $3, last_error = $4, claims = 0 WHERE id = $1 AND state = 'queued' AND due_at = $2;

-- name: outbox_failed_before
-- on: shop
-- in: order_id bigint, id bigint, due_at timestamptz
UPDATE @shop@.outbox SET due_at = $3 WHERE order_id = $1 AND id > $2 AND state = 'queued' AND due_at < $3;

-- What follows it in its order goes on: it tells what is true by then, and waiting for what never comes would help nobody.
-- name: outbox_dead
-- on: shop
-- in: id bigint, lease timestamptz, now timestamptz, error text
UPDATE @shop@.outbox SET state = 'dead', done_at = $3, last_error = $4, claims = 0 WHERE id = $1 AND state = 'queued' AND due_at = $2;

-- Hints (cell.due): where work is due. Rows are added and taken away, never changed. lane: '' where who promised it does not say (an older
-- version), or does not know (a move).

-- since: from when on the work is due, where the hint itself is for later, so that the shops take turns.
-- name: outbox_hint
-- on: cell
-- in: tenant_id bigint, due_at timestamptz, lane text
INSERT INTO cell.due (tenant_id, due_at, lane) VALUES ($1, $2, $3);

-- Whose turn it is. Who was visited stands behind those that wait.
-- name: outbox_due
-- on: cell
-- in: now timestamptz, lanes text[], max_rows bigint
-- out: tenant_id bigint
SELECT tenant_id FROM cell.due WHERE due_at <= $1 AND lane = ANY ($2) GROUP BY tenant_id ORDER BY min(due_at), min(id) LIMIT $3;

-- name: outbox_hints_delete
-- on: cell
-- in: tenant_id bigint, now timestamptz, lanes text[]
DELETE FROM cell.due WHERE tenant_id = $1 AND due_at <= $2 AND lane = ANY ($3);

-- When a job of each lane can be taken next; 'infinity' where none waits.
-- name: outbox_next
-- on: shop
-- out: mail timestamptz, timer timestamptz, work timestamptz
SELECT
	coalesce((SELECT o.due_at FROM @shop@.outbox o
		WHERE o.state = 'queued' AND o.order_id IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM @shop@.outbox e WHERE e.order_id = o.order_id AND e.id < o.id AND e.state = 'queued')
		ORDER BY o.due_at, o.id LIMIT 1), 'infinity') AS mail,
	coalesce((SELECT o.due_at FROM @shop@.outbox o WHERE o.state = 'queued' AND o.timer ORDER BY o.due_at, o.id LIMIT 1), 'infinity') AS timer,
	coalesce((SELECT o.due_at FROM @shop@.outbox o WHERE o.state = 'queued' AND o.order_id IS NULL AND NOT o.timer ORDER BY o.due_at, o.id LIMIT 1),
		'infinity') AS work;

-- name: outbox_hint_missing
-- on: cell
-- plan: once
-- in: tenant_id bigint, due_at timestamptz, lane text, since timestamptz
INSERT INTO cell.due (tenant_id, due_at, lane, since)
SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT 1 FROM cell.due WHERE tenant_id = $1 AND lane = $3 AND due_at <= $2);

-- What was given up, the newest first, beyond a row where one is named.
-- name: outbox_dead_list
-- on: shop
-- in: before bigint, max_rows bigint
-- out: id bigint, kind text, order_id bigint, number text, ref_id bigint, attempts bigint, created_at timestamptz, done_at timestamptz, error text
SELECT o.id, o.kind, coalesce(o.order_id, f.order_id, 0), coalesce(d.number, ''), coalesce(o.ref_id, 0), o.attempts, o.created_at,
	coalesce(o.done_at, o.created_at), o.last_error
FROM @shop@.outbox o
LEFT JOIN @shop@.refund f ON f.id = o.ref_id AND o.kind = 'refund'
LEFT JOIN @shop@.orders d ON d.id = coalesce(o.order_id, f.order_id)
WHERE o.state = 'dead' AND ($1 = 0 OR (o.done_at, o.id) < (SELECT x.done_at, x.id FROM @shop@.outbox x WHERE x.id = $1))
ORDER BY o.done_at DESC, o.id DESC
LIMIT $2;

-- What is queued: each lane's own, the longest due first. done_at: when it is due.
-- name: outbox_queued_list
-- on: shop
-- in: max_rows bigint
-- out: id bigint, kind text, order_id bigint, number text, ref_id bigint, attempts bigint, created_at timestamptz, done_at timestamptz, error text
SELECT o.id, o.kind, coalesce(o.order_id, 0), coalesce(d.number, ''), coalesce(o.ref_id, 0), o.attempts, o.created_at, o.due_at, o.last_error
FROM @shop@.outbox o LEFT JOIN @shop@.orders d ON d.id = o.order_id
WHERE o.state = 'queued'
ORDER BY o.due_at, o.id
LIMIT $1;

-- name: outbox_dead_count
-- on: shop
-- out: dead bigint
SELECT count(*) FROM @shop@.outbox o WHERE o.state = 'dead';

-- As if it had never been tried. every: all that are dead, whatever the ids.
-- name: outbox_retry
-- on: shop
-- in: ids bigint[], every bool, now timestamptz
UPDATE @shop@.outbox SET state = 'queued', due_at = $3, attempts = 0, claims = 0, done_at = NULL WHERE state = 'dead' AND ($2 OR id = ANY ($1));

-- Nobody waits for it any more; why it failed stays.
-- name: outbox_put_away
-- on: shop
-- in: ids bigint[], every bool
UPDATE @shop@.outbox SET state = 'done' WHERE state = 'dead' AND ($2 OR id = ANY ($1));

-- What was put off is due now: what it waited for is there again.
-- name: outbox_hurry
-- on: shop
-- in: now timestamptz
UPDATE @shop@.outbox SET due_at = $1 WHERE state = 'queued' AND due_at > $1 AND NOT timer AND claims = 0;
