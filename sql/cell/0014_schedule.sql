-- What is done again and again for a shop, or for the cell itself (tenant 0), every so many seconds: taken by a lease as a job is, so that no two
-- workers do one, and one that was due several times while nobody worked is done once. claims: as in a shop's outbox.
CREATE TABLE cell.schedule (
	tenant_id bigint NOT NULL,
	kind text NOT NULL,
	every bigint NOT NULL CHECK (every > 0),
	due_at timestamptz NOT NULL,
	claims bigint NOT NULL DEFAULT 0,
	PRIMARY KEY (tenant_id, kind)
) WITH (fillfactor = 80);
CREATE INDEX schedule_due_idx ON cell.schedule (due_at);

-- What a shop's outbox held when it was swept last: for whoever watches all shops, and may look into none.
CREATE TABLE cell.backlog (
	tenant_id bigint PRIMARY KEY,
	queued bigint NOT NULL,
	dead bigint NOT NULL,
	imports bigint NOT NULL,
	oldest timestamptz NOT NULL,
	seen_at timestamptz NOT NULL
);
