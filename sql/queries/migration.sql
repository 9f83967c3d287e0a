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
