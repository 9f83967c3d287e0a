-- Takes from PUBLIC what only a superuser may take away: to make large objects, by which any role could fill the disk. No program of Stoa
-- makes any. Once in the platform's database and in each cell's, as such:
--
--     psql -d stoa_platform -f public.sql
--
REVOKE EXECUTE ON FUNCTION pg_catalog.lo_creat(integer), pg_catalog.lo_create(oid), pg_catalog.lo_from_bytea(oid, bytea) FROM PUBLIC;
