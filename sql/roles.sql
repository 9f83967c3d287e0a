-- The roles of the executables; none has a password or owns anything. @role@ is their prefix.
DO $$
DECLARE
	program text;
BEGIN
	FOREACH program IN ARRAY ARRAY['storefront', 'cart', 'checkout', 'webhook', 'admin', 'worker', 'metrics'] LOOP
		IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '@role@' || program) THEN
			EXECUTE format('CREATE ROLE %I LOGIN', '@role@' || program);
		END IF;
	END LOOP;
END
$$;
