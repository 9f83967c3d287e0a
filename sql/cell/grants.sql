-- @role@ is the prefix of the roles. Applied again whenever this file or the schema changes.
REVOKE ALL ON ALL TABLES IN SCHEMA cell
	FROM @role@storefront, @role@cart, @role@checkout, @role@webhook, @role@admin, @role@worker;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA cell
	FROM @role@storefront, @role@cart, @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT USAGE ON SCHEMA cell TO @role@checkout, @role@webhook, @role@admin, @role@worker;

-- Who promises work says so; the worker takes it.
GRANT INSERT ON cell.due TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT USAGE ON SEQUENCE cell.due_id_seq TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT SELECT, DELETE ON cell.due TO @role@worker;
