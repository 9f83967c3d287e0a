-- Lets imports step back behind shoppers: the backend of whoever imports lowers its own priority. Their programs do so by themselves, but a
-- backend is a process of the server's, which only a superuser may have run a command. Once in each cell's database, as such:
--
--     psql -d stoa_cell1 -f step-back.sql
--
-- renice (util-linux) is to be on the server. DROP SCHEMA stoa_host CASCADE takes it away again; nothing else depends on it.
BEGIN;
CREATE SCHEMA IF NOT EXISTS stoa_host;
REVOKE ALL ON SCHEMA stoa_host FROM PUBLIC;

-- Of its own backend alone, and only downwards: there is nothing to be given.
CREATE OR REPLACE FUNCTION stoa_host.step_back(nice integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	EXECUTE format('COPY (SELECT) TO PROGRAM %L', format('renice -n %s -p %s >/dev/null', least(greatest(nice, 1), 19), pg_backend_pid()));
END
$$;
REVOKE ALL ON FUNCTION stoa_host.step_back(integer) FROM PUBLIC;

-- For the worker, and for whom stoactl connects as: whoever may call what calls this.
DO $$
DECLARE
	who record;
BEGIN
	FOR who IN
		SELECT DISTINCT a.grantee::regrole::text AS name FROM pg_proc p, aclexplode(p.proacl) a
		WHERE p.oid = 'cell.step_back(integer)'::regprocedure AND a.privilege_type = 'EXECUTE' AND a.grantee <> 0
	LOOP
		EXECUTE format('GRANT USAGE ON SCHEMA stoa_host TO %s', who.name);
		EXECUTE format('GRANT EXECUTE ON FUNCTION stoa_host.step_back(integer) TO %s', who.name);
	END LOOP;
END
$$;
COMMIT;
