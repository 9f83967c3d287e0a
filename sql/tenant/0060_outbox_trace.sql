-- The request that promised the work, as a traceparent (base/trace); '' where none did.
ALTER TABLE @shop@.outbox ADD COLUMN trace text NOT NULL DEFAULT '';
