-- @role@ is the prefix of the roles. Given again whenever this file changes; what it no longer
-- names goes with revoke.sql.
-- @role@ is the prefix of the roles. Given again whenever this file or the schema changes;
-- what it no longer names goes with revoke.sql.
GRANT USAGE ON SCHEMA stoa
	TO @role@storefront, @role@cart, @role@checkout, @role@webhook, @role@admin, @role@worker;

GRANT SELECT ON stoa.cell, stoa.tenant, stoa.domain
	TO @role@storefront, @role@cart, @role@checkout, @role@webhook, @role@admin, @role@worker;

GRANT SELECT ON stoa.staff, stoa.staff_credential, stoa.membership TO @role@admin;
GRANT SELECT, INSERT, DELETE ON stoa.staff_session TO @role@admin;
GRANT SELECT, INSERT, DELETE ON stoa.login_attempt TO @role@admin;
GRANT USAGE ON SEQUENCE stoa.login_attempt_id_seq TO @role@admin;

-- The worker sweeps what has run out.
GRANT SELECT (expires_at), DELETE ON stoa.staff_session TO @role@worker;
GRANT SELECT (at), DELETE ON stoa.login_attempt TO @role@worker;
GRANT SELECT, INSERT, UPDATE ON stoa.schedule TO @role@worker;

-- Who keeps pages reads what has changed; the worker takes away what is old.
GRANT SELECT ON stoa.change TO @role@storefront, @role@worker;
GRANT DELETE ON stoa.change TO @role@worker;
-- Who watches counts shops, and does not see whose they are.
GRANT USAGE ON SCHEMA stoa TO @role@metrics;
GRANT SELECT (name) ON stoa.cell TO @role@metrics;
GRANT SELECT (cell, state) ON stoa.tenant TO @role@metrics;
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
-- The worker keeps the pool filled, and opens shops again whose mover has died.
GRANT EXECUTE ON FUNCTION stoa.pool_begin(text, bigint), stoa.pool_done(bigint), stoa.move_abandoned(text), stoa.move_reopened(bigint)
	TO @role@worker;
-- Who writes leaves a witness, and asks for it where the answer was lost; the worker takes old ones away.
GRANT SELECT, INSERT ON stoa.witness TO @role@admin, @role@worker;
GRANT DELETE ON stoa.witness TO @role@worker;
