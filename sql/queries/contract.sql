-- What only the version before needs: who still runs it, and what may go.

-- name: contract_table
-- on: platform
-- out: present bool
SELECT to_regclass('stoa.contract') IS NOT NULL;

-- name: contract_list
-- on: platform
-- in: folder text
-- out: name text
SELECT name FROM stoa.contract WHERE folder = $1 ORDER BY name;

-- name: contract_add
-- on: platform
-- in: folder text, names text[], now timestamptz
INSERT INTO stoa.contract (folder, name, released_at) SELECT $1, n, $3 FROM unnest($2) AS n
ON CONFLICT (folder, name) DO NOTHING;

-- Programs that are connected and were made for another schema; who has no name is called by its role.
-- name: platform_programs
-- on: platform
-- in: roles text[], schema text
-- out: name text, connections bigint
SELECT coalesce(nullif(split_part(application_name, '/', 1), ''), usename::text), count(*)
FROM pg_catalog.pg_stat_activity
WHERE datname = current_database() AND (usename::text = ANY ($1) OR application_name LIKE 'stoa-%')
	AND coalesce(split_part(application_name, '/', 2), '') <> $2
GROUP BY 1 ORDER BY 1;

-- name: cell_programs
-- on: cell
-- in: roles text[], schema text
-- out: name text, connections bigint
SELECT coalesce(nullif(split_part(application_name, '/', 1), ''), usename::text), count(*)
FROM pg_catalog.pg_stat_activity
WHERE datname = current_database() AND (usename::text = ANY ($1) OR application_name LIKE 'stoa-%')
	AND coalesce(split_part(application_name, '/', 2), '') <> $2
GROUP BY 1 ORDER BY 1;
