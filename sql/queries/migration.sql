-- Which files a schema has applied.

-- name: platform_migration_table
-- on: platform
-- out: present bool
SELECT to_regclass('stoa.migration') IS NOT NULL;

-- name: platform_migrations
-- on: platform
-- out: name text, checksum text
SELECT name, checksum FROM stoa.migration ORDER BY name;

-- name: platform_migration_record
-- on: platform
-- in: name text, checksum text, now timestamptz
INSERT INTO stoa.migration (name, checksum, applied_at) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET checksum = excluded.checksum, applied_at = excluded.applied_at;

-- name: cell_migration_table
-- on: cell
-- out: present bool
SELECT to_regclass('cell.migration') IS NOT NULL;

-- name: cell_migrations
-- on: cell
-- out: name text, checksum text
SELECT name, checksum FROM cell.migration ORDER BY name;

-- name: cell_migration_record
-- on: cell
-- in: name text, checksum text, now timestamptz
INSERT INTO cell.migration (name, checksum, applied_at) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET checksum = excluded.checksum, applied_at = excluded.applied_at;

-- name: shop_migration_table
-- on: shop
-- out: present bool
SELECT to_regclass('@shop@.migration') IS NOT NULL;

-- name: shop_migrations
-- on: shop
-- out: name text, checksum text
SELECT name, checksum FROM @shop@.migration ORDER BY name;

-- name: shop_migration_record
-- on: shop
-- in: name text, checksum text, now timestamptz
INSERT INTO @shop@.migration (name, checksum, applied_at) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET checksum = excluded.checksum, applied_at = excluded.applied_at;

-- Indexes of which only a part was built.
-- name: platform_half_built
-- on: platform
-- out: name text
SELECT c.relname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
WHERE NOT i.indisvalid AND c.relnamespace = 'stoa'::regnamespace ORDER BY c.relname;

-- Indexes of which only a part was built.
-- name: cell_half_built
-- on: cell
-- out: name text
SELECT c.relname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
WHERE NOT i.indisvalid AND c.relnamespace = 'cell'::regnamespace ORDER BY c.relname;

-- Indexes of which only a part was built, by the tables of the schema: the list of indexes is one of all shops of the database, and would be walked
-- through for each of them.
-- name: shop_half_built
-- on: shop
-- out: name text
SELECT c.relname
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_index i ON i.indrelid = d.objid AND NOT i.indisvalid
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
WHERE d.refclassid = 'pg_catalog.pg_namespace'::regclass AND d.refobjid = '@shop@'::regnamespace AND d.classid = 'pg_catalog.pg_class'::regclass
ORDER BY c.relname;

-- How large the table is, in bytes, and whether some index of it waits to be dropped first.
-- name: shop_index_ground
-- on: shop
-- in: table_name text
-- out: bytes bigint, half_built bool
SELECT coalesce(pg_relation_size(to_regclass('@shop@.' || quote_ident($1))), 0),
	EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = to_regclass('@shop@.' || quote_ident($1)) AND NOT i.indisvalid);

-- Neighbours in the list live in different cells, so that all of them are at work. What the pool's maker is about to make is made current.
-- name: migration_shops
-- on: platform
-- out: id bigint, name text?, cell text, creating bool
SELECT id, nullif(name, ''), cell, state = 'creating' FROM stoa.tenant WHERE state NOT IN ('making', 'dropped')
ORDER BY row_number() OVER (PARTITION BY cell ORDER BY id), cell;

-- A shop that was dropped since its name was read.
-- name: migration_dropped
-- on: platform
-- in: id bigint
-- out: dropped bool
SELECT EXISTS (SELECT FROM stoa.tenant WHERE id = $1 AND state = 'dropped');

-- Held by who migrates, until its connection ends.
-- name: migration_turn
-- on: platform
-- out: mine bool
SELECT pg_try_advisory_lock(hashtextextended('stoa migrate', 0));

-- Changes nothing, but its commit takes all commits before it to the disk.
-- name: cell_settle
-- on: cell
UPDATE cell.migration SET checksum = checksum WHERE name = (SELECT max(name) FROM cell.migration);
