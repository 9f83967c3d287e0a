-- Takes all rights away, right before grants.sql gives them anew, in one transaction: only when no program of another build runs
-- (stoactl migrate --contract). @role@ is the prefix of the roles.
REVOKE ALL ON ALL TABLES IN SCHEMA cell
	FROM @role@storefront, @role@cart, @role@checkout, @role@webhook, @role@admin, @role@worker, @role@metrics;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA cell
	FROM @role@storefront, @role@cart, @role@checkout, @role@webhook, @role@admin, @role@worker, @role@metrics;
