-- @role@ is the prefix of the roles. Given again whenever this file changes; what it no longer
-- names goes with revoke.sql.
-- @role@ is the prefix of the roles. Given again whenever this file or the schema changes;
-- what it no longer names goes with revoke.sql.
GRANT USAGE ON SCHEMA cell TO @role@storefront;
GRANT USAGE ON SCHEMA cell TO @role@checkout, @role@webhook, @role@admin, @role@worker;

-- Who promises work says so; the worker takes it.
GRANT INSERT ON cell.due TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT USAGE ON SEQUENCE cell.due_id_seq TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT SELECT, DELETE ON cell.due TO @role@worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON cell.schedule, cell.backlog TO @role@worker;

-- Who changes what shoppers see says so; who keeps pages reads it.
GRANT INSERT ON cell.change TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT USAGE ON SEQUENCE cell.change_id_seq TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT SELECT ON cell.change TO @role@storefront, @role@worker;
GRANT DELETE ON cell.change TO @role@worker;

-- Who watches sees how much is due, and since when.
GRANT USAGE ON SCHEMA cell TO @role@metrics;
GRANT SELECT (tenant_id, due_at, since) ON cell.due TO @role@metrics;
GRANT SELECT (queued, dead, imports, oldest, seen_at) ON cell.backlog TO @role@metrics;
-- Of what Postgres lets everybody do, nothing that writes: no temporary tables, no large objects. No program ever made any. Functions of the
-- catalog are a superuser's to close: else it is done by contrib/postgres/public.sql, and doctor asks whether it was.
DO $$
BEGIN
	EXECUTE format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database());
	IF (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
		REVOKE EXECUTE ON FUNCTION pg_catalog.lo_creat(integer), pg_catalog.lo_create(oid), pg_catalog.lo_from_bytea(oid, bytea)
			FROM PUBLIC;
	END IF;
END
$$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
-- A program that is refused by a shop's schema asks whether that is meant.
GRANT USAGE ON SCHEMA cell TO @role@storefront, @role@cart;
GRANT SELECT (tenant_id, state) ON cell.fence
	TO @role@storefront, @role@cart, @role@checkout, @role@webhook, @role@admin, @role@worker;
-- The worker makes schemas for the pool and takes away those that were left.
GRANT EXECUTE ON FUNCTION cell.make_shop(bigint), cell.drop_left(), cell.lower_fence(bigint) TO @role@worker;
-- It fills shops, and makes way for those who look at them.
GRANT EXECUTE ON FUNCTION cell.step_back(integer) TO @role@worker;
-- Who writes leaves a witness, and asks for it where the answer was lost; the worker takes old ones away.
GRANT SELECT, INSERT ON cell.witness TO @role@cart, @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT DELETE ON cell.witness TO @role@worker;
