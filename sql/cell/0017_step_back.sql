-- Whoever does what nobody waits for calls it on his connection: the backend then goes behind those that answer shoppers. Only a superuser's
-- function may ask that of the operating system; where there is none (contrib/postgres/step-back.sql), nothing happens.
CREATE FUNCTION cell.step_back() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	IF to_regprocedure('stoa_host.step_back()') IS NOT NULL THEN
		PERFORM stoa_host.step_back();
	END IF;
END
$$;
REVOKE ALL ON FUNCTION cell.step_back() FROM PUBLIC;
