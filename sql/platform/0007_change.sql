-- What has changed about shops on the platform, as cell.change has it in a cell: whose hosts, state or cell are other ones.
CREATE SEQUENCE stoa.change_id_seq;
CREATE TABLE stoa.change (
	id bigint PRIMARY KEY DEFAULT nextval('stoa.change_id_seq'),
	tenant_id bigint NOT NULL,
	tags text[] NOT NULL,
	xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
	at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX change_order_idx ON stoa.change (xid, id);
