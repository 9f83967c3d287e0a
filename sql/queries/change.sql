-- What has changed in a cell's shops (shop/show).

-- name: change_add
-- on: cell
-- in: tenant_id bigint, tags text[]
INSERT INTO cell.change (tenant_id, tags) VALUES ($1, $2);
