-- Shops whose schema here refuses. moving: writes, while the shop is copied to another cell; left: everything, since it lives elsewhere,
-- until the schema is dropped at drop_at. Beside the row the programs' grants are taken: Postgres itself refuses, whatever a program thinks.
CREATE TABLE cell.fence (
	tenant_id bigint PRIMARY KEY,
	state text NOT NULL CHECK (state IN ('moving', 'left')),
	since timestamptz NOT NULL,
	drop_at timestamptz NOT NULL DEFAULT 'infinity'
);

-- How a shop's schema is made in this database: what stoactl migrate has applied to those that are there, t_recipe for the schema's name.
CREATE TABLE cell.recipe (
	position bigint PRIMARY KEY,
	name text NOT NULL,
	checksum text NOT NULL,
	sql text NOT NULL
);

-- What the worker may do to schemas, and no more: make an empty one by the recipe, take the fence from one that stays, and drop those that
-- were left.
CREATE FUNCTION cell.schema_of(shop bigint) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
	SELECT 't_' || lpad(shop::text, greatest(6, length(shop::text)), '0')
$$;
CREATE FUNCTION cell.make_shop(shop bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	made text := cell.schema_of(shop);
	part record;
BEGIN
	IF shop <= 0 OR NOT EXISTS (SELECT FROM cell.recipe) THEN
		RAISE EXCEPTION 'no recipe: run stoactl migrate';
	END IF;
	IF to_regnamespace(made) IS NOT NULL THEN
		RETURN;
	END IF;
	FOR part IN SELECT * FROM cell.recipe ORDER BY position LOOP
		EXECUTE replace(part.sql, 't_recipe', made);
		IF part.position > 0 THEN
			EXECUTE format('INSERT INTO %I.migration (name, checksum, applied_at) VALUES ($1, $2, now())', made)
				USING part.name, part.checksum;
		END IF;
	END LOOP;
END
$$;
CREATE FUNCTION cell.drop_left() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	gone bigint;
BEGIN
	SELECT tenant_id INTO gone FROM cell.fence WHERE state = 'left' AND drop_at <= now() ORDER BY drop_at LIMIT 1 FOR UPDATE SKIP LOCKED;
	IF NOT FOUND THEN
		RETURN 0;
	END IF;
	EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', cell.schema_of(gone));
	DELETE FROM cell.fence WHERE tenant_id = gone;
	RETURN gone;
END
$$;
CREATE FUNCTION cell.lower_fence(shop bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM 1 FROM cell.fence WHERE tenant_id = shop AND state = 'moving' FOR UPDATE;
	IF FOUND THEN
		EXECUTE replace((SELECT sql FROM cell.recipe WHERE name = 'grants.sql'), 't_recipe', cell.schema_of(shop));
		DELETE FROM cell.fence WHERE tenant_id = shop;
	END IF;
END
$$;
REVOKE ALL ON FUNCTION cell.schema_of(bigint), cell.make_shop(bigint), cell.drop_left(), cell.lower_fence(bigint) FROM PUBLIC;
