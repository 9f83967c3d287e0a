-- Work that comes again and again (shop/schedule): taken by a lease, whose end says whose it is.

-- One more kind, or another interval of a kind, begins spread over the interval.
-- name: schedule_add
-- on: cell
-- in: tenants bigint[], kind text, every bigint, now timestamptz
INSERT INTO cell.schedule AS s (tenant_id, kind, every, due_at)
SELECT t.id, $2, $3, $4 + make_interval(secs => (t.id * 7919) % $3) FROM unnest($1::bigint[]) t (id)
ON CONFLICT (tenant_id, kind) DO UPDATE SET every = excluded.every, due_at = excluded.due_at WHERE s.every <> excluded.every;

-- kinds: those that who asks knows; another version's wait for it.
-- name: schedule_claim
-- on: cell
-- in: now timestamptz, lease timestamptz, kinds text[]
-- out: tenant_id bigint, kind text, due_at timestamptz, claims bigint
WITH d AS MATERIALIZED (
	SELECT s.tenant_id, s.kind, s.due_at FROM cell.schedule s
	WHERE s.due_at <= $1 AND s.kind = ANY ($3) ORDER BY s.due_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE cell.schedule s SET due_at = $2, claims = s.claims + 1
FROM d WHERE s.tenant_id = d.tenant_id AND s.kind = d.kind
RETURNING s.tenant_id, s.kind, d.due_at, s.claims;

-- name: schedule_end
-- on: cell
-- in: tenant_id bigint, kind text, lease timestamptz, due_at timestamptz
UPDATE cell.schedule SET due_at = $4, claims = 0 WHERE tenant_id = $1 AND kind = $2 AND due_at = $3;

-- Whoever is at one has its lease, and goes on.
-- name: schedule_hurry
-- on: cell
-- in: kind text, now timestamptz
UPDATE cell.schedule SET due_at = $2 WHERE kind = $1 AND due_at > $2 AND claims = 0;

-- The shop is not here, or not any more.
-- name: schedule_drop
-- on: cell
-- in: tenant_id bigint
DELETE FROM cell.schedule WHERE tenant_id = $1;

-- name: schedule_add_platform
-- on: platform
-- in: kind text, every bigint, now timestamptz
INSERT INTO stoa.schedule AS s (kind, every, due_at) VALUES ($1, $2, $3)
ON CONFLICT (kind) DO UPDATE SET every = excluded.every, due_at = excluded.due_at WHERE s.every <> excluded.every;

-- name: schedule_claim_platform
-- on: platform
-- in: now timestamptz, lease timestamptz, kinds text[]
-- out: kind text, due_at timestamptz, claims bigint
WITH d AS MATERIALIZED (
	SELECT s.kind, s.due_at FROM stoa.schedule s WHERE s.due_at <= $1 AND s.kind = ANY ($3) ORDER BY s.due_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE stoa.schedule s SET due_at = $2, claims = s.claims + 1
FROM d WHERE s.kind = d.kind
RETURNING s.kind, d.due_at, s.claims;

-- name: schedule_end_platform
-- on: platform
-- in: kind text, lease timestamptz, due_at timestamptz
UPDATE stoa.schedule SET due_at = $3, claims = 0 WHERE kind = $1 AND due_at = $2;

-- name: backlog_put
-- on: cell
-- in: tenant_id bigint, queued bigint, dead bigint, imports bigint, oldest timestamptz, now timestamptz
INSERT INTO cell.backlog (tenant_id, queued, dead, imports, oldest, seen_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant_id) DO UPDATE SET queued = excluded.queued, dead = excluded.dead, imports = excluded.imports, oldest = excluded.oldest,
	seen_at = excluded.seen_at;

-- name: backlog_drop
-- on: cell
-- in: tenant_id bigint
DELETE FROM cell.backlog WHERE tenant_id = $1;
