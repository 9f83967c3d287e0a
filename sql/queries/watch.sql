-- What whoever watches an installation asks (shop/watch).

-- name: watch_cells
-- on: platform
-- out: name text
SELECT c.name FROM stoa.cell c ORDER BY c.name;

-- name: watch_shops
-- on: platform
-- out: cell text, state text, shops bigint
SELECT t.cell, t.state, count(*) FROM stoa.tenant t WHERE t.state <> 'dropped' GROUP BY t.cell, t.state ORDER BY t.cell, t.state;

-- Hints, not jobs: a shop has one at least while work of it is due. waited: the oldest, in seconds.
-- name: watch_due
-- on: cell
-- in: now timestamptz
-- out: shops bigint, waited bigint
SELECT count(DISTINCT d.tenant_id), coalesce(extract(epoch FROM $1 - min(d.due_at))::bigint, 0) FROM cell.due d WHERE d.due_at <= $1;

-- Of one shop, once a walk: the dead ones have no index, since nothing else looks for them.
-- name: watch_outbox
-- on: shop
-- in: now timestamptz
-- out: queued bigint, dead bigint, oldest timestamptz, imports bigint
SELECT count(*) FILTER (WHERE o.state = 'queued'), count(*) FILTER (WHERE o.state = 'dead'),
	coalesce(min(o.due_at) FILTER (WHERE o.state = 'queued' AND o.due_at <= $1), 'infinity'),
	(SELECT count(*) FROM @shop@.import_job i WHERE i.state IN ('checking', 'checked', 'importing'))
FROM @shop@.outbox o WHERE o.state IN ('queued', 'dead');
