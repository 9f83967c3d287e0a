-- lane: which workers it is for ('mail', 'timer', 'work'; '' all of them). since: from when on the work is due, where due_at is the shop's next turn.
ALTER TABLE cell.due ADD COLUMN lane text NOT NULL DEFAULT '';
ALTER TABLE cell.due ADD COLUMN since timestamptz;
CREATE INDEX due_tenant_idx ON cell.due (tenant_id, due_at);
-- Few rows at a time, and thousands of them an hour.
ALTER TABLE cell.due SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_analyze_scale_factor = 0,
	autovacuum_analyze_threshold = 5000);
