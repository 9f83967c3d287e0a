-- Staff identities, memberships, sessions and the rate limit of logins.

-- name: staff_by_email
-- on: platform
-- in: email text
-- out: id bigint, email text, name text, locale text, state text, password_hash text
SELECT s.id, s.email, s.name, s.locale, s.state, c.password_hash
FROM stoa.staff s
JOIN stoa.staff_credential c ON c.staff_id = s.id
WHERE lower(s.email) = lower($1);

-- name: staff_find
-- on: platform
-- in: email text
-- out: id bigint
SELECT id FROM stoa.staff WHERE lower(email) = lower($1);

-- name: staff_add
-- on: platform
-- in: email text, name text, locale text, now timestamptz
-- out: id bigint
INSERT INTO stoa.staff (email, name, locale, state, created_at) VALUES ($1, $2, $3, 'active', $4)
RETURNING id;

-- name: staff_credential_set
-- on: platform
-- in: staff_id bigint, password_hash text, now timestamptz
INSERT INTO stoa.staff_credential (staff_id, password_hash, changed_at) VALUES ($1, $2, $3)
ON CONFLICT (staff_id) DO UPDATE SET password_hash = excluded.password_hash, changed_at = excluded.changed_at;

-- name: membership_set
-- on: platform
-- in: staff_id bigint, tenant_id bigint, role text
INSERT INTO stoa.membership (staff_id, tenant_id, role) VALUES ($1, $2, $3)
ON CONFLICT (staff_id, tenant_id) DO UPDATE SET role = excluded.role;

-- name: membership_remove_all
-- on: platform
-- in: tenant_id bigint
DELETE FROM stoa.membership WHERE tenant_id = $1;

-- name: membership_list
-- on: platform
-- in: staff_id bigint
-- out: tenant_id bigint, name text, cell text, state text, primary_host text?, role text
SELECT t.id AS tenant_id, t.name, t.cell, t.state, p.host AS primary_host, m.role
FROM stoa.membership m
JOIN stoa.tenant t ON t.id = m.tenant_id
LEFT JOIN stoa.domain p ON p.tenant_id = t.id AND p.is_primary
WHERE m.staff_id = $1 AND t.state IN ('active', 'suspended')
ORDER BY t.name;

-- name: membership_find
-- on: platform
-- in: staff_id bigint, name text
-- out: tenant_id bigint, name text, cell text, state text, primary_host text?, role text
SELECT t.id AS tenant_id, t.name, t.cell, t.state, p.host AS primary_host, m.role
FROM stoa.membership m
JOIN stoa.tenant t ON t.id = m.tenant_id
LEFT JOIN stoa.domain p ON p.tenant_id = t.id AND p.is_primary
WHERE m.staff_id = $1 AND t.name = $2 AND t.state IN ('active', 'suspended');

-- name: tenant_staff
-- on: platform
-- in: tenant_id bigint
-- out: email text, name text, role text, state text
SELECT s.email, s.name, m.role, s.state
FROM stoa.membership m
JOIN stoa.staff s ON s.id = m.staff_id
WHERE m.tenant_id = $1
ORDER BY m.role DESC, lower(s.email);

-- name: staff_session_add
-- on: platform
-- in: token_hash bytea, staff_id bigint, now timestamptz, expires_at timestamptz
INSERT INTO stoa.staff_session (token_hash, staff_id, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $4);

-- name: staff_session_find
-- on: platform
-- in: token_hash bytea, now timestamptz
-- out: staff_id bigint, email text, name text, locale text, created_at timestamptz, seen_at timestamptz, expires_at timestamptz
SELECT s.id AS staff_id, s.email, s.name, s.locale, x.created_at, x.seen_at, x.expires_at
FROM stoa.staff_session x
JOIN stoa.staff s ON s.id = x.staff_id
WHERE x.token_hash = $1 AND x.expires_at > $2 AND s.state = 'active';

-- name: staff_session_remove
-- on: platform
-- in: token_hash bytea
DELETE FROM stoa.staff_session WHERE token_hash = $1;

-- name: staff_session_remove_all
-- on: platform
-- in: staff_id bigint
DELETE FROM stoa.staff_session WHERE staff_id = $1;

-- name: staff_session_sweep
-- on: platform
-- in: now timestamptz
DELETE FROM stoa.staff_session WHERE expires_at <= $1;

-- name: login_attempt_add
-- on: platform
-- in: email_hash bytea, address_hash bytea, now timestamptz
-- out: id bigint
INSERT INTO stoa.login_attempt (key_hash, at) VALUES ($1, $3), ($2, $3)
RETURNING id;

-- name: login_attempt_count
-- on: platform
-- in: key_hash bytea, since timestamptz
-- out: n bigint, oldest timestamptz?
SELECT count(*) AS n, min(at) AS oldest FROM stoa.login_attempt WHERE key_hash = $1 AND at > $2;

-- name: login_attempt_take_back
-- on: platform
-- in: ids bigint[]
DELETE FROM stoa.login_attempt WHERE id = ANY ($1);

-- name: login_attempt_forget
-- on: platform
-- in: key_hash bytea
DELETE FROM stoa.login_attempt WHERE key_hash = $1;

-- name: login_attempt_sweep
-- on: platform
-- in: before timestamptz
DELETE FROM stoa.login_attempt WHERE at <= $1;

-- name: staff_names
-- on: platform
-- in: ids bigint[]
-- out: id bigint, name text
SELECT id, name FROM stoa.staff WHERE id = ANY ($1);
