-- What has changed in a cell's shops, and about shops on the platform (shop/show, shop/changes).

-- name: change_add
-- on: cell
-- in: tenant_id bigint, tags text[]
INSERT INTO cell.change (tenant_id, tags) VALUES ($1, $2);

-- What has become visible since the snapshot `known`, after a row in the order of the index; a row without id where there is nothing.
-- identity: another one after a failover, a restore, or a crash, in which numbers of transactions may come again.
-- name: change_news
-- on: cell
-- in: known text, after_xid bigint, after_id bigint, max_rows bigint
-- out: identity text, snapshot text, xid bigint, id bigint, tenant_id bigint, tags text[]
SELECT concat_ws('/', (SELECT system_identifier FROM pg_control_system()),
		CASE WHEN pg_is_in_recovery() THEN 'standby' ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END,
		(SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()),
		extract(epoch FROM pg_postmaster_start_time()), extract(epoch FROM pg_stat_get_bgwriter_stat_reset_time())),
	now.snapshot::text, coalesce(c.xid::text::bigint, 0), coalesce(c.id, 0), coalesce(c.tenant_id, 0), coalesce(c.tags, '{}')
FROM (SELECT pg_current_snapshot() AS snapshot) now
LEFT JOIN LATERAL (
	SELECT x.xid, x.id, x.tenant_id, x.tags
	FROM cell.change x
	WHERE x.xid >= pg_snapshot_xmin($1::text::pg_snapshot) AND (x.xid, x.id) > ($2::bigint::text::xid8, $3)
		AND NOT pg_visible_in_snapshot(x.xid, $1::text::pg_snapshot)
	ORDER BY x.xid, x.id
	LIMIT $4
) c ON true
ORDER BY c.xid, c.id;

-- name: change_news_platform
-- on: platform
-- in: known text, after_xid bigint, after_id bigint, max_rows bigint
-- out: identity text, snapshot text, xid bigint, id bigint, tenant_id bigint, tags text[]
SELECT concat_ws('/', (SELECT system_identifier FROM pg_control_system()),
		CASE WHEN pg_is_in_recovery() THEN 'standby' ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END,
		(SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()),
		extract(epoch FROM pg_postmaster_start_time()), extract(epoch FROM pg_stat_get_bgwriter_stat_reset_time())),
	now.snapshot::text, coalesce(c.xid::text::bigint, 0), coalesce(c.id, 0), coalesce(c.tenant_id, 0), coalesce(c.tags, '{}')
FROM (SELECT pg_current_snapshot() AS snapshot) now
LEFT JOIN LATERAL (
	SELECT x.xid, x.id, x.tenant_id, x.tags
	FROM stoa.change x
	WHERE x.xid >= pg_snapshot_xmin($1::text::pg_snapshot) AND (x.xid, x.id) > ($2::bigint::text::xid8, $3)
		AND NOT pg_visible_in_snapshot(x.xid, $1::text::pg_snapshot)
	ORDER BY x.xid, x.id
	LIMIT $4
) c ON true
ORDER BY c.xid, c.id;

-- name: change_forget
-- on: cell
-- in: before timestamptz
DELETE FROM cell.change WHERE at < $1;

-- name: change_forget_platform
-- on: platform
-- in: before timestamptz
DELETE FROM stoa.change WHERE at < $1;

