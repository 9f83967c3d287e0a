-- Shops, their hosts and their cells. What changes one of them tells so in the same statement (shop/changes).

-- name: tenant_by_host
-- on: platform
-- in: host text
-- out: id bigint, name text, cell text, state text, primary_host text
SELECT t.id, t.name, t.cell, t.state, coalesce(p.host, d.host) AS primary_host
FROM stoa.domain d
JOIN stoa.tenant t ON t.id = d.tenant_id
LEFT JOIN stoa.domain p ON p.tenant_id = t.id AND p.is_primary
WHERE d.host = $1;

-- name: tenant_by_name
-- on: platform
-- in: name text
-- out: id bigint, name text, cell text, state text, primary_host text?, created_at timestamptz
SELECT t.id, t.name, t.cell, t.state, p.host AS primary_host, t.created_at
FROM stoa.tenant t
LEFT JOIN stoa.domain p ON p.tenant_id = t.id AND p.is_primary
WHERE t.name = $1 AND t.name <> '' AND t.state <> 'dropped';

-- name: tenant_by_id
-- on: platform
-- in: id bigint
-- out: id bigint, name text, cell text, state text, primary_host text?
SELECT t.id, t.name, t.cell, t.state, p.host AS primary_host
FROM stoa.tenant t
LEFT JOIN stoa.domain p ON p.tenant_id = t.id AND p.is_primary
WHERE t.id = $1;

-- name: tenant_list
-- on: platform
-- out: id bigint, name text, cell text, state text, primary_host text?, created_at timestamptz
SELECT t.id, t.name, t.cell, t.state, p.host AS primary_host, t.created_at
FROM stoa.tenant t
LEFT JOIN stoa.domain p ON p.tenant_id = t.id AND p.is_primary
WHERE t.state IN ('creating', 'active', 'suspended')
ORDER BY t.name;

-- Walks through the shops of a cell, a few at a time; what was promised waits in a suspended one, what is old goes.
-- name: tenant_ids_after
-- on: platform
-- in: cell text, after bigint, max_rows bigint
-- out: id bigint
SELECT id FROM stoa.tenant WHERE cell = $1 AND state IN ('active', 'suspended') AND id > $2 ORDER BY id LIMIT $3;

-- name: tenant_add
-- on: platform
-- in: name text, cell text, now timestamptz
-- out: id bigint
INSERT INTO stoa.tenant (name, cell, state, created_at) VALUES ($1, $2, 'creating', $3)
RETURNING id;

-- name: tenant_set_state
-- on: platform
-- in: id bigint, state text
WITH told AS (INSERT INTO stoa.change (tenant_id, tags) VALUES ($1, '{s}'))
UPDATE stoa.tenant SET state = $2 WHERE id = $1;

-- name: domain_list
-- on: platform
-- in: tenant_id bigint
-- out: host text, is_primary bool
SELECT host, is_primary FROM stoa.domain WHERE tenant_id = $1 ORDER BY is_primary DESC, host;

-- name: domain_add
-- on: platform
-- in: host text, tenant_id bigint, is_primary bool
WITH told AS (INSERT INTO stoa.change (tenant_id, tags) VALUES ($2, '{s}'))
INSERT INTO stoa.domain (host, tenant_id, is_primary) VALUES ($1, $2, $3);

-- name: domain_owner
-- on: platform
-- in: host text
-- out: tenant_id bigint
SELECT tenant_id FROM stoa.domain WHERE host = $1;

-- name: domain_remove_all
-- on: platform
-- in: tenant_id bigint
WITH told AS (INSERT INTO stoa.change (tenant_id, tags) VALUES ($1, '{s}'))
DELETE FROM stoa.domain WHERE tenant_id = $1;

-- name: cell_list
-- on: platform
-- out: name text, state text, tenants bigint
SELECT c.name, c.state, count(t.id) AS tenants
FROM stoa.cell c
LEFT JOIN stoa.tenant t ON t.cell = c.name AND t.state IN ('creating', 'active', 'suspended')
GROUP BY c.name, c.state
ORDER BY c.name;

-- name: cell_add
-- on: platform
-- in: name text, now timestamptz
INSERT INTO stoa.cell (name, state, created_at) VALUES ($1, 'open', $2)
ON CONFLICT (name) DO NOTHING;
