-- Cells, the pool of schemas that are made ahead, and shops on their way from one cell to another.

-- The open cell with the fewest shops that may take one more; those of the pool are none yet.
-- name: cell_choose
-- on: platform
-- in: except text
-- out: name text
SELECT c.name
FROM stoa.cell c
LEFT JOIN stoa.tenant t ON t.cell = c.name AND t.state IN ('creating', 'active', 'suspended')
WHERE c.state = 'open' AND c.name <> $1
GROUP BY c.name, c.most
HAVING c.most = 0 OR count(t.id) < c.most
ORDER BY count(t.id), c.name
LIMIT 1;

-- name: cell_known
-- on: platform
-- in: name text
-- out: state text
SELECT state FROM stoa.cell WHERE name = $1;

-- name: cell_overview
-- on: platform
-- out: name text, state text, most bigint, shops bigint, pooled bigint
SELECT c.name, c.state, c.most, count(t.id) FILTER (WHERE t.state IN ('creating', 'active', 'suspended')) AS shops,
	count(t.id) FILTER (WHERE t.state = 'pooled') AS pooled
FROM stoa.cell c
LEFT JOIN stoa.tenant t ON t.cell = c.name AND t.state <> 'dropped'
GROUP BY c.name, c.state, c.most
ORDER BY c.name;

-- name: cell_put
-- on: platform
-- in: name text, state text, most bigint?, now timestamptz
INSERT INTO stoa.cell (name, state, most, created_at) VALUES ($1, $2, coalesce($3, 0), $4)
ON CONFLICT (name) DO UPDATE SET state = excluded.state, most = coalesce($3, stoa.cell.most);

-- name: cell_set_state
-- on: platform
-- in: name text, state text
UPDATE stoa.cell SET state = $2 WHERE name = $1;

-- name: cell_size
-- on: cell
-- out: bytes bigint
SELECT pg_database_size(current_database());

-- name: schemas_of_cell
-- on: platform
-- in: cell text
-- out: id bigint, name text, state text
SELECT id, name, state FROM stoa.tenant WHERE cell = $1 AND state <> 'dropped' ORDER BY id;

-- One of the pool becomes the shop's; two at once get two.
-- name: pool_take
-- on: platform
-- in: cell text, name text, now timestamptz
-- out: id bigint
UPDATE stoa.tenant SET name = $2, state = 'creating', created_at = $3
WHERE id = (SELECT id FROM stoa.tenant WHERE cell = $1 AND state = 'pooled' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id;

-- 0 where enough are there.
-- name: pool_begin
-- on: platform
-- in: cell text, wanted bigint
-- out: id bigint
SELECT stoa.pool_begin($1, $2);

-- name: pool_done
-- on: platform
-- in: id bigint
-- out: done bool
SELECT stoa.pool_done($1) IS NOT NULL;

-- name: pool_give_up
-- on: platform
-- in: id bigint
UPDATE stoa.tenant SET state = 'dropped' WHERE id = $1 AND state IN ('making', 'pooled');

-- name: pool_make
-- on: cell
-- in: id bigint
-- out: done bool
SELECT cell.make_shop($1) IS NOT NULL;

-- name: recipe_parts
-- on: cell
-- out: name text, checksum text
SELECT name, checksum FROM cell.recipe ORDER BY position;

-- A column that is added with a default makes Postgres read all indexes of the database (find_composite_type_dependencies(), since 15.14), those of every other
-- shop, too. A new schema has no rows that would need the default at once: it is set of a column that is there, to the same end.
-- name: recipe_put
-- on: cell
-- in: position bigint, name text, checksum text, sql text
INSERT INTO cell.recipe (position, name, checksum, sql) VALUES ($1, $2, $3,
	regexp_replace($4, 'ADD COLUMN (\w+) ([a-z]+(?:\[\])?) NOT NULL DEFAULT (''[^'']*''|-?\w+)',
		'ALTER COLUMN \1 SET DEFAULT \3, ALTER COLUMN \1 SET NOT NULL, ADD COLUMN \1 \2', 'g'))
ON CONFLICT (position) DO UPDATE SET name = excluded.name, checksum = excluded.checksum, sql = excluded.sql;

-- name: recipe_end
-- on: cell
-- in: last bigint
DELETE FROM cell.recipe WHERE position > $1;

-- One schema a call; 0 where none is due.
-- name: left_drop
-- on: cell
-- out: id bigint
SELECT cell.drop_left();

-- name: fence_state
-- on: cell
-- in: tenant_id bigint
-- out: state text
SELECT state FROM cell.fence WHERE tenant_id = $1;

-- name: fence_set
-- on: cell
-- in: tenant_id bigint, state text, since timestamptz, drop_at timestamptz
INSERT INTO cell.fence (tenant_id, state, since, drop_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id) DO UPDATE SET state = excluded.state, since = excluded.since, drop_at = excluded.drop_at;

-- name: fence_remove
-- on: cell
-- in: tenant_id bigint
DELETE FROM cell.fence WHERE tenant_id = $1;

-- Transactions that may have written in the schema before the fence stood: a writer keeps its lock on the table until its end. Vacuum locks
-- otherwise, and indexes alone; on the list of migrations the one who moves has a lock himself.
-- name: fence_writers
-- on: cell
-- in: schema text
-- out: writers bigint
SELECT count(*)
FROM pg_catalog.pg_locks l
JOIN pg_catalog.pg_class c ON c.oid = l.relation
WHERE l.locktype = 'relation' AND l.granted AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
	AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
	AND l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
	AND c.relkind IN ('r', 'p') AND c.relname <> 'migration'
	AND c.relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = $1);

-- Whoever works on a shop by stoactl holds it shared, who moves, drops or imports it alone. Of the session: it goes with the process.
-- name: shop_hold
-- on: platform
-- in: tenant_id bigint
-- out: held bool
SELECT pg_catalog.pg_try_advisory_lock_shared($1);

-- name: shop_hold_alone
-- on: platform
-- in: tenant_id bigint
-- out: held bool
SELECT pg_catalog.pg_try_advisory_lock($1);

-- name: shop_let_go
-- on: platform
-- in: tenant_id bigint
-- out: held bool
SELECT pg_catalog.pg_advisory_unlock($1);

-- name: shop_let_go_shared
-- on: platform
-- in: tenant_id bigint
-- out: held bool
SELECT pg_catalog.pg_advisory_unlock_shared($1);

-- name: move_of
-- on: platform
-- in: tenant_id bigint
-- out: from_cell text, to_cell text, step text, began_at timestamptz
SELECT from_cell, to_cell, step, began_at FROM stoa.move WHERE tenant_id = $1;

-- name: move_add
-- on: platform
-- in: tenant_id bigint, from_cell text, to_cell text, now timestamptz
INSERT INTO stoa.move (tenant_id, from_cell, to_cell, step, began_at) VALUES ($1, $2, $3, 'making', $4);

-- name: move_step
-- on: platform
-- in: tenant_id bigint, before text, step text
UPDATE stoa.move SET step = $3 WHERE tenant_id = $1 AND step = $2;

-- name: move_end
-- on: platform
-- in: tenant_id bigint
DELETE FROM stoa.move WHERE tenant_id = $1;

-- The one moment in which the shop changes its place.
-- name: move_switch
-- on: platform
-- in: tenant_id bigint, from_cell text, to_cell text
WITH told AS (INSERT INTO stoa.change (tenant_id, tags) VALUES ($1, '{s}'))
UPDATE stoa.tenant SET cell = $3 WHERE id = $1 AND cell = $2 AND state IN ('active', 'suspended');

-- A shop of the cell that is fenced though nobody moves it any more; 0 for none. Its lock is ours then.
-- name: move_abandoned
-- on: platform
-- in: cell text
-- out: id bigint
SELECT stoa.move_abandoned($1);

-- name: move_reopened
-- on: platform
-- in: id bigint
-- out: done bool
SELECT stoa.move_reopened($1) IS NOT NULL;

-- name: fence_lower
-- on: cell
-- in: id bigint
-- out: done bool
SELECT cell.lower_fence($1) IS NOT NULL;
