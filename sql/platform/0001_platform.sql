-- The platform: which shops there are, where they live, and who works for them. Schema stoa, in a database of its own.

-- A cell is a database that holds the schemas of many shops.
CREATE TABLE stoa.cell (
	name text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_]{0,30}$'),
	state text NOT NULL CHECK (state IN ('open', 'full')),
	created_at timestamptz NOT NULL
);

-- An id is never given twice and never changes; the shop's schema is named after it. A dropped shop keeps its row.
CREATE SEQUENCE stoa.tenant_id_seq;
CREATE TABLE stoa.tenant (
	id bigint PRIMARY KEY DEFAULT nextval('stoa.tenant_id_seq'),
	name text NOT NULL CHECK (name ~ '^[a-z][a-z0-9-]{1,30}$'),
	cell text NOT NULL REFERENCES stoa.cell (name),
	state text NOT NULL CHECK (state IN ('creating', 'active', 'suspended', 'dropped')),
	created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX tenant_name_key ON stoa.tenant (name) WHERE state <> 'dropped';

-- host: lower case, without port.
CREATE TABLE stoa.domain (
	host text PRIMARY KEY CHECK (host = lower(host) AND host <> ''),
	tenant_id bigint NOT NULL REFERENCES stoa.tenant (id),
	is_primary bool NOT NULL
);
CREATE UNIQUE INDEX domain_primary_key ON stoa.domain (tenant_id) WHERE is_primary;

-- One identity for all shops. locale: of the admin pages; '' for the browser's choice.
CREATE SEQUENCE stoa.staff_id_seq;
CREATE TABLE stoa.staff (
	id bigint PRIMARY KEY DEFAULT nextval('stoa.staff_id_seq'),
	email text NOT NULL,
	name text NOT NULL,
	locale text NOT NULL DEFAULT '',
	state text NOT NULL CHECK (state IN ('active', 'suspended')),
	created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX staff_email_key ON stoa.staff (lower(email));

-- Apart from staff, so that a grant can leave it out.
CREATE TABLE stoa.staff_credential (
	staff_id bigint PRIMARY KEY REFERENCES stoa.staff (id) ON DELETE CASCADE,
	password_hash text NOT NULL,
	changed_at timestamptz NOT NULL
);

CREATE TABLE stoa.membership (
	staff_id bigint NOT NULL REFERENCES stoa.staff (id) ON DELETE CASCADE,
	tenant_id bigint NOT NULL REFERENCES stoa.tenant (id),
	role text NOT NULL CHECK (role IN ('owner', 'clerk')),
	PRIMARY KEY (staff_id, tenant_id)
);
CREATE INDEX membership_tenant_idx ON stoa.membership (tenant_id);

-- token_hash: SHA-256 of the token in the browser's cookie.
CREATE TABLE stoa.staff_session (
	token_hash bytea PRIMARY KEY,
	staff_id bigint NOT NULL REFERENCES stoa.staff (id) ON DELETE CASCADE,
	created_at timestamptz NOT NULL,
	seen_at timestamptz NOT NULL,
	expires_at timestamptz NOT NULL
);
CREATE INDEX staff_session_staff_idx ON stoa.staff_session (staff_id);
CREATE INDEX staff_session_expires_idx ON stoa.staff_session (expires_at);

-- For the rate limit of logins. key_hash: keyed hash of an e-mail address or a network address.
CREATE SEQUENCE stoa.login_attempt_id_seq;
CREATE TABLE stoa.login_attempt (
	id bigint PRIMARY KEY DEFAULT nextval('stoa.login_attempt_id_seq'),
	key_hash bytea NOT NULL,
	at timestamptz NOT NULL
);
CREATE INDEX login_attempt_key_idx ON stoa.login_attempt (key_hash, at);
CREATE INDEX login_attempt_at_idx ON stoa.login_attempt (at);
