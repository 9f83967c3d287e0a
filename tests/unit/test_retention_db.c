/* What has been kept long enough goes, by the worker's role; everything else stays. */
#include "sale_kit.h"

#include "base/str.h"
#include "cluster.h"
#include "queries.h"
#include "shop/retention.h"

enum { DAY = 24 * 3600 };

static void age(const char *token, int days)
{
	struct ctx *ctx = as("worker");

	sql("UPDATE @.cart SET updated_at = to_timestamp(%lld) WHERE token_hash = sha256('%s')",
	    (long long)ctx->now - (long long)days * DAY, token);
}

static long long kept(const char *table, const char *token)
{
	return number("SELECT count(*) FROM @.%s WHERE %s IN (SELECT id FROM @.cart WHERE token_hash = sha256('%s'))",
	    table, str_eq(table, "cart") ? "id" : "cart_id", token);
}

static void old_carts_go_with_line_and_contact(void **state)
{
	const char *old = ready(MUG, 1, "DE", "bank_transfer"), *young = ready(MUG, 2, "DE", "bank_transfer");
	long long id = number("SELECT id FROM @.cart WHERE token_hash = sha256('%s')", old);
	struct cart cart;

	(void)state;
	age(old, 61);
	age(young, 59);
	assert_int_equal(kept("cart", old), 1);
	assert_int_equal(retention_shop(as("worker")), ERR_OK);
	assert_int_equal(number("SELECT count(*) FROM @.cart WHERE id = %lld", id), 0);
	assert_int_equal(number("SELECT count(*) FROM @.cart_line WHERE cart_id = %lld", id), 0);
	assert_int_equal(number("SELECT count(*) FROM @.cart_contact WHERE cart_id = %lld", id), 0);
	assert_int_equal(kept("cart", young), 1);
	assert_int_equal(kept("cart_line", young), 1);
	assert_int_equal(kept("cart_contact", young), 1);
	assert_int_equal(cart_load(as("cart"), old, &cart), ERR_NOT_FOUND);
}

static void an_order_outlives_its_cart(void **state)
{
	const char *token = ready(BOOK, 1, "DE", "bank_transfer");
	struct order_place p;
	const struct order *o;

	(void)state;
	assert_int_equal(place(token, &p), ERR_OK);
	age(token, 61);
	assert_int_equal(retention_shop(as("worker")), ERR_OK);
	assert_int_equal(kept("cart", token), 0);
	o = order_now(p.order_id);
	assert_string_equal(o->email, "ada@example.org");
	assert_string_equal(o->address.name, "Ada");
	assert_int_equal(o->n_lines, 1);
}

static void a_cart_that_is_filled_in_stays(void **state)
{
	const char *token = ready(MUG, 1, "DE", "bank_transfer");
	struct ctx *ctx;
	struct cart cart;
	struct contact contact;

	(void)state;
	age(token, 61);
	ctx = as("checkout");
	assert_int_equal(cart_load(ctx, token, &cart), ERR_OK);
	contact = *cart.contact;
	assert_int_equal(cart_set_contact(ctx, &cart, &contact), ERR_OK);
	assert_int_equal(retention_shop(as("worker")), ERR_OK);
	assert_int_equal(kept("cart", token), 1);
}

static void drafts_of_staff_go_with_their_lines(void **state)
{
	struct ctx *ctx = as("worker");
	const long long now = (long long)ctx->now;

	(void)state;
	for (int i = 0; i < 2; i++)
		sql("WITH d AS (INSERT INTO @.draft (state, staff_id, locale, currency, name, country, created_at, "
		    "updated_at)"
		    " VALUES ('open', 1, 'en', 'EUR', 'draft%d', 'DE', to_timestamp(%lld), to_timestamp(%lld)) "
		    "RETURNING id)"
		    " INSERT INTO @.draft_line (draft_id, variant_id, position, quantity) SELECT id, %d, 1, 1 FROM d",
		    i, now, now - (i ? 59LL : 61LL) * DAY, MUG);
	assert_int_equal(number("SELECT count(*) FROM @.draft_line"), 2);
	assert_int_equal(retention_shop(ctx), ERR_OK);
	assert_string_equal(sql("SELECT string_agg(name, ' ') FROM @.draft"), "draft1");
	assert_int_equal(number("SELECT count(*) FROM @.draft_line"), 1);
}

static void forms_of_staff_go_after_a_day(void **state)
{
	struct ctx *ctx = as("worker");

	(void)state;
	for (int i = 0; i < 2; i++)
		sql("INSERT INTO @.sent_form (id, said, location, made_at) VALUES (sha256('%d'), sha256('x'), '/%d', "
		    "to_timestamp(%lld))",
		    i, i, (long long)ctx->now - DAY + (i ? 60 : -60));
	assert_int_equal(retention_shop(ctx), ERR_OK);
	assert_string_equal(sql("SELECT string_agg(location, ' ') FROM @.sent_form"), "/1");
}

static void many_carts_go_in_steps(void **state)
{
	struct ctx *ctx = as("worker");

	(void)state;
	sql("INSERT INTO @.cart (token_hash, state, created_at, updated_at) SELECT sha256(i::text::bytea), 'open', x, "
	    "x "
	    "FROM generate_series(1, 2500) i, to_timestamp(%lld) x",
	    (long long)ctx->now - 400 * DAY);
	assert_int_equal(retention_shop(ctx), ERR_OK);
	assert_int_equal(number("SELECT count(*) FROM @.cart WHERE updated_at < now() - interval '399 days'"), 0);
}

static void the_worker_looks_into_no_cart(void **state)
{
	(void)state;
	assert_int_equal(number("SELECT count(*) FROM (VALUES ('cart_line'), ('cart_contact')) t (name) WHERE "
	                        "has_table_privilege('stoa_worker', '@.' || name, 'SELECT')"),
	    0);
}

static void sessions_and_attempts_go_when_they_are_over(void **state)
{
	struct ctx *admin = as("admin");
	const uint8_t marks[] = { 1, 2 };
	struct staff_add_in ada = { .email = "ada@hafen.example", .name = "Ada", .locale = "de", .now = admin->now };
	struct staff_add_row row;
	struct ctx owner;
	struct login_attempt_count_in count = { .key_hash = { marks, 1 }, .since = 0 };
	struct login_attempt_count_row left;
	struct staff_session_find_row session;

	(void)state;
	cluster_ctx(&owner, NULL);
	assert_int_equal(q_staff_add_one(&owner, &ada, &row), ERR_OK);
	for (size_t i = 0; i < 2; i++) {
		struct staff_session_add_in s = { .token_hash = { marks + i, 1 },
			.staff_id = row.id,
			.now = admin->now - 3600,
			.expires_at = admin->now + (i ? 3600 : -1) };
		struct login_attempt_add_in a = { .email_hash = { marks, 1 },
			.address_hash = { marks + 1, 1 },
			.now = admin->now - (i ? DAY - 60 : DAY + 60) };
		assert_int_equal(q_staff_session_add(&owner, &s, NULL), ERR_OK);
		assert_int_equal(
		    q_login_attempt_add(&owner, &a, &(struct login_attempt_add_row *){ NULL }, &(size_t){ 0 }), ERR_OK);
	}
	assert_int_equal(retention_platform(as("worker")), ERR_OK);
	assert_int_equal(q_login_attempt_count_one(&owner, &count, &left), ERR_OK);
	assert_int_equal(left.n, 1);
	for (size_t i = 0; i < 2; i++) {
		struct staff_session_find_in f = { .token_hash = { marks + i, 1 }, .now = 0 };
		assert_int_equal(q_staff_session_find_one(&owner, &f, &session), i ? ERR_OK : ERR_NOT_FOUND);
	}
	cluster_leave(&owner);
}

static void witnesses_go_after_an_hour(void **state)
{
	struct ctx *cart = as("cart"), *admin = as("admin");
	struct bytes old = db_witness_bound(cart, cart->now - RETENTION_WITNESS_SECONDS - 1);
	struct bytes young = db_witness_bound(cart, cart->now - RETENTION_WITNESS_SECONDS + 60);
	struct witness_look_row row;

	(void)state;
	assert_int_equal(q_witness_put(cart, &(struct witness_put_in){ old }, NULL), ERR_OK);
	assert_int_equal(q_witness_put(cart, &(struct witness_put_in){ young }, NULL), ERR_OK);
	assert_int_equal(q_witness_put_platform(admin, &(struct witness_put_platform_in){ old }, NULL), ERR_OK);
	assert_int_equal(retention_cell(as("worker")), ERR_OK);
	assert_int_equal(retention_platform(as("worker")), ERR_OK);
	assert_int_equal(q_witness_look_one(cart, &(struct witness_look_in){ old }, &row), ERR_NOT_FOUND);
	assert_int_equal(q_witness_look_one(cart, &(struct witness_look_in){ young }, &row), ERR_OK);
	assert_int_equal(q_witness_look_platform_one(admin, &(struct witness_look_platform_in){ old },
	                     &(struct witness_look_platform_row){ false }),
	    ERR_NOT_FOUND);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(old_carts_go_with_line_and_contact),
		cmocka_unit_test(an_order_outlives_its_cart),
		cmocka_unit_test(a_cart_that_is_filled_in_stays),
		cmocka_unit_test(drafts_of_staff_go_with_their_lines),
		cmocka_unit_test(forms_of_staff_go_after_a_day),
		cmocka_unit_test(many_carts_go_in_steps),
		cmocka_unit_test(the_worker_looks_into_no_cart),
		cmocka_unit_test(sessions_and_attempts_go_when_they_are_over),
		cmocka_unit_test(witnesses_go_after_an_hour),
	};

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, sale_begin, sale_end);
}
