-- Changes are read a few hundred at a time, in this order.
CREATE INDEX change_order_idx ON cell.change (xid, id);
DROP INDEX cell.change_xid_idx;
