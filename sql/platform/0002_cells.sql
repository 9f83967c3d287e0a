-- Cells: open to new shops, or closed; draining, while their shops leave one after another. most: shops that it takes, 0 for no bound.
ALTER TABLE stoa.cell DROP CONSTRAINT cell_state_check;
ALTER TABLE stoa.cell ADD CONSTRAINT cell_state_check CHECK (state IN ('open', 'full', 'closed', 'draining'));
ALTER TABLE stoa.cell ADD COLUMN most bigint NOT NULL DEFAULT 0 CHECK (most >= 0);

-- The pool: ids whose schema is made ahead of time. Without a name until they are handed out; 'making' until the schema is whole.
ALTER TABLE stoa.tenant DROP CONSTRAINT tenant_state_check;
ALTER TABLE stoa.tenant ADD CONSTRAINT tenant_state_check
	CHECK (state IN ('making', 'pooled', 'creating', 'active', 'suspended', 'dropped'));
ALTER TABLE stoa.tenant DROP CONSTRAINT tenant_name_check;
ALTER TABLE stoa.tenant ADD CONSTRAINT tenant_name_check
	CHECK (name ~ '^[a-z][a-z0-9-]{1,30}$' OR (name = '' AND state IN ('making', 'pooled', 'dropped')));
DROP INDEX stoa.tenant_name_key;
CREATE UNIQUE INDEX tenant_name_key ON stoa.tenant (name) WHERE state <> 'dropped' AND name <> '';
CREATE INDEX tenant_cell_idx ON stoa.tenant (cell, id) WHERE state <> 'dropped';
CREATE INDEX tenant_pool_idx ON stoa.tenant (cell, id) WHERE state IN ('making', 'pooled');

-- The worker fills the pool by these two alone; its role writes no tenant. An id whose maker died is taken up again.
CREATE FUNCTION stoa.pool_begin(into_cell text, wanted bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	taken bigint;
BEGIN
	-- One maker a cell at a time, so that two do not count the same gap.
	PERFORM 1 FROM stoa.cell WHERE name = into_cell AND state = 'open' FOR NO KEY UPDATE SKIP LOCKED;
	IF NOT FOUND OR (SELECT count(*) FROM stoa.tenant WHERE cell = into_cell AND state = 'pooled') >= wanted THEN
		RETURN 0;
	END IF;
	SELECT id INTO taken FROM stoa.tenant
	WHERE cell = into_cell AND state = 'making' AND created_at < now() - interval '1 minute'
	ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED;
	IF FOUND THEN
		UPDATE stoa.tenant SET created_at = now() WHERE id = taken;
		RETURN taken;
	END IF;
	INSERT INTO stoa.tenant (name, cell, state, created_at) VALUES ('', into_cell, 'making', now()) RETURNING id INTO taken;
	RETURN taken;
END
$$;
CREATE FUNCTION stoa.pool_done(made bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
	UPDATE stoa.tenant SET state = 'pooled' WHERE id = made AND state = 'making'
$$;
REVOKE ALL ON FUNCTION stoa.pool_begin(text, bigint), stoa.pool_done(bigint) FROM PUBLIC;

-- Moves that are under way; none in the way of a shop that stays. A step is written down before it is taken.
CREATE TABLE stoa.move (
	tenant_id bigint PRIMARY KEY REFERENCES stoa.tenant (id),
	from_cell text NOT NULL REFERENCES stoa.cell (name),
	to_cell text NOT NULL REFERENCES stoa.cell (name),
	step text NOT NULL CHECK (step IN ('making', 'fencing', 'reopening', 'switched')),
	began_at timestamptz NOT NULL
);

-- Who moves a shop holds the lock of its id for as long as the process lives. Where nobody does and a fence may stand, the worker takes it
-- away: it asks for such a shop (whose lock it has then), lowers the fence in the cell, and says so. Whoever calls the move again begins anew.
CREATE FUNCTION stoa.move_abandoned(cell_name text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	open_move record;
BEGIN
	FOR open_move IN SELECT tenant_id FROM stoa.move WHERE from_cell = cell_name AND step IN ('fencing', 'reopening') ORDER BY tenant_id LOOP
		IF pg_try_advisory_lock(open_move.tenant_id) THEN
			UPDATE stoa.move SET step = 'reopening' WHERE tenant_id = open_move.tenant_id AND step IN ('fencing', 'reopening');
			IF FOUND THEN
				RETURN open_move.tenant_id;
			END IF;
			PERFORM pg_advisory_unlock(open_move.tenant_id);
		END IF;
	END LOOP;
	RETURN 0;
END
$$;
CREATE FUNCTION stoa.move_reopened(moved bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
	UPDATE stoa.move SET step = 'making' WHERE tenant_id = moved AND step = 'reopening'
$$;
REVOKE ALL ON FUNCTION stoa.move_abandoned(text), stoa.move_reopened(bigint) FROM PUBLIC;
