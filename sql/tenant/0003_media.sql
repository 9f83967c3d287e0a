-- Pictures that were uploaded or fetched, one row a file as it came. hash: a part of each of its addresses, made of its content. address: of the
-- main file, below the media base; it says which other sizes are there, and is another one when they are (the old one stays good). state:
-- whether those sizes were made. Who shows a picture refers to its row.
CREATE SEQUENCE @shop@.media_id_seq;
CREATE TABLE @shop@.media (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.media_id_seq'),
	hash text NOT NULL UNIQUE,
	kind text NOT NULL CHECK (kind IN ('jpeg', 'png', 'webp')),
	address text NOT NULL,
	state text NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
	bytes bigint NOT NULL CHECK (bytes > 0),
	touched_at timestamptz NOT NULL
);

-- media_id: NULL for drawings, and until the picture at source_address has been fetched. fetch_round: how often that was asked for; 0: not yet.
-- fetch_error: a code of why there was no picture the last time.
ALTER TABLE @shop@.picture ADD COLUMN media_id bigint REFERENCES @shop@.media (id);
ALTER TABLE @shop@.picture ADD COLUMN fetch_round bigint NOT NULL DEFAULT 0;
ALTER TABLE @shop@.picture ADD COLUMN fetch_error text NOT NULL DEFAULT '';
CREATE INDEX picture_media_idx ON @shop@.picture (media_id) WHERE media_id IS NOT NULL;
CREATE INDEX picture_unfetched_idx ON @shop@.picture (id) WHERE address IS NULL;
