-- The best 2,000 products of a question, by RUM's own order and by draws with GIN as shop/finding_draw has them: milliseconds of each, as lines
-- "search_rum KIND ms" and "search_draw KIND ms" of tests/bench/catalog. psql variable: shop (its schema).
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
SET jit = off;
CREATE EXTENSION IF NOT EXISTS rum;
DROP SCHEMA IF EXISTS bench_rum CASCADE;
CREATE SCHEMA bench_rum;
CREATE TABLE bench_rum.words AS SELECT product_id, locale, words FROM :"shop".product_search ORDER BY product_id, locale;
CREATE TABLE bench_rum.took (way text, kind text, ms numeric, n bigint);
SELECT clock_timestamp() AS begun \gset
CREATE INDEX words_rum ON bench_rum.words USING rum (words rum_tsvector_ops);
INSERT INTO bench_rum.took VALUES ('build', 'rum', extract(epoch FROM clock_timestamp() - :'begun'::timestamptz) * 1000, 0);
VACUUM ANALYZE bench_rum.words;
CREATE VIEW bench_rum.own AS SELECT product_id, locale, words FROM :"shop".product_search;

-- q: the words; begun: by marks of beginnings, NULL where all are whole.
CREATE FUNCTION bench_rum.by_draw(q tsquery, begun tsquery) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	asked tsquery := coalesce(begun, q);
	n bigint;
	times int := 6;
BEGIN
	SELECT count(*) INTO n FROM bench_rum.own WHERE words @@ (asked && '''@en6'''::tsquery);
	WHILE times > 0 AND n << (6 - times) < 3000 LOOP
		times := times - 1;
	END LOOP;
	asked := CASE WHEN times >= CASE WHEN begun IS NULL THEN 1 ELSE 4 END THEN asked && ('''@en' || times || '''')::tsquery ELSE q END;
	SELECT count(*) INTO n FROM (
		SELECT product_id FROM (SELECT product_id, words FROM bench_rum.own WHERE words @@ asked AND locale = 'en' LIMIT 2001) s
		ORDER BY ts_rank(words, q) DESC LIMIT 2000) best;
	RETURN n;
END $$;
CREATE FUNCTION bench_rum.by_rum(q tsquery) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	SELECT count(*) INTO n FROM (
		SELECT product_id FROM bench_rum.words WHERE words @@ q AND locale = 'en' ORDER BY words <=> q LIMIT 2000) best;
	RETURN n;
END $$;

CREATE TABLE bench_rum.asked AS
WITH word (w) AS (
	SELECT unnest('{cotton,linen,wool,silk,leather,oak,shirt,bowl,lamp,chair,table,white,black,blue}'::text[])
), mark (m) AS (
	-- The terms that most products have, as a shopper's choices.
	SELECT '#' || t FROM (SELECT unnest(terms) AS t FROM :"shop".product_facet TABLESAMPLE SYSTEM (2)) x GROUP BY t ORDER BY count(*) DESC LIMIT 4
)
SELECT 'common' AS kind, quote_literal(w)::tsquery AS q, NULL::tsquery AS begun FROM word
UNION ALL SELECT 'two', quote_literal(a.w)::tsquery && quote_literal(b.w)::tsquery, NULL FROM word a, word b WHERE a.w < 'm' AND b.w > 'm'
UNION ALL SELECT 'narrowed', quote_literal(w)::tsquery && quote_literal(m)::tsquery, NULL FROM word, mark
UNION ALL SELECT 'begun', (quote_literal(left(w, 3)) || ':*')::tsquery, quote_literal('~' || left(w, 3))::tsquery FROM word;

DO $$
DECLARE
	a record;
	begun timestamptz;
	n bigint;
	rounds int := 3;
BEGIN
	-- As with the program's statements: no plan knows the words; the first round warms and is not counted.
	SET plan_cache_mode = force_generic_plan;
	SET enable_seqscan = off;
	FOR round IN 0 .. rounds LOOP
		FOR a IN SELECT * FROM bench_rum.asked LOOP
			begun := clock_timestamp();
			n := bench_rum.by_draw(a.q, a.begun);
			IF round > 0 THEN
				INSERT INTO bench_rum.took VALUES ('search_draw', a.kind, extract(epoch FROM clock_timestamp() - begun) * 1000, n);
			END IF;
			begun := clock_timestamp();
			n := bench_rum.by_rum(a.q);
			IF round > 0 THEN
				INSERT INTO bench_rum.took VALUES ('search_rum', a.kind, extract(epoch FROM clock_timestamp() - begun) * 1000, n);
			END IF;
		END LOOP;
	END LOOP;
END $$;
\pset tuples_only on
\pset format unaligned
\pset fieldsep ' '
SELECT way, kind, round(ms, 3) FROM bench_rum.took;
SELECT 'size', 'rum', pg_relation_size('bench_rum.words_rum') / 1048576;
SELECT 'size', 'gin', pg_relation_size(i.indexrelid) / 1048576 FROM pg_index i WHERE i.indexrelid = (:'shop' || '.product_search_words_idx')::regclass;
DROP SCHEMA bench_rum CASCADE;
