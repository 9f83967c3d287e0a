-- Whoever does what nobody waits for calls it on his connection: the backend then goes behind those that answer shoppers, by so much (1 to 19,
-- as nice(1) counts). Only a superuser's function may ask that of the operating system; where there is none (contrib/postgres/step-back.sql),
-- nothing happens.
CREATE FUNCTION cell.step_back(nice integer) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	IF to_regprocedure('stoa_host.step_back(integer)') IS NOT NULL THEN
		PERFORM stoa_host.step_back(nice);
	END IF;
END
$$;
REVOKE ALL ON FUNCTION cell.step_back(integer) FROM PUBLIC;
