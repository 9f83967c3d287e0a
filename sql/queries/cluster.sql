-- What a cell's server is (db/connect).

-- Whether it is a Citus cluster.
-- name: cell_sharded
-- on: cell
-- out: sharded bool
SELECT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus');

-- Whether contrib/postgres/step-back.sql is there.
-- name: cell_steps_back
-- on: cell
-- out: steps_back bool
SELECT to_regprocedure('stoa_host.step_back(integer)') IS NOT NULL;

-- name: step_back
-- on: cell
-- in: nice int
-- out: done bool
SELECT cell.step_back($1) IS NOT NULL;
