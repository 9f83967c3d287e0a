-- What stoactl doctor asks of Postgres itself.

-- open: whoever can connect may make large objects.
-- name: doctor_server
-- on: platform
-- out: version int, encoding text, open bool
SELECT current_setting('server_version_num')::int, current_setting('server_encoding'),
	has_function_privilege('public', 'pg_catalog.lo_create(oid)', 'EXECUTE');

-- name: doctor_cell_server
-- on: cell
-- out: version int, encoding text, open bool
SELECT current_setting('server_version_num')::int, current_setting('server_encoding'),
	has_function_privilege('public', 'pg_catalog.lo_create(oid)', 'EXECUTE');

-- name: doctor_roles
-- on: platform
-- in: names text[]
-- out: name text
SELECT n FROM unnest($1) AS n
WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles r WHERE r.rolname = n AND r.rolcanlogin)
ORDER BY n;

-- name: doctor_cell_roles
-- on: cell
-- in: names text[]
-- out: name text
SELECT n FROM unnest($1) AS n
WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles r WHERE r.rolname = n AND r.rolcanlogin)
ORDER BY n;

-- A right that an executable cannot do without, and one that it must not have.
-- name: doctor_grants
-- on: shop
-- in: storefront text, checkout text, worker text
-- out: shown bool, sold bool, mailed bool, closed bool
SELECT has_any_column_privilege($1, '@shop@.product', 'SELECT'), has_table_privilege($2, '@shop@.orders', 'INSERT'),
	has_table_privilege($3, '@shop@.outbox', 'UPDATE'), NOT has_table_privilege($1, '@shop@.orders', 'SELECT');
