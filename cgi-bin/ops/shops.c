#include "ops/shops.h"

#include <string.h>

#include "base/conf.h"
#include "base/str.h"
#include "db/admin.h"
#include "kit/text.h"
#include "media/store.h"
#include "ops/cells.h"
#include "ops/fence.h"
#include "ops/file.h"
#include "ops/migrate.h"
#include "ops/move.h"
#include "queries.h"
#include "shop/outbox_hint.h"
#include "shop/product_index.h"

static const char lower[] = "abcdefghijklmnopqrstuvwxyz";
static const char name_bytes[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
static const char host_bytes[] = "abcdefghijklmnopqrstuvwxyz0123456789-.";

enum { NAME_LEAST = 2, NAME_MOST = 31, HOST_MOST = 253 };

static bool name_ok(const char *name)
{
	size_t n = strlen(name);

	return n >= NAME_LEAST && n <= NAME_MOST && strchr(lower, name[0]) && strspn(name, name_bytes) == n;
}

static bool host_ok(const char *host)
{
	size_t n = strlen(host);

	return n > 0 && n <= HOST_MOST && strspn(host, host_bytes) == n && host[0] != '.' && !strstr(host, "..") &&
	       host[n - 1] != '.';
}

/* Offered languages are those that the installation has templates for. */
static bool locale_ok(struct ctx *ctx, const char *locale)
{
	const char **names;
	size_t n;

	if (file_list(
	        ctx, ctx->conf->template_dir, arena_printf(ctx->arena, "storefront.%s.tpl", locale), &names, &n)) {
		err_clear(ctx);
		return strspn(locale, lower) >= 2;
	}
	return n == 1;
}

enum err_code shop_check_name(struct ctx *ctx, const char *name, const char *host)
{
	if (!name_ok(name))
		return err_set(
		    ctx, ERR_INPUT, "a shop's name is 2 to 31 of a-z, 0-9 and '-', a letter first: not \"%s\"", name);
	if (host && !host_ok(host))
		return err_set(ctx, ERR_INPUT, "\"%s\" is no host name (lower case, without port)", host);
	/* The web servers' files go by how a host begins. */
	if (host && (str_starts(host, "admin.") || str_starts(host, "demopay.")))
		return err_set(ctx, ERR_CONFLICT, "%s would lead to other pages than a shop's: choose another", host);
	return ERR_OK;
}

static enum err_code check_plan(struct ctx *ctx, const struct shop_plan *p)
{
	enum err_code err = shop_check_name(ctx, p->name, p->host);

	if (err)
		return err;
	if (!text_currency_known(p->currency))
		return err_set(ctx, ERR_INPUT, "\"%s\" is no currency of ISO 4217 (EUR)", p->currency);
	if (!text_country_known(p->country))
		return err_set(ctx, ERR_INPUT, "\"%s\" is no country of ISO 3166-1 (DE)", p->country);
	if (!text_zone_known(p->time_zone))
		return err_set(ctx, ERR_INPUT, "\"%s\" is no time zone (Europe/Berlin)", p->time_zone);
	if (!str_eq(p->tax_mode, "gross") && !str_eq(p->tax_mode, "net"))
		return err_set(ctx, ERR_INPUT, "the tax mode is gross or net, not \"%s\"", p->tax_mode);
	if (p->locales.n == 0)
		return err_set(ctx, ERR_INPUT, "a shop needs a language");
	for (size_t i = 0; i < p->locales.n; i++)
		if (!locale_ok(ctx, p->locales.v[i]))
			return err_set(
			    ctx, ERR_INPUT, "there are no templates in the language \"%s\"", p->locales.v[i]);
	return ERR_OK;
}

static enum err_code choose_cell(struct ctx *ctx, const char *asked, const char **out)
{
	struct cell_known_row known;
	enum err_code err;

	if (!asked)
		return cell_choose(ctx, "", out);
	err = q_cell_known_one(ctx, &(struct cell_known_in){ .name = asked }, &known);
	if (err == ERR_NOT_FOUND)
		err_set(ctx, err, "there is no cell \"%s\": make it by stoactl cell add %s", asked, asked);
	*out = asked;
	return err;
}

/* A shop being registered on the platform. */
struct entry {
	const struct shop_plan *plan;
	const char *cell;
	int64_t id;
};

static enum err_code take_host(struct ctx *ctx, const struct entry *e)
{
	struct domain_owner_row owner;
	enum err_code err = q_domain_owner_one(ctx, &(struct domain_owner_in){ .host = e->plan->host }, &owner);

	if (!err && owner.tenant_id == e->id)
		return ERR_OK;
	if (!err)
		return err_set(ctx, ERR_CONFLICT, "the host %s belongs to another shop", e->plan->host);
	if (err != ERR_NOT_FOUND)
		return err;
	return q_domain_add(
	    ctx, &(struct domain_add_in){ .host = e->plan->host, .tenant_id = e->id, .is_primary = true }, NULL);
}

/* With the schema that waits under it; where the pool is empty the schema is made now. */
static enum err_code take_id(struct ctx *ctx, struct entry *e)
{
	const struct pool_take_in in = { .cell = e->cell, .name = e->plan->name, .now = ctx->now };
	struct pool_take_row ready;
	struct tenant_add_row made;
	enum err_code err = q_pool_take_one(ctx, &in, &ready);

	e->id = ready.id;
	if (err != ERR_NOT_FOUND)
		return err;
	err = q_tenant_add_one(
	    ctx, &(struct tenant_add_in){ .name = e->plan->name, .cell = e->cell, .now = ctx->now }, &made);
	e->id = made.id;
	return err;
}

static enum err_code enter(struct ctx *ctx, void *arg)
{
	struct entry *e = arg;
	struct tenant_by_name_row old;
	enum err_code err = q_tenant_by_name_one(ctx, &(struct tenant_by_name_in){ .name = e->plan->name }, &old);

	if (!err && !str_eq(old.state, "creating"))
		return err_set(
		    ctx, ERR_CONFLICT, "a shop named %s exists (stoactl tenant show %s)", old.name, old.name);
	if (!err) {
		e->id = old.id;
		e->cell = old.cell;
	} else if (err == ERR_NOT_FOUND) {
		err = take_id(ctx, e);
	}
	return err ? err : take_host(ctx, e);
}

enum err_code shop_create(struct ctx *ctx, const struct shop_plan *plan, int64_t *id)
{
	struct entry e = { .plan = plan };
	struct migrations m;
	size_t applied;
	enum err_code err = check_plan(ctx, plan);

	if (!err)
		err = choose_cell(ctx, plan->cell, &e.cell);
	if (!err)
		err = migrations_read(ctx, DB_ON_SHOP, &m);
	if (!err)
		err = db_tx_platform(ctx, enter, &e);
	if (err)
		return err;
	db_scope(ctx->db, e.id, e.cell);
	err = migrate(ctx, &m, &applied);
	if (!err)
		err = shop_seed(ctx, plan);
	if (!err)
		err = product_index_bring_up(ctx);
	if (!err)
		err = q_tenant_set_state(ctx, &(struct tenant_set_state_in){ .id = e.id, .state = "active" }, NULL);
	*id = e.id;
	return err;
}

static enum err_code find(struct ctx *ctx, const char *name, struct tenant_by_name_row *out)
{
	enum err_code err = q_tenant_by_name_one(ctx, &(struct tenant_by_name_in){ .name = name }, out);

	if (err == ERR_NOT_FOUND)
		err_set(ctx, err, "there is no shop named \"%s\" (stoactl tenant list)", name);
	return err;
}

enum err_code shop_set_state(struct ctx *ctx, const char *name, const char *state)
{
	struct tenant_by_name_row t;
	enum err_code err = find(ctx, name, &t);

	if (err)
		return err;
	if (str_eq(t.state, "creating"))
		return err_set(ctx, ERR_CONFLICT, "the shop %s is not complete: repeat stoactl tenant create", name);
	err = q_tenant_set_state(ctx, &(struct tenant_set_state_in){ .id = t.id, .state = state }, NULL);
	if (!err)
		err = media_close_shop(ctx, t.id, !str_eq(state, "active"));
	if (err || !str_eq(state, "active"))
		return err;
	/* Its hints were taken away while it was closed. */
	db_scope(ctx->db, t.id, t.cell);
	err = outbox_announce(ctx, 0);
	db_scope(ctx->db, 0, NULL);
	return err;
}

static enum err_code strike_out(struct ctx *ctx, void *arg)
{
	const int64_t *id = arg;

	q_domain_remove_all_queue(ctx, &(struct domain_remove_all_in){ .tenant_id = *id });
	q_membership_remove_all_queue(ctx, &(struct membership_remove_all_in){ .tenant_id = *id });
	q_tenant_set_state_queue(ctx, &(struct tenant_set_state_in){ .id = *id, .state = "dropped" });
	return db_flush(ctx);
}

enum err_code shop_drop(struct ctx *ctx, const char *name)
{
	static const struct move_manner at_once = { .wait_seconds = 0 };
	struct tenant_by_name_row t;
	enum err_code err = find(ctx, name, &t);

	if (!err)
		err = shop_hold(ctx, t.id, name, true);
	if (!err)
		err = move_settle(ctx, t.id, &at_once);
	if (!err)
		err = find(ctx, name, &t);
	/* Suspended first, so that no page is half there; the name is free only when all is gone. */
	if (!err)
		err = q_tenant_set_state(ctx, &(struct tenant_set_state_in){ .id = t.id, .state = "suspended" }, NULL);
	if (err)
		return err;
	db_scope(ctx->db, t.id, t.cell);
	ctx->tenant_id = t.id;
	err = schema_drop(ctx);
	if (!err)
		err = media_drop_shop(ctx, t.id);
	return err ? err : db_tx_platform(ctx, strike_out, &t.id);
}
