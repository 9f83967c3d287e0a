-- What a merchant says in mails instead of our own words.

-- name: mail_text_find
-- on: shop
-- in: kind text, locale text
-- out: subject text, opening text, closing text
SELECT subject, opening, closing FROM @shop@.mail_text WHERE kind = $1 AND locale = $2;

-- name: mail_texts
-- on: shop
-- in: kind text
-- out: locale text, subject text, opening text, closing text
SELECT locale, subject, opening, closing FROM @shop@.mail_text WHERE kind = $1 ORDER BY locale;

-- name: mail_text_kinds
-- on: shop
-- out: kind text, locales bigint
SELECT kind, count(*) FROM @shop@.mail_text GROUP BY kind ORDER BY kind;

-- name: mail_text_set
-- on: shop
-- in: kind text, locale text, subject text, opening text, closing text
INSERT INTO @shop@.mail_text (kind, locale, subject, opening, closing) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (kind, locale) DO UPDATE SET subject = excluded.subject, opening = excluded.opening, closing = excluded.closing;

-- name: mail_text_delete
-- on: shop
-- in: kind text, locale text
DELETE FROM @shop@.mail_text WHERE kind = $1 AND locale = $2;

-- name: mail_text_reset
-- on: shop
-- in: kind text
DELETE FROM @shop@.mail_text WHERE kind = $1;
