-- As cell.schedule, for what is the platform's own.
CREATE TABLE stoa.schedule (
	kind text PRIMARY KEY,
	every bigint NOT NULL CHECK (every > 0),
	due_at timestamptz NOT NULL,
	claims bigint NOT NULL DEFAULT 0
);
