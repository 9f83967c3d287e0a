-- Former addresses of an entity, as export writes them.
CREATE INDEX slug_entity_idx ON @shop@.slug (kind, entity_id);

-- An import that staff asked for: the file, how far it came, and what it told. done: groups of rows that are behind it.
CREATE SEQUENCE @shop@.import_job_id_seq;
CREATE TABLE @shop@.import_job (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.import_job_id_seq'),
	staff_id bigint NOT NULL,
	filename text NOT NULL,
	currency text NOT NULL,
	state text NOT NULL CHECK (state IN ('checking', 'checked', 'importing', 'done', 'cancelled', 'failed')),
	cancel bool NOT NULL DEFAULT false,
	groups bigint NOT NULL DEFAULT 0,
	done bigint NOT NULL DEFAULT 0,
	lines bigint NOT NULL DEFAULT 0,
	lines_done bigint NOT NULL DEFAULT 0,
	products bigint NOT NULL DEFAULT 0,
	updated bigint NOT NULL DEFAULT 0,
	variants bigint NOT NULL DEFAULT 0,
	pictures bigint NOT NULL DEFAULT 0,
	records bigint NOT NULL DEFAULT 0,
	refused bigint NOT NULL DEFAULT 0,
	warned bigint NOT NULL DEFAULT 0,
	created_at timestamptz NOT NULL,
	updated_at timestamptz NOT NULL
);
-- The file, in pieces: every worker machine reads it from here, and it goes with the job.
CREATE TABLE @shop@.import_piece (
	job_id bigint NOT NULL REFERENCES @shop@.import_job (id) ON DELETE CASCADE,
	position bigint NOT NULL,
	data bytea NOT NULL,
	PRIMARY KEY (job_id, position)
);
-- A row of the file that was refused, or used with a warning. fault: a word of ops/import_words; arg: what stands there.
CREATE TABLE @shop@.import_note (
	job_id bigint NOT NULL REFERENCES @shop@.import_job (id) ON DELETE CASCADE,
	line bigint NOT NULL,
	fault text NOT NULL,
	refused bool NOT NULL,
	arg text NOT NULL DEFAULT '',
	PRIMARY KEY (job_id, line)
);
