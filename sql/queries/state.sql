-- How a state changes: by one of these alone, from a state that the table of shop/state.c allows, and with the row that tells of it.
-- The row is written by the statement that changes the state, so that neither is there without the other.

-- name: order_set_state
-- on: shop
-- plan: once
-- in: id bigint, to_state text, from_states text[], now timestamptz, actor text, actor_id bigint?, cause text
-- out: event_id bigint
WITH moved AS (
	UPDATE @shop@.orders s SET state = $2, updated_at = $4
	FROM @shop@.orders was
	WHERE s.id = $1 AND was.id = s.id AND s.state = was.state AND was.state = ANY ($3)
	RETURNING s.id AS order_id, was.state AS from_state
)
INSERT INTO @shop@.state_event (order_id, at, axis, subject_id, from_state, to_state, actor, actor_id, cause)
SELECT m.order_id, $4, 'order', $1, m.from_state, $2, $5, $6, $7 FROM moved m
RETURNING id;

-- name: order_set_payment_state
-- on: shop
-- plan: once
-- in: id bigint, to_state text, from_states text[], now timestamptz, actor text, actor_id bigint?, cause text
-- out: event_id bigint
WITH moved AS (
	UPDATE @shop@.orders s SET payment_state = $2, updated_at = $4
	FROM @shop@.orders was
	WHERE s.id = $1 AND was.id = s.id AND s.payment_state = was.payment_state AND was.payment_state = ANY ($3)
	RETURNING s.id AS order_id, was.payment_state AS from_state
)
INSERT INTO @shop@.state_event (order_id, at, axis, subject_id, from_state, to_state, actor, actor_id, cause)
SELECT m.order_id, $4, 'paid', $1, m.from_state, $2, $5, $6, $7 FROM moved m
RETURNING id;

-- name: order_set_shipping_state
-- on: shop
-- plan: once
-- in: id bigint, to_state text, from_states text[], now timestamptz, actor text, actor_id bigint?, cause text
-- out: event_id bigint
WITH moved AS (
	UPDATE @shop@.orders s SET shipping_state = $2, updated_at = $4
	FROM @shop@.orders was
	WHERE s.id = $1 AND was.id = s.id AND s.shipping_state = was.shipping_state AND was.shipping_state = ANY ($3)
	RETURNING s.id AS order_id, was.shipping_state AS from_state
)
INSERT INTO @shop@.state_event (order_id, at, axis, subject_id, from_state, to_state, actor, actor_id, cause)
SELECT m.order_id, $4, 'shipped', $1, m.from_state, $2, $5, $6, $7 FROM moved m
RETURNING id;

-- name: payment_set_state
-- on: shop
-- plan: once
-- in: id bigint, to_state text, from_states text[], now timestamptz, actor text, actor_id bigint?, cause text
-- out: event_id bigint
WITH moved AS (
	UPDATE @shop@.payment s SET state = $2, updated_at = $4
	FROM @shop@.payment was
	WHERE s.id = $1 AND was.id = s.id AND s.state = was.state AND was.state = ANY ($3)
	RETURNING s.order_id AS order_id, was.state AS from_state
)
INSERT INTO @shop@.state_event (order_id, at, axis, subject_id, from_state, to_state, actor, actor_id, cause)
SELECT m.order_id, $4, 'payment', $1, m.from_state, $2, $5, $6, $7 FROM moved m
RETURNING id;

-- name: refund_set_state
-- on: shop
-- plan: once
-- in: id bigint, to_state text, from_states text[], now timestamptz, actor text, actor_id bigint?, cause text
-- out: event_id bigint
WITH moved AS (
	UPDATE @shop@.refund s SET state = $2, updated_at = $4
	FROM @shop@.refund was
	WHERE s.id = $1 AND was.id = s.id AND s.state = was.state AND was.state = ANY ($3)
	RETURNING s.order_id AS order_id, was.state AS from_state
)
INSERT INTO @shop@.state_event (order_id, at, axis, subject_id, from_state, to_state, actor, actor_id, cause)
SELECT m.order_id, $4, 'refund', $1, m.from_state, $2, $5, $6, $7 FROM moved m
RETURNING id;

-- name: return_set_state
-- on: shop
-- plan: once
-- in: id bigint, to_state text, from_states text[], now timestamptz, actor text, actor_id bigint?, cause text
-- out: event_id bigint
WITH moved AS (
	UPDATE @shop@.return_request s SET state = $2, updated_at = $4
	FROM @shop@.return_request was
	WHERE s.id = $1 AND was.id = s.id AND s.state = was.state AND was.state = ANY ($3)
	RETURNING s.order_id AS order_id, was.state AS from_state
)
INSERT INTO @shop@.state_event (order_id, at, axis, subject_id, from_state, to_state, actor, actor_id, cause)
SELECT m.order_id, $4, 'return', $1, m.from_state, $2, $5, $6, $7 FROM moved m
RETURNING id;

-- A row that begins its way.
-- name: state_begun
-- on: shop
-- in: order_id bigint, at timestamptz, axis text, subject_id bigint, to_state text, actor text, actor_id bigint?, cause text
-- out: event_id bigint
INSERT INTO @shop@.state_event (order_id, at, axis, subject_id, from_state, to_state, actor, actor_id, cause)
VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8)
RETURNING id;

-- An order's beginning, by an id that was drawn before, so that the books can name it in the same batch.
-- name: state_placed
-- on: shop
-- in: id bigint, order_id bigint, at timestamptz, actor text, actor_id bigint?, cause text
INSERT INTO @shop@.state_event (id, order_id, at, axis, subject_id, from_state, to_state, actor, actor_id, cause)
VALUES ($1, $2, $3, 'order', $2, '', 'placed', $4, $5, $6);

-- name: order_states
-- on: shop
-- in: id bigint
-- out: state text, payment_state text, shipping_state text
SELECT state, payment_state, shipping_state FROM @shop@.orders WHERE id = $1;

-- name: payment_state_of
-- on: shop
-- in: id bigint
-- out: state text
SELECT state FROM @shop@.payment WHERE id = $1;

-- name: refund_state_of
-- on: shop
-- in: id bigint
-- out: state text
SELECT state FROM @shop@.refund WHERE id = $1;

-- name: return_state_of
-- on: shop
-- in: id bigint
-- out: state text
SELECT state FROM @shop@.return_request WHERE id = $1;
