#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "db/carry.h"
#include "db/db.h"
#include "media/store.h"
#include "ops/bundle_room.h"
#include "ops/cells.h"
#include "ops/fence.h"
#include "ops/migrate.h"
#include "ops/move.h"
#include "ops/shops.h"
#include "queries.h"
#include "shop/product_index.h"

/* A shop on its way in. */
struct arrival {
	const struct bundle_wish *wish;
	const struct json *manifest;
	const char *name, *state;
	int64_t before; /* the id that it had */
	int64_t created_at;
	bool same_installation;
	const char *cell;
	int64_t id;
};

static enum err_code read_manifest(struct ctx *ctx, struct parcel_in *in, struct arrival *a)
{
	const char *entry, *data, *installation;
	int64_t version;
	size_t n;
	enum err_code err = parcel_next(ctx, in, &entry);

	if (err == ERR_NOT_FOUND || (!err && !str_eq(entry, BUNDLE_MANIFEST)))
		return err_set(ctx, ERR_MALFORMED, "%s is no shop's file", a->wish->path);
	if (!err)
		err = parcel_read(ctx, in, BUNDLE_PIECE, &data, &n);
	if (!err)
		err = json_parse(ctx, data, n, BUNDLE_PIECE, &a->manifest);
	if (!err)
		err = json_get_int(ctx, a->manifest, "stoa", &version);
	if (!err && version != BUNDLE_VERSION)
		return err_set(ctx, ERR_CONFLICT, "the file is of a newer version: install that");
	if (!err)
		err = json_get_text(ctx, a->manifest, "shop.name", &a->name);
	if (!err)
		err = json_get_text(ctx, a->manifest, "shop.state", &a->state);
	if (!err)
		err = json_get_int(ctx, a->manifest, "shop.id", &a->before);
	if (!err)
		err = json_get_int(ctx, a->manifest, "shop.created_at", &a->created_at);
	if (!err)
		err = json_get_text(ctx, a->manifest, "installation", &installation);
	if (!err)
		a->same_installation = str_eq(installation, bundle_installation(ctx));
	if (!err && a->wish->name)
		a->name = a->wish->name;
	return err;
}

static const char *recorded(const struct json *list, const char *name)
{
	for (size_t i = 0; i < json_count(list); i++)
		if (str_eq(json_find_text(json_item(list, i), "name"), name))
			return json_find_text(json_item(list, i), "checksum");
	return NULL;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct migration *)a)->name, ((const struct migration *)b)->name);
}

/* Those of this build, the ones that wait for the version before to end included: where the file comes from it may
 * have. */
static struct migration *all_of(struct ctx *ctx, const struct migrations *m, size_t *n)
{
	struct migration *v = ARENA_ARRAY(ctx->arena, m->n + m->n_waiting + 1, struct migration);

	*n = 0;
	for (size_t i = 0; i < m->n; i++)
		v[(*n)++] = m->file[i];
	for (size_t i = 0; i < m->n_waiting; i++)
		v[(*n)++] = m->waiting[i];
	qsort(v, *n, sizeof(*v), by_name);
	v[(*n)++] = m->revoke;
	return v;
}

static bool have(const struct migration *v, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].name, name))
			return true;
	return false;
}

/* The migrations that the file's schema had applied, without grants: nobody reads it before it is whole. */
static enum err_code then_only(
    struct ctx *ctx, const struct arrival *a, const struct migrations *all, struct migrations *out)
{
	const struct json *list = json_find(a->manifest, "migrations");
	size_t n;
	const struct migration *known = all_of(ctx, all, &n);
	struct migration *files = ARENA_ARRAY(ctx->arena, n, struct migration);

	*out = *all;
	out->file = files;
	out->n = 0;
	for (size_t i = 0; i < json_count(list); i++) {
		const char *name = json_find_text(json_item(list, i), "name");

		if (!name || !have(known, n, name))
			return err_set(ctx, ERR_CONFLICT,
			    "the file has the migration %s, which this build does not: install the newer build",
			    name ? name : "without a name");
	}
	for (size_t i = 0; i < n; i++) {
		const char *checksum = recorded(list, known[i].name);

		if (!checksum || known[i].again || str_eq(known[i].name, all->revoke.name))
			continue;
		if (!str_eq(checksum, known[i].checksum))
			return err_set(ctx, ERR_CONFLICT, "%s is another one in the file", known[i].name);
		files[out->n++] = known[i];
	}
	return ERR_OK;
}

static enum err_code take_host(struct ctx *ctx, const struct arrival *a, const char *host, bool primary)
{
	struct domain_owner_row owner;
	enum err_code err = shop_check_name(ctx, a->name, host);

	if (err)
		return err;
	err = q_domain_owner_one(ctx, &(struct domain_owner_in){ .host = host }, &owner);
	if (!err && owner.tenant_id == a->id)
		return ERR_OK;
	if (!err)
		return err_set(ctx, ERR_CONFLICT, "the host %s belongs to another shop: give --host HOST", host);
	if (err != ERR_NOT_FOUND)
		return err;
	return q_domain_add(
	    ctx, &(struct domain_add_in){ .host = host, .tenant_id = a->id, .is_primary = primary }, NULL);
}

static enum err_code take_hosts(struct ctx *ctx, const struct arrival *a)
{
	const struct json *list = json_find(a->manifest, "hosts");
	enum err_code err = ERR_OK;

	if (a->wish->host)
		return take_host(ctx, a, a->wish->host, true);
	for (size_t i = 0; i < json_count(list) && !err; i++) {
		const char *host = arena_printf(ctx->arena, "%zu", i);

		err = json_get_text(ctx, list, host, &host);
		if (!err)
			err = take_host(ctx, a, host, i == 0);
	}
	return err;
}

/* Its own id where it is the shop that was dropped here; else a new one. */
static enum err_code take_id(struct ctx *ctx, struct arrival *a)
{
	const struct tenant_revive_in in = {
		.id = a->before, .name = a->name, .created_at = a->created_at, .cell = a->cell
	};
	struct tenant_add_row made;
	int64_t revived = 0;
	enum err_code err = a->same_installation ? q_tenant_revive(ctx, &in, &revived) : ERR_OK;

	a->id = a->before;
	if (err || revived == 1)
		return err;
	err =
	    q_tenant_add_one(ctx, &(struct tenant_add_in){ .name = a->name, .cell = a->cell, .now = ctx->now }, &made);
	a->id = made.id;
	return err;
}

static enum err_code enter(struct ctx *ctx, void *arg)
{
	struct arrival *a = arg;
	struct tenant_by_name_row old;
	enum err_code err = q_tenant_by_name_one(ctx, &(struct tenant_by_name_in){ .name = a->name }, &old);

	if (!err && !str_eq(old.state, "creating"))
		return err_set(ctx, ERR_CONFLICT, "a shop named %s exists: give --name NAME", a->name);
	if (!err) {
		a->id = old.id;
		a->cell = old.cell;
	} else if (err == ERR_NOT_FOUND) {
		err = take_id(ctx, a);
	}
	return err ? err : take_hosts(ctx, a);
}

/* What an earlier call has left goes. */
static enum err_code make_empty(struct ctx *ctx, const struct arrival *a, const struct migrations *then)
{
	size_t applied;
	enum err_code err;

	db_scope(ctx->db, a->id, a->cell);
	ctx->tenant_id = a->id;
	err = schema_drop(ctx);
	if (!err)
		err = media_drop_shop(ctx, a->id);
	return err ? err : migrate(ctx, then, &applied);
}

static enum err_code fill(struct ctx *ctx, struct parcel_in *in, const struct arrival *a, struct bundle_told *told)
{
	struct carry *to = NULL;
	enum err_code err = carry_begin(ctx, a->cell, a->id, &to);

	if (!err)
		err = bundle_tables_read(ctx, in, a->manifest, a->id, to, told);
	if (!err)
		err = carry_commit(ctx, &to);
	carry_end(&to);
	return err;
}

static enum err_code bring_members(struct ctx *ctx, const struct arrival *a, struct bundle_told *told)
{
	const struct json *list = json_find(a->manifest, "staff");
	enum err_code err = ERR_OK;

	for (size_t i = 0; i < json_count(list) && !err; i++) {
		const char *email, *role;
		struct staff_find_row found;

		err = json_get_text(ctx, json_item(list, i), "email", &email);
		if (!err)
			err = json_get_text(ctx, json_item(list, i), "role", &role);
		if (err)
			return err;
		err = q_staff_find_one(ctx, &(struct staff_find_in){ .email = email }, &found);
		if (!err)
			err = q_membership_set(ctx,
			    &(struct membership_set_in){ .staff_id = found.id, .tenant_id = a->id, .role = role },
			    NULL);
		else if (err == ERR_NOT_FOUND) {
			told->staff_lost++;
			err_clear(ctx);
			err = ERR_OK;
		}
	}
	return err;
}

/* From rows to a shop: current, its own, known to the worker and to caches, and open as it was. */
static enum err_code open_up(
    struct ctx *ctx, const struct arrival *a, const struct migrations *all, struct bundle_told *told)
{
	bool suspended = str_eq(a->state, "suspended");
	struct migrations tight = *all;
	size_t applied;
	enum err_code err;

	/* No program uses it yet, of whatever version: its rights are those of this one. */
	tight.contract = true;
	err = migrate(ctx, &tight, &applied);
	if (!err)
		err = product_index_bring_up(ctx);
	if (!err)
		err = bundle_adapt(ctx, a->before, a->same_installation, told);
	if (!err)
		err = bring_members(ctx, a, told);
	if (!err)
		err = shop_announce(ctx);
	if (!err && suspended)
		err = media_close_shop(ctx, a->id, true);
	if (err)
		return err;
	err = q_tenant_set_state(
	    ctx, &(struct tenant_set_state_in){ .id = a->id, .state = suspended ? "suspended" : "active" }, NULL);
	/* A worker that came by before has found it closed, and taken its hints away. */
	return err || suspended ? err : shop_announce(ctx);
}

static enum err_code choose(struct ctx *ctx, struct arrival *a)
{
	struct cell_known_row known;
	enum err_code err;

	if (!a->wish->cell)
		return cell_choose(ctx, "", &a->cell);
	a->cell = a->wish->cell;
	err = q_cell_known_one(ctx, &(struct cell_known_in){ .name = a->cell }, &known);
	if (err == ERR_NOT_FOUND)
		err_set(ctx, err, "there is no cell \"%s\" (stoactl cell list)", a->cell);
	return err;
}

static enum err_code arrive(struct ctx *ctx, struct parcel_in *in, struct arrival *a, struct bundle_told *told)
{
	struct migrations all, then;
	enum err_code err = migrations_read(ctx, DB_ON_SHOP, &all);

	if (!err)
		err = then_only(ctx, a, &all, &then);
	if (!err)
		err = choose(ctx, a);
	if (!err)
		err = db_tx_platform(ctx, enter, a);
	if (!err)
		err = shop_hold(ctx, a->id, a->name, true);
	if (!err)
		err = make_empty(ctx, a, &then);
	if (!err)
		err = fill(ctx, in, a, told);
	return err ? err : open_up(ctx, a, &all, told);
}

enum err_code bundle_read(struct ctx *ctx, const struct bundle_wish *wish, struct bundle_told *told)
{
	struct arrival a = { .wish = wish };
	struct parcel_in *in;
	enum err_code err = parcel_open(ctx, wish->path, &in);

	*told = (struct bundle_told){ .name = NULL };
	if (!err)
		err = read_manifest(ctx, in, &a);
	if (!err)
		err = shop_check_name(ctx, a.name, wish->host);
	if (!err)
		err = arrive(ctx, in, &a, told);
	told->id = a.id;
	told->name = a.name;
	told->state = a.state;
	told->same_id = a.id == a.before;
	return err;
}
