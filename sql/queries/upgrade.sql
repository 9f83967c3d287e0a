-- What stoactl upgrade-check asks: what would hold an upgrade up or let it end badly.

-- directory: NULL where this role may not know it. started tells one server from another.
-- name: upgrade_server
-- on: platform
-- out: started text, sync_method text, durable bool, deadlock_ms bigint, locks bigint, directory text?, bytes bigint, may bool
SELECT pg_postmaster_start_time()::text, current_setting('recovery_init_sync_method'),
	current_setting('fsync')::bool AND current_setting('full_page_writes')::bool AND current_setting('synchronous_commit') <> 'off',
	(SELECT setting::bigint FROM pg_catalog.pg_settings WHERE name = 'deadlock_timeout'),
	current_setting('max_locks_per_transaction')::bigint * current_setting('max_connections')::bigint,
	(SELECT setting FROM pg_catalog.pg_settings WHERE name = 'data_directory'), pg_database_size(current_database()),
	(SELECT r.rolsuper OR r.rolcreaterole FROM pg_catalog.pg_roles r WHERE r.rolname = current_user);

-- name: upgrade_cell_server
-- on: cell
-- out: started text, sync_method text, durable bool, deadlock_ms bigint, locks bigint, directory text?, bytes bigint, may bool
SELECT pg_postmaster_start_time()::text, current_setting('recovery_init_sync_method'),
	current_setting('fsync')::bool AND current_setting('full_page_writes')::bool AND current_setting('synchronous_commit') <> 'off',
	(SELECT setting::bigint FROM pg_catalog.pg_settings WHERE name = 'deadlock_timeout'),
	current_setting('max_locks_per_transaction')::bigint * current_setting('max_connections')::bigint,
	(SELECT setting FROM pg_catalog.pg_settings WHERE name = 'data_directory'), pg_database_size(current_database()),
	(SELECT r.rolsuper OR r.rolcreaterole FROM pg_catalog.pg_roles r WHERE r.rolname = current_user);

-- Transactions that have been open for longer than the seconds, prepared ones too (pid 0).
-- name: upgrade_open
-- on: platform
-- in: seconds bigint
-- out: pid int, who text, seconds bigint
SELECT a.pid, coalesce(nullif(a.application_name, ''), a.usename::text, ''), extract(epoch FROM now() - a.xact_start)::bigint
FROM pg_catalog.pg_stat_activity a
WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND now() - a.xact_start > $1 * interval '1 second'
UNION ALL
SELECT 0, p.gid, extract(epoch FROM now() - p.prepared)::bigint
FROM pg_catalog.pg_prepared_xacts p WHERE p.database = current_database() AND now() - p.prepared > $1 * interval '1 second'
ORDER BY 3 DESC;

-- name: upgrade_cell_open
-- on: cell
-- in: seconds bigint
-- out: pid int, who text, seconds bigint
SELECT a.pid, coalesce(nullif(a.application_name, ''), a.usename::text, ''), extract(epoch FROM now() - a.xact_start)::bigint
FROM pg_catalog.pg_stat_activity a
WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND now() - a.xact_start > $1 * interval '1 second'
UNION ALL
SELECT 0, p.gid, extract(epoch FROM now() - p.prepared)::bigint
FROM pg_catalog.pg_prepared_xacts p WHERE p.database = current_database() AND now() - p.prepared > $1 * interval '1 second'
ORDER BY 3 DESC;

-- Indexes of shops of which only a part was built.
-- name: upgrade_half_built
-- on: cell
-- out: name text
SELECT n.nspname || '.' || c.relname
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE NOT i.indisvalid AND n.nspname ~ '^t_[0-9]+$' ORDER BY 1;

-- Schemas that this role may not change.
-- name: upgrade_foreign
-- on: cell
-- out: name text, owner text
SELECT n.nspname::text, pg_get_userbyid(n.nspowner)::text
FROM pg_catalog.pg_namespace n
WHERE (n.nspname = 'cell' OR n.nspname ~ '^t_[0-9]+$') AND NOT pg_has_role(n.nspowner, 'USAGE') ORDER BY 1;
