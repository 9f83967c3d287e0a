#include "shop/staff.h"

#include <inttypes.h>
#include <string.h>

#include "base/inet.h"
#include "base/log.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "queries.h"
#include "shop/tenant.h"

enum { TOKEN_DIGITS = 2 * (CRYPTO_TOKEN_SIZE - 1), ADDRESS_TRIES = 4 * STAFF_LOGIN_TRIES };

/* Neither e-mail nor network address is kept as it is: a keyed hash counts as well. */
static struct bytes key_of(struct ctx *ctx, const char *kind, const char *value)
{
	uint8_t key[CRYPTO_KEY_BYTES];
	uint8_t *hash = arena_alloc(ctx->arena, CRYPTO_HASH_BYTES);
	const char *text = arena_printf(ctx->arena, "%s:%s", kind, str_lower(ctx->arena, str_trim(ctx->arena, value)));

	crypto_subkey("login", 0, key);
	crypto_hmac_sha256(key, sizeof key, text, strlen(text), hash);
	return (struct bytes){ .p = hash, .n = CRYPTO_HASH_BYTES };
}

/* Who has a network of IPv6 has addresses without end. */
static const char *customer_of(struct ctx *ctx, const char *remote)
{
	struct inet address;
	char *text = arena_alloc(ctx->arena, INET_TEXT_BYTES);

	if (!inet_parse(remote, strlen(remote), &address))
		return remote;
	address = inet_customer(&address);
	inet_print(&address, text);
	return text;
}

/* One try to log in, and what counts it. */
struct attempt {
	struct bytes email, address;
	struct bigints ids; /* of its own rows */
};

static enum err_code take_back(struct ctx *ctx, const struct attempt *a)
{
	return q_login_attempt_take_back(ctx, &(struct login_attempt_take_back_in){ .ids = a->ids }, NULL);
}

/*
 * Written down before the password is looked at, so that many tries at once cannot slip through between looking and
 * writing. A try that is turned away does not count: nobody is locked out for longer by being locked out.
 */
static enum err_code note(struct ctx *ctx, struct attempt *a)
{
	struct login_attempt_add_in add = { .email_hash = a->email, .address_hash = a->address, .now = ctx->now };
	struct login_attempt_count_in in = { .since = ctx->now - STAFF_LOGIN_WINDOW };
	struct login_attempt_add_row *ids;
	struct login_attempt_count_row *email, *address;
	size_t n;
	int64_t *v;
	enum err_code err;

	q_login_attempt_add_queue(ctx, &add, &ids, &a->ids.n);
	in.key_hash = a->email;
	q_login_attempt_count_queue(ctx, &in, &email, &n);
	in.key_hash = a->address;
	q_login_attempt_count_queue(ctx, &in, &address, &n);
	err = db_flush(ctx);
	if (err)
		return err;
	v = ARENA_ARRAY(ctx->arena, a->ids.n, int64_t);
	for (size_t i = 0; i < a->ids.n; i++)
		v[i] = ids[i].id;
	a->ids.v = v;
	if (email->n <= STAFF_LOGIN_TRIES && address->n <= ADDRESS_TRIES)
		return ERR_OK;
	err = take_back(ctx, a);
	return err ? err : err_set(ctx, ERR_LIMIT, "too many logins failed");
}

static struct bytes session_hash(struct ctx *ctx, const char *token)
{
	uint8_t *hash = arena_alloc(ctx->arena, CRYPTO_HASH_BYTES);

	crypto_sha256(token, strlen(token), hash);
	return (struct bytes){ .p = hash, .n = CRYPTO_HASH_BYTES };
}

static enum err_code open_session(struct ctx *ctx, int64_t staff_id, const struct attempt *a, const char **token)
{
	char half[2][CRYPTO_TOKEN_SIZE];
	struct staff_session_add_in in = {
		.staff_id = staff_id, .now = ctx->now, .expires_at = ctx->now + STAFF_SESSION_SECONDS
	};
	enum err_code err;

	crypto_token(half[0]);
	crypto_token(half[1]);
	*token = arena_printf(ctx->arena, "%s%s", half[0], half[1]);
	in.token_hash = session_hash(ctx, *token);
	q_staff_session_add_queue(ctx, &in);
	q_login_attempt_take_back_queue(ctx, &(struct login_attempt_take_back_in){ .ids = a->ids });
	q_login_attempt_forget_queue(ctx, &(struct login_attempt_forget_in){ .key_hash = a->email });
	err = db_flush(ctx);
	if (!err)
		log_event(ctx, LOG_INFO, "staff_login", "staff=%" PRId64, staff_id);
	return err;
}

enum err_code staff_login(
    struct ctx *ctx, const char *email, const char *password, const char *remote, const char **token)
{
	struct attempt a = { .email = key_of(ctx, "email", email),
		.address = key_of(ctx, "address", customer_of(ctx, remote)) };
	struct staff_by_email_row row;
	bool known, right;
	enum err_code err = note(ctx, &a);

	if (err)
		return err;
	err = q_staff_by_email_one(ctx, &(struct staff_by_email_in){ .email = str_trim(ctx->arena, email) }, &row);
	if (err && err != ERR_NOT_FOUND)
		return err;
	known = !err && str_eq(row.state, "active");
	right = crypto_password_verify(known ? row.password_hash : NULL, password);
	if (!known || !right)
		return refuse(ctx, "", "login_wrong", NULL, NULL);
	return open_session(ctx, row.id, &a, token);
}

static bool is_token(const char *token)
{
	return token && strlen(token) == TOKEN_DIGITS && strspn(token, "0123456789abcdef") == TOKEN_DIGITS;
}

enum err_code staff_by_session(struct ctx *ctx, const char *token, const struct staff **out)
{
	struct staff_session_find_row row;
	struct staff_session_find_in in = { .now = ctx->now };
	struct staff *s;
	enum err_code err;

	if (!is_token(token))
		return err_set(ctx, ERR_LOGIN, "no session");
	in.token_hash = session_hash(ctx, token);
	err = q_staff_session_find_one(ctx, &in, &row);
	if (err == ERR_NOT_FOUND)
		return err_set(ctx, ERR_LOGIN, "the session is unknown or over");
	if (err)
		return err;
	s = ARENA_NEW(ctx->arena, struct staff);
	*s = (struct staff){
		.id = row.staff_id,
		.email = row.email,
		.name = row.name,
		.locale = str_empty(row.locale) ? NULL : row.locale,
	};
	*out = s;
	return ERR_OK;
}

enum err_code staff_logout(struct ctx *ctx, const char *token)
{
	if (!is_token(token))
		return ERR_OK;
	return q_staff_session_remove(
	    ctx, &(struct staff_session_remove_in){ .token_hash = session_hash(ctx, token) }, NULL);
}

/* A list of shops without a title is of more use than none, so a cell that is away is no failure here. */
static const char *title_of(struct ctx *ctx, const struct membership_list_row *row)
{
	const char *title = NULL;

	db_scope(ctx->db, row->tenant_id, row->cell);
	if (settings_title(ctx, ctx->locale, &title)) {
		log_event(ctx, LOG_WARN, "no_title", "shop=%" PRId64 " why=%s", row->tenant_id, ctx->err.text);
		err_clear(ctx);
	}
	db_scope(ctx->db, 0, NULL);
	return str_empty(title) ? NULL : title;
}

enum err_code staff_memberships(struct ctx *ctx, const struct membership **out, size_t *n)
{
	struct membership_list_row *rows;
	struct membership *v;
	enum err_code err;

	BUG_IF(!ctx->staff);
	err = q_membership_list(ctx, &(struct membership_list_in){ .staff_id = ctx->staff->id }, &rows, n);
	if (err)
		return err;
	v = ARENA_ARRAY(ctx->arena, *n, struct membership);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct membership){
			.tenant_name = rows[i].name,
			.title = i < STAFF_TITLES ? title_of(ctx, &rows[i]) : NULL,
			.host = rows[i].primary_host ? rows[i].primary_host : "",
			.role = rows[i].role,
		};
	*out = v;
	return ERR_OK;
}

enum err_code staff_role(struct ctx *ctx, const char *tenant_name, const char **role)
{
	struct membership_find_row row;
	struct membership_find_in in = { .name = tenant_name };
	enum err_code err;

	BUG_IF(!ctx->staff);
	in.staff_id = ctx->staff->id;
	err = q_membership_find_one(ctx, &in, &row);
	if (!err)
		*role = row.role;
	return err;
}
