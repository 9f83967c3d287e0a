-- One per cell database, beside the shops' schemas. Append-only hints: a lost row delays work and never loses it.
CREATE SEQUENCE cell.due_id_seq;
CREATE TABLE cell.due (
	id bigint PRIMARY KEY DEFAULT nextval('cell.due_id_seq'),
	tenant_id bigint NOT NULL,
	due_at timestamptz NOT NULL
);
CREATE INDEX due_at_idx ON cell.due (due_at);
