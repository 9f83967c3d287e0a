-- A shop's own colours and fonts, and its logo.

-- name: theme_get
-- on: shop
-- out: accent text, ground text, surface text, ink text, font_body text, font_head text, radius bigint
SELECT accent, ground, surface, ink, font_body, font_head, radius FROM @shop@.theme WHERE id = 1;

-- name: theme_sheet
-- on: shop
-- out: css text
SELECT css FROM @shop@.theme WHERE id = 1;

-- name: theme_set
-- on: shop
-- in: accent text, ground text, surface text, ink text, font_body text, font_head text, radius bigint, css text
INSERT INTO @shop@.theme (id, accent, ground, surface, ink, font_body, font_head, radius, css)
VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE SET accent = excluded.accent, ground = excluded.ground, surface = excluded.surface,
	ink = excluded.ink, font_body = excluded.font_body, font_head = excluded.font_head, radius = excluded.radius,
	css = excluded.css;

-- name: theme_name
-- on: shop
-- in: theme text, theme_hash text
UPDATE @shop@.shop SET theme = $1, theme_hash = $2 WHERE id = 1;

-- name: theme_logo_set
-- on: shop
-- in: address text?, width bigint, height bigint
UPDATE @shop@.shop SET logo_address = $1, logo_width = $2, logo_height = $3 WHERE id = 1;
