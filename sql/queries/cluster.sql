-- What a cell's server is (db/connect).

-- Whether it is a Citus cluster.
-- name: cell_sharded
-- on: cell
-- out: sharded bool
SELECT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus');

-- name: step_back
-- on: cell
-- out: done bool
SELECT cell.step_back() IS NOT NULL;
