/* What must hold after each step: by statements of the test's own, beside those that stoactl's checks ask. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cluster.h"
#include "queries.h"
#include "shop/hold.h"
#include "shop/ledger_check.h"
#include "walk_room.h"

/* $1: the order; $2, $3: pieces of mugs and books that others hold. What does not hold, or "". */
static const char invariants[] =
    "WITH o AS MATERIALIZED (SELECT * FROM @.orders WHERE id = $1),"
    " e AS MATERIALIZED (SELECT axis, subject_id, id, from_state, to_state, lag(to_state) OVER w AS before,"
    "   lead(id) OVER w AS next FROM @.state_event WHERE order_id = $1 WINDOW w AS (PARTITION BY axis, subject_id ORDER"
    "   BY id)),"
    " p AS MATERIALIZED (SELECT *, coalesce(captured_minor, 0) AS taken FROM @.payment WHERE order_id = $1),"
    " f AS MATERIALIZED (SELECT * FROM @.refund WHERE order_id = $1),"
    " x AS MATERIALIZED (SELECT y.*, f.state, f.for_edit FROM f JOIN @.refund_line y ON y.refund_id = f.id),"
    " l AS MATERIALIZED (SELECT l.id, l.variant_id, l.quantity, l.line_gross,"
    "   coalesce((SELECT sum(s.quantity) FROM @.shipment_line s WHERE s.order_line_id = l.id), 0) AS sent,"
    "   coalesce((SELECT sum(x.dropped) FROM x WHERE x.order_line_id = l.id AND x.state = 'done'), 0) AS gone,"
    "   coalesce((SELECT sum(x.dropped) FROM x WHERE x.order_line_id = l.id AND x.state = 'requested'), 0) AS going,"
    "   coalesce((SELECT sum(x.quantity) FROM x WHERE x.order_line_id = l.id AND x.state <> 'failed'), 0) AS back,"
    "   coalesce((SELECT sum(r.received) FROM @.return_line r WHERE r.order_line_id = l.id), 0) AS home"
    "   FROM @.order_line l WHERE l.order_id = $1),"
    " r AS MATERIALIZED (SELECT * FROM @.reservation WHERE order_id = $1),"
    " a AS MATERIALIZED (SELECT * FROM @.allocation WHERE order_id = $1),"
    " holds AS MATERIALIZED (SELECT s.variant_id, s.on_hand, s.reserved, s.committed, CASE s.variant_id WHEN 1 THEN "
    "$2::bigint"
    "   ELSE $3::bigint END + coalesce((SELECT sum(CASE WHEN o.pieces = 'none' THEN 0 WHEN o.state IN ('cancelled', "
    "'expired') THEN CASE"
    "   o.pieces WHEN 'committed' THEN l.going ELSE 0 END ELSE l.quantity - l.sent - l.gone END) FROM l, o WHERE "
    "l.variant_id = s.variant_id), 0) AS"
    "   promised FROM (SELECT variant_id, sum(on_hand) AS on_hand, sum(reserved) AS reserved, sum(committed) AS "
    "committed"
    "   FROM @.stock WHERE variant_id IN (1, 2) GROUP BY variant_id) s)"
    " SELECT CASE"
    " WHEN EXISTS (SELECT FROM e WHERE before <> from_state) THEN 'a state changed without an event'"
    " WHEN EXISTS (SELECT FROM e WHERE next IS NULL AND to_state <> CASE axis"
    "   WHEN 'order' THEN (SELECT state FROM o) WHEN 'paid' THEN (SELECT payment_state FROM o)"
    "   WHEN 'shipped' THEN (SELECT shipping_state FROM o) WHEN 'payment' THEN (SELECT state FROM p WHERE p.id ="
    "   subject_id) WHEN 'refund' THEN (SELECT state FROM f WHERE f.id = subject_id)"
    "   ELSE (SELECT state FROM @.return_request q WHERE q.id = subject_id) END) THEN 'the last event tells another "
    "state'"
    " WHEN EXISTS (SELECT FROM holds WHERE reserved + committed <> promised) THEN 'other pieces are promised than the"
    " order holds'"
    " WHEN EXISTS (SELECT FROM @.stock s WHERE s.location_id = 2 AND s.variant_id IN (1, 2) AND s.reserved + "
    "s.committed"
    "   <> CASE s.variant_id WHEN 1 THEN $4::bigint ELSE $5::bigint END"
    "   + coalesce((SELECT sum(r.quantity) FROM r WHERE r.variant_id = s.variant_id AND r.location_id = 2), 0)"
    "   + coalesce((SELECT sum(a.open) FROM a WHERE a.variant_id = s.variant_id AND a.location_id = 2), 0))"
    "   THEN 'pieces lie elsewhere than is written down'"
    " WHEN EXISTS (SELECT FROM a GROUP BY a.variant_id HAVING sum(a.sent) > (SELECT sum(l.sent) FROM l WHERE"
    "   l.variant_id = a.variant_id)) THEN 'more was sent from there than was sent'"
    " WHEN EXISTS (SELECT FROM @.stock WHERE variant_id IN (1, 2) AND (on_hand < reserved + committed OR reserved < 0 "
    "OR"
    "   committed < 0)) THEN 'more "
    "is"
    " promised than there is'"
    " WHEN (SELECT pieces FROM o) = 'reserved' AND (SELECT sum(quantity) FROM r) IS DISTINCT FROM (SELECT sum(quantity "
    "-"
    "   sent - gone) FROM l) THEN 'other pieces are reserved than the order has'"
    " WHEN (SELECT pieces FROM o) <> 'reserved' AND EXISTS (SELECT FROM r) THEN 'a reservation of an order that has "
    "none'"
    " WHEN EXISTS (SELECT FROM o WHERE pieces = 'reserved' AND NOT EXISTS (SELECT FROM @.outbox t WHERE t.effect = "
    "'hold:'"
    "   || o.id || '@' || extract(epoch FROM o.kept_until)::bigint)) THEN 'nobody will let the pieces go'"
    " WHEN EXISTS (SELECT FROM o WHERE state = 'placed' AND pieces = 'none' AND payment_state = 'unpaid' AND "
    "(expires_at"
    "   IS NULL OR NOT EXISTS (SELECT FROM @.outbox t WHERE t.effect = 'expire:' || o.id || '@' || extract(epoch FROM"
    "   o.expires_at)::bigint))) THEN 'nobody will let the order expire'"
    " WHEN EXISTS (SELECT FROM p WHERE taken < 0 OR taken > amount_minor OR refunded_minor < 0 OR refunded_minor > "
    "taken)"
    "   THEN 'more was taken or went back than there was'"
    " WHEN EXISTS (SELECT FROM p WHERE (state IN ('captured', 'part_captured')) <> (taken > 0)) THEN 'a payment is not"
    " what was taken of it'"
    " WHEN EXISTS (SELECT FROM p WHERE refunded_minor <> coalesce((SELECT sum(amount_minor) FROM f WHERE f.payment_id ="
    "   p.id AND f.state = 'done'), 0)) THEN 'other refunds than went back'"
    " WHEN EXISTS (SELECT FROM p WHERE taken < coalesce((SELECT sum(amount_minor) FROM f WHERE f.payment_id = p.id AND"
    "   f.state <> 'failed'), 0)) THEN 'more is on its way back than was taken'"
    " WHEN EXISTS (SELECT FROM o, (SELECT coalesce(sum(taken), 0) AS t, coalesce(sum(refunded_minor), 0) AS b FROM p) m"
    "   WHERE (o.payment_state = 'refunded') <> (t > 0 AND b = t) OR (o.payment_state IN ('part_paid', 'part_refunded')"
    "   AND (t = 0 OR b = t)) OR (o.payment_state = 'unpaid' AND t > 0) OR (o.payment_state = 'paid' AND (b = t OR b > "
    "0)"
    "   AND o.total_minor > 0)) THEN 'the order says something else of its money'"
    " WHEN EXISTS (SELECT FROM l WHERE sent + gone > quantity OR back > quantity OR home > sent) THEN 'pieces more than"
    " once'"
    " WHEN EXISTS (SELECT FROM l WHERE line_gross < (SELECT sum(amount_minor) FROM x WHERE x.order_line_id = l.id AND"
    "   x.state <> 'failed' AND NOT x.for_edit)) THEN 'a line gave back more than it cost'"
    " WHEN EXISTS (SELECT FROM @.order_tax t WHERE t.order_id = $1 AND (t.waived_tax NOT BETWEEN 0 AND t.amount_minor "
    "OR"
    "   t.amount_minor - t.waived_tax < (SELECT sum(x.tax_minor) FROM x WHERE x.state <> 'failed' AND NOT x.for_edit "
    "AND"
    "   coalesce(x.order_line_id, 0) = coalesce(t.order_line_id, 0)))) THEN 'more tax went back than was charged'"
    " WHEN EXISTS (SELECT FROM o WHERE state = 'completed' AND (shipping_state <> 'shipped' OR payment_state IN"
    "   ('unpaid'))) THEN 'completed too early'"
    " WHEN EXISTS (SELECT FROM o WHERE state IN ('cancelled', 'expired') AND shipping_state IN ('part_shipped',"
    "   'shipped')) THEN 'something was sent of an order that is off'"
    " ELSE '' END";

/* $1: the order. Every version of every row that the invariants read: the same text, the same rows. */
static const char versions[] =
    "SELECT (SELECT xmin::text FROM @.orders WHERE id = $1)"
    " || '/' || (SELECT string_agg(xmin::text, '.' ORDER BY variant_id, location_id) FROM @.stock WHERE variant_id IN "
    "(1, 2))"
    " || '/' || (SELECT count(*) || '.' || coalesce(max(id), 0) FROM @.state_event WHERE order_id = $1)"
    " || '/' || (SELECT count(*) || '.' || coalesce(max(id), 0) FROM @.order_event WHERE order_id = $1)"
    " || '/' || (SELECT count(*) FROM @.ledger_posting WHERE order_id = $1)"
    " || '/' || (SELECT coalesce(string_agg(xmin::text, '.' ORDER BY id), '') FROM @.payment WHERE order_id = $1)"
    " || '/' || (SELECT coalesce(string_agg(xmin::text, '.' ORDER BY id), '') FROM @.refund WHERE order_id = $1)"
    " || '/' || (SELECT coalesce(string_agg(xmin::text, '.' ORDER BY id), '') FROM @.order_line WHERE order_id = $1)"
    " || '/' || (SELECT coalesce(string_agg(xmin::text, '.' ORDER BY id), '') FROM @.order_tax WHERE order_id = $1)"
    " || '/' || (SELECT coalesce(string_agg(xmin::text, '.' ORDER BY id), '') FROM @.shipment WHERE order_id = $1)"
    " || '/' || (SELECT coalesce(string_agg(xmin::text, '.' ORDER BY id), '') FROM @.return_request WHERE order_id = "
    "$1)"
    " || '/' || (SELECT coalesce(string_agg(xmin::text, '.' ORDER BY variant_id, location_id), '') FROM @.reservation "
    "WHERE"
    " order_id = $1)"
    " || '/' || (SELECT coalesce(string_agg(xmin::text, '.' ORDER BY variant_id, location_id), '') FROM @.allocation "
    "WHERE"
    " order_id = $1)";

static const char *books_fault(int64_t order_id)
{
	static char text[200];
	struct ctx *ctx = as("owner");
	struct ledger_faults_in in = { .first = order_id, .last = order_id, .max_rows = 1 };
	struct ledger_faults_row *rows;
	size_t n;

	assert_int_equal(q_ledger_faults(ctx, &in, &rows, &n), ERR_OK);
	if (n == 0)
		return NULL;
	snprintf(text, sizeof text, "the books do not agree: %s is %lld, expected %lld", rows[0].what,
	    (long long)rows[0].books, (long long)rows[0].expected);
	return text;
}

const char *walk_fault(const struct walk *w, char mark[MARK])
{
	static char text[200];
	int64_t args[] = { w->order_id, w->held[0], w->held[1], w->held_below[0], w->held_below[1] };
	const char *said = ask(versions, 1, args);

	assert_true(strlen(said) < MARK);
	if (str_eq(said, mark))
		return NULL;
	str_copy(mark, said, MARK);
	said = ask(invariants, 5, args);
	if (!*said)
		return books_fault(w->order_id);
	str_copy(text, said, sizeof text);
	return text;
}

const char *walk_fault_of_all(void)
{
	static char text[200];
	struct ledger_report books;
	const struct hold_fault *faults;
	size_t n;

	assert_int_equal(ledger_check(as("owner"), 0, &books), ERR_OK);
	if (books.n_faults > 0) {
		snprintf(text, sizeof text, "ledger check: order %s: %s", books.faults[0].number, books.faults[0].what);
		return text;
	}
	assert_int_equal(hold_check(as("owner"), &faults, &n), ERR_OK);
	if (n == 0)
		return NULL;
	snprintf(text, sizeof text, "stock check: variant %lld: reserved %lld of %lld, committed %lld of %lld",
	    (long long)faults[0].variant_id, (long long)faults[0].reserved, (long long)faults[0].reservations,
	    (long long)faults[0].committed, (long long)faults[0].owed);
	return text;
}
