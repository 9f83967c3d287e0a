-- No program writes in this schema any more (@state@ moving), or reads in it either (left). @schema@ is the shop's, @role@ the prefix of the roles. Table
-- by table by pg_depend, which has an index by schema: ALL TABLES IN SCHEMA walks through those of every shop.
DO $$
DECLARE
	roles text := '@role@storefront, @role@cart, @role@checkout, @role@webhook, @role@admin, @role@worker';
	left_behind boolean := '@state@' = 'left';
	found record;
BEGIN
	FOR found IN
		SELECT c.relkind = 'S' AS is_sequence, string_agg(format('%I.%I', n.nspname, c.relname), ', ') AS names
		FROM pg_namespace n
		JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid
		JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
		WHERE n.nspname = '@schema@' AND c.relkind IN ('r', 'p', 'S')
		GROUP BY 1
	LOOP
		IF found.is_sequence THEN
			EXECUTE 'REVOKE ' || CASE WHEN left_behind THEN 'ALL' ELSE 'USAGE, UPDATE' END || ' ON SEQUENCE ' || found.names || ' FROM ' || roles;
		ELSE
			EXECUTE 'REVOKE ' || CASE WHEN left_behind THEN 'ALL' ELSE 'INSERT, UPDATE, DELETE, TRUNCATE' END || ' ON TABLE ' || found.names || ' FROM ' || roles;
		END IF;
	END LOOP;
END
$$;
