-- Forms of staff that were sent, by their keys (web/once). id, said: SHA-256.

-- Who sends the same one meanwhile waits here for the end of this transaction.
-- name: sent_form_take
-- on: shop
-- in: id bytea, said bytea, now timestamptz
-- out: taken bool
INSERT INTO @shop@.sent_form (id, said, made_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING RETURNING true;

-- name: sent_form_by_id
-- on: shop
-- in: id bytea
-- out: said bytea, location text?, flash text?
SELECT said, location, flash FROM @shop@.sent_form WHERE id = $1;

-- name: sent_form_answer
-- on: shop
-- in: id bytea, location text, flash text?
UPDATE @shop@.sent_form SET location = $2, flash = $3 WHERE id = $1;

-- name: sent_form_leave
-- on: shop
-- in: id bytea
DELETE FROM @shop@.sent_form WHERE id = $1;

-- name: sent_form_forget
-- on: shop
-- in: before timestamptz, max_rows bigint
DELETE FROM @shop@.sent_form WHERE id IN (SELECT id FROM @shop@.sent_form WHERE made_at < $1 ORDER BY made_at, id LIMIT $2);
