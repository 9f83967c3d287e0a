-- An order that nobody pays ends by itself, some days after its pieces were let go.

-- Seconds from the moment the pieces are let go.
ALTER TABLE @shop@.shop ADD COLUMN expire_seconds bigint NOT NULL DEFAULT 604800 CHECK (expire_seconds BETWEEN 1 AND 31536000);

-- Of an order whose pieces were let go, and that can still be paid: until then. Nothing for programs of the version before, which let go
-- without it.
ALTER TABLE @shop@.orders ADD COLUMN expires_at timestamptz;

-- Those that were let go before: the hourly sweep finds their timers.
UPDATE @shop@.orders SET expires_at = updated_at + interval '7 days'
WHERE pieces = 'none' AND state = 'placed' AND payment_state = 'unpaid';
INSERT INTO @shop@.outbox (effect, kind, ref_id, state, created_at, due_at, timer)
SELECT 'expire:' || o.id || '@' || extract(epoch FROM o.expires_at)::bigint, 'expire', o.id, 'queued', o.updated_at, o.expires_at, true
FROM @shop@.orders o WHERE o.expires_at IS NOT NULL;
