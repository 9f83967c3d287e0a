-- What whoever watches an installation asks (shop/watch).

-- name: watch_cells
-- on: platform
-- out: name text
SELECT c.name FROM stoa.cell c ORDER BY c.name;

-- name: watch_shops
-- on: platform
-- out: cell text, state text, shops bigint
SELECT t.cell, t.state, count(*) FROM stoa.tenant t WHERE t.state <> 'dropped' GROUP BY t.cell, t.state ORDER BY t.cell, t.state;

-- Hints, not jobs: a shop has one at least while work of it is due. waited: the oldest, in seconds. The rest is as each shop's last sweep found
-- it; swept: the one of them that is longest ago.
-- name: watch_due
-- on: cell
-- in: now timestamptz
-- out: shops bigint, waited bigint, queued bigint, dead bigint, imports bigint, oldest timestamptz, swept timestamptz
SELECT d.shops, d.waited, b.queued, b.dead, b.imports, b.oldest, b.swept
FROM (SELECT count(DISTINCT h.tenant_id) AS shops, coalesce(extract(epoch FROM $1 - min(coalesce(h.since, h.due_at)))::bigint, 0) AS waited
	FROM cell.due h WHERE h.due_at <= $1) d,
	(SELECT coalesce(sum(x.queued), 0)::bigint AS queued, coalesce(sum(x.dead), 0)::bigint AS dead,
		coalesce(sum(x.imports), 0)::bigint AS imports, coalesce(min(x.oldest), 'infinity') AS oldest,
		coalesce(min(x.seen_at), 'infinity') AS swept
	FROM cell.backlog x) b;

-- Of one shop, by the indexes of what is queued and what is dead: what was done is never looked through.
-- name: watch_outbox
-- on: shop
-- in: now timestamptz
-- out: queued bigint, dead bigint, oldest timestamptz, imports bigint
SELECT (SELECT count(*) FROM @shop@.outbox o WHERE o.state = 'queued' AND o.order_id IS NOT NULL)
		+ (SELECT count(*) FROM @shop@.outbox o WHERE o.state = 'queued' AND o.timer)
		+ (SELECT count(*) FROM @shop@.outbox o WHERE o.state = 'queued' AND o.order_id IS NULL AND NOT o.timer),
	(SELECT count(*) FROM @shop@.outbox o WHERE o.state = 'dead'),
	coalesce(least((SELECT min(o.due_at) FROM @shop@.outbox o WHERE o.state = 'queued' AND o.order_id IS NOT NULL AND o.due_at <= $1),
		(SELECT min(o.due_at) FROM @shop@.outbox o WHERE o.state = 'queued' AND o.timer AND o.due_at <= $1),
		(SELECT min(o.due_at) FROM @shop@.outbox o WHERE o.state = 'queued' AND o.order_id IS NULL AND NOT o.timer AND o.due_at <= $1)), 'infinity'),
	(SELECT count(*) FROM @shop@.import_job i WHERE i.state IN ('checking', 'checked', 'importing'));
