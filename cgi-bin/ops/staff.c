#include "ops/staff.h"

#include <string.h>

#include "base/limits.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "queries.h"

struct job {
	const struct staff_plan *plan;
	int64_t tenant_id;
	const char *hash; /* NULL: the password stays */
	int64_t staff_id; /* 0: to be made */
};

/* A mailbox with something on both sides; whether mail arrives is found out by sending some. */
static bool email_ok(const char *email)
{
	const char *at = strchr(email, '@');

	return at && at != email && at[1] && !strchr(at + 1, '@') && !strpbrk(email, " \t\r\n<>,;") &&
	       strlen(email) <= LIMIT_EMAIL_BYTES;
}

static enum err_code check(struct ctx *ctx, const struct staff_plan *p)
{
	if (!email_ok(p->email))
		return err_set(ctx, ERR_INPUT, "\"%s\" is no e-mail address", p->email);
	if (!str_eq(p->role, "owner") && !str_eq(p->role, "clerk"))
		return err_set(ctx, ERR_INPUT, "the role is owner or clerk, not \"%s\"", p->role);
	if (p->password && utf8_length(p->password) < STAFF_PASSWORD_LEAST)
		return err_set(ctx, ERR_INPUT, "the password has fewer than %d characters", STAFF_PASSWORD_LEAST);
	return ERR_OK;
}

static enum err_code write_staff(struct ctx *ctx, void *arg)
{
	struct job *j = arg;
	int64_t id = j->staff_id;
	struct staff_add_row row;
	enum err_code err = ERR_OK;

	if (id == 0) {
		err = q_staff_add_one(ctx,
		    &(struct staff_add_in){ .email = j->plan->email,
		        .name = str_empty(j->plan->name) ? j->plan->email : j->plan->name,
		        .locale = "",
		        .now = ctx->now },
		    &row);
		id = row.id;
	}
	if (err)
		return err;
	if (j->hash) {
		q_staff_credential_set_queue(ctx,
		    &(struct staff_credential_set_in){ .staff_id = id, .password_hash = j->hash, .now = ctx->now });
		q_staff_session_remove_all_queue(ctx, &(struct staff_session_remove_all_in){ .staff_id = id });
	}
	q_membership_set_queue(
	    ctx, &(struct membership_set_in){ .staff_id = id, .tenant_id = j->tenant_id, .role = j->plan->role });
	return db_flush(ctx);
}

static enum err_code find(struct ctx *ctx, struct job *j)
{
	struct tenant_by_name_row shop;
	struct staff_find_row staff;
	enum err_code err = q_tenant_by_name_one(ctx, &(struct tenant_by_name_in){ .name = j->plan->shop }, &shop);

	if (err == ERR_NOT_FOUND)
		return err_set(ctx, err, "there is no shop named \"%s\" (stoactl tenant list)", j->plan->shop);
	if (err)
		return err;
	j->tenant_id = shop.id;
	err = q_staff_find_one(ctx, &(struct staff_find_in){ .email = j->plan->email }, &staff);
	if (!err)
		j->staff_id = staff.id;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err_code staff_make_member(struct ctx *ctx, const struct staff_plan *p, const char **made)
{
	struct job j = { .plan = p };
	const char *password = p->password;
	char token[CRYPTO_TOKEN_SIZE];
	enum err_code err = check(ctx, p);

	*made = NULL;
	if (!err)
		err = find(ctx, &j);
	if (err)
		return err;
	if (!password && j.staff_id == 0) {
		crypto_token(token);
		*made = password = arena_strdup(ctx->arena, token);
	}
	if (password)
		j.hash = crypto_password_hash(ctx->arena, password);
	return db_tx_platform(ctx, write_staff, &j);
}
