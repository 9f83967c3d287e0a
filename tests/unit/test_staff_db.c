/* Logging in: sessions, memberships, and the limit on guessing. */
#include "sale_kit.h"

#include "base/str.h"
#include "cluster.h"
#include "kit/crypto.h"
#include "queries.h"
#include "shop/staff.h"

#define PASSWORD "correct horse battery staple"

static int64_t ada;

static int begin(void **state)
{
	struct ctx ctx;
	struct staff_add_in in = { .email = "Ada@Hafen.example", .name = "Ada", .locale = "de" };
	struct staff_add_row row;
	struct tenant_add_row shop;

	if (sale_begin(state))
		return -1;
	cluster_ctx(&ctx, NULL);
	in.now = ctx.now;
	if (q_staff_add_one(&ctx, &in, &row) ||
	    q_tenant_add_one(&ctx, &(struct tenant_add_in){ .name = "hafen", .cell = "one", .now = ctx.now }, &shop) ||
	    q_tenant_set_state(&ctx, &(struct tenant_set_state_in){ .id = shop.id, .state = "active" }, NULL) ||
	    q_membership_set(
	        &ctx, &(struct membership_set_in){ .staff_id = row.id, .tenant_id = shop.id, .role = "owner" }, NULL) ||
	    q_staff_credential_set(&ctx,
	        &(struct staff_credential_set_in){
	            .staff_id = row.id, .password_hash = crypto_password_hash(ctx.arena, PASSWORD), .now = ctx.now },
	        NULL))
		return -1;
	ada = row.id;
	cluster_leave(&ctx);
	return 0;
}

static enum err_code login(struct ctx *ctx, const char *email, const char *password, const char *remote)
{
	const char *token;

	return staff_login(ctx, email, password, remote, &token);
}

static void a_session_lasts_until_it_is_closed(void **state)
{
	struct ctx *ctx = as("admin");
	const char *token, *role;
	const struct staff *staff;
	const struct membership *list;
	size_t n;

	(void)state;
	assert_int_equal(staff_login(ctx, " ada@hafen.EXAMPLE ", PASSWORD, "10.0.0.1", &token), ERR_OK);
	assert_int_equal(strlen(token), 64);
	assert_int_equal(staff_by_session(ctx, token, &staff), ERR_OK);
	assert_int_equal(staff->id, ada);
	assert_string_equal(staff->locale, "de");
	ctx->staff = staff;
	assert_int_equal(staff_memberships(ctx, &list, &n), ERR_OK);
	assert_int_equal(n, 1);
	assert_string_equal(list->tenant_name, "hafen");
	assert_null(list->title); /* its cell holds no such shop */
	assert_int_equal(staff_role(ctx, "hafen", &role), ERR_OK);
	assert_string_equal(role, "owner");
	assert_int_equal(staff_role(ctx, "dilmun", &role), ERR_NOT_FOUND);
	ctx->now += STAFF_SESSION_SECONDS;
	assert_int_equal(staff_by_session(ctx, token, &staff), ERR_LOGIN);
	ctx = as("admin");
	assert_int_equal(staff_by_session(ctx, token, &staff), ERR_OK);
	assert_int_equal(staff_logout(ctx, token), ERR_OK);
	assert_int_equal(staff_by_session(ctx, token, &staff), ERR_LOGIN);
	assert_int_equal(staff_by_session(ctx, NULL, &staff), ERR_LOGIN);
	assert_int_equal(staff_by_session(ctx, "00", &staff), ERR_LOGIN);
}

static void who_is_wrong_is_not_told_how(void **state)
{
	static const char *const emails[] = { "ada@hafen.example", "nobody@hafen.example" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct ctx *ctx = as("admin");

		assert_int_equal(login(ctx, emails[i], "wrong", "10.0.0.2"), ERR_INPUT);
		assert_string_equal(ctx->refusals->field, "");
		assert_string_equal(ctx->refusals->code, "login_wrong");
	}
	assert_int_equal(login(as("admin"), emails[0], PASSWORD, "10.0.0.2"), ERR_OK);
}

static void guessing_one_password_is_limited(void **state)
{
	struct ctx *ctx;

	(void)state;
	for (int i = 0; i < STAFF_LOGIN_TRIES; i++)
		assert_int_equal(login(as("admin"), "ada@hafen.example", "wrong", "10.0.1.1"), ERR_INPUT);
	for (int i = 0; i < 3; i++)
		assert_int_equal(login(as("admin"), "ADA@hafen.example", PASSWORD, "10.0.1.2"), ERR_LIMIT);
	assert_int_equal(login(as("admin"), "other@hafen.example", "wrong", "10.0.1.2"), ERR_INPUT);
	ctx = as("admin");
	ctx->now += STAFF_LOGIN_WINDOW + 1;
	assert_int_equal(login(ctx, "ada@hafen.example", PASSWORD, "10.0.1.2"), ERR_OK);
}

static void guessing_many_from_one_address_is_limited(void **state)
{
	(void)state;
	for (int i = 0; i < 4 * STAFF_LOGIN_TRIES; i++) {
		struct ctx *ctx = as("admin");

		assert_int_equal(
		    login(ctx, arena_printf(ctx->arena, "p%d@hafen.example", i), "wrong", "10.0.2.1"), ERR_INPUT);
	}
	assert_int_equal(login(as("admin"), "fresh@hafen.example", "wrong", "10.0.2.1"), ERR_LIMIT);
	assert_int_equal(login(as("admin"), "fresh@hafen.example", "wrong", "10.0.2.2"), ERR_INPUT);
}

static void a_network_of_ipv6_counts_as_one_address(void **state)
{
	(void)state;
	for (int i = 0; i < 4 * STAFF_LOGIN_TRIES; i++) {
		struct ctx *ctx = as("admin");

		assert_int_equal(login(ctx, arena_printf(ctx->arena, "v%d@hafen.example", i), "wrong",
		                     arena_printf(ctx->arena, "2001:db8:1:2:%x::1", i)),
		    ERR_INPUT);
	}
	assert_int_equal(login(as("admin"), "v@hafen.example", "wrong", "2001:db8:1:2:ffff::1"), ERR_LIMIT);
	assert_int_equal(login(as("admin"), "v@hafen.example", "wrong", "2001:db8:1:3::1"), ERR_INPUT);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_lasts_until_it_is_closed),
		cmocka_unit_test(who_is_wrong_is_not_told_how),
		cmocka_unit_test(guessing_one_password_is_limited),
		cmocka_unit_test(guessing_many_from_one_address_is_limited),
		cmocka_unit_test(a_network_of_ipv6_counts_as_one_address),
	};

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, begin, sale_end);
}
