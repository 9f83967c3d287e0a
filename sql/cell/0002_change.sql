-- What has changed in which shop, for whoever keeps what shows it. Append-only; the worker deletes what is old. xid: the
-- writing transaction's, since numbers of a sequence become visible in another order than they are drawn: a reader goes
-- by pg_snapshot_xmin().
CREATE SEQUENCE cell.change_id_seq;
CREATE TABLE cell.change (
	id bigint PRIMARY KEY DEFAULT nextval('cell.change_id_seq'),
	tenant_id bigint NOT NULL,
	tags text[] NOT NULL,
	xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
	at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX change_xid_idx ON cell.change (xid);
