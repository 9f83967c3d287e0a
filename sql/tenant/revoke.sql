-- Takes all rights away, right before grants.sql gives them anew, in one transaction: only when no program of another build runs
-- (stoactl migrate --contract). @role@ is the prefix of the roles. Table by table by pg_depend, which has an index by schema: ALL TABLES IN
-- SCHEMA walks through those of every shop of the cell.
DO $$
DECLARE
	found record;
BEGIN
	FOR found IN
		SELECT c.relkind = 'S' AS is_sequence, string_agg(format('%I.%I', n.nspname, c.relname), ', ') AS names
		FROM pg_namespace n
		JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid
		JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
		WHERE n.nspname = '@shop@' AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
		GROUP BY 1
	LOOP
		IF found.is_sequence THEN
			EXECUTE 'REVOKE ALL ON SEQUENCE ' || found.names ||
				' FROM @role@storefront, @role@cart, @role@checkout, @role@webhook, @role@admin, @role@worker, @role@metrics';
		ELSE
			EXECUTE 'REVOKE ALL ON TABLE ' || found.names ||
				' FROM @role@storefront, @role@cart, @role@checkout, @role@webhook, @role@admin, @role@worker, @role@metrics';
		END IF;
	END LOOP;
END
$$;
