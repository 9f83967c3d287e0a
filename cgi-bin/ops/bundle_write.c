#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "db/carry.h"
#include "db/db.h"
#include "media/store.h"
#include "ops/bundle_room.h"
#include "ops/move.h"
#include "queries.h"

static enum err_code describe_platform(struct ctx *ctx, const struct tenant_by_name_row *t, struct json *m)
{
	struct json *shop = json_new_object(ctx->arena), *hosts = json_new_list(ctx->arena),
	            *staff = json_new_list(ctx->arena);
	struct domain_list_row *domains;
	struct tenant_staff_row *members;
	size_t n_domains, n_members;
	enum err_code err;

	q_domain_list_queue(ctx, &(struct domain_list_in){ .tenant_id = t->id }, &domains, &n_domains);
	q_tenant_staff_queue(ctx, &(struct tenant_staff_in){ .tenant_id = t->id }, &members, &n_members);
	err = db_flush(ctx);
	if (err)
		return err;
	json_put_int(shop, "id", t->id);
	json_put_text(shop, "name", t->name);
	json_put_text(shop, "state", t->state);
	json_put_int(shop, "created_at", t->created_at);
	for (size_t i = 0; i < n_domains; i++)
		json_add_text(hosts, domains[i].host);
	for (size_t i = 0; i < n_members; i++) {
		struct json *one = json_new_object(ctx->arena);

		json_put_text(one, "email", members[i].email);
		json_put_text(one, "role", members[i].role);
		json_add(staff, one);
	}
	json_put(m, "shop", shop);
	json_put(m, "hosts", hosts);
	json_put(m, "staff", staff);
	return ERR_OK;
}

static enum err_code describe_schema(struct ctx *ctx, const struct carry_table *t, size_t n, struct json *m)
{
	struct json *tables = json_new_list(ctx->arena), *migrations = json_new_list(ctx->arena);
	struct shop_migrations_row *rows;
	size_t n_rows;
	enum err_code err = q_shop_migrations(ctx, &rows, &n_rows);

	for (size_t i = 0; i < n && !err; i++) {
		struct json *one = json_new_object(ctx->arena);

		json_put_text(one, "name", t[i].name);
		json_put_text(one, "columns", t[i].columns);
		json_add(tables, one);
	}
	for (size_t i = 0; i < n_rows && !err; i++) {
		struct json *one = json_new_object(ctx->arena);

		json_put_text(one, "name", rows[i].name);
		json_put_text(one, "checksum", rows[i].checksum);
		json_add(migrations, one);
	}
	json_put(m, "tables", tables);
	json_put(m, "migrations", migrations);
	return err;
}

static enum err_code add_json(struct ctx *ctx, struct parcel_out *out, const char *name, const struct json *j)
{
	const char *text = json_print(ctx->arena, j);

	return parcel_add(ctx, out, name, text, strlen(text));
}

/* Rows on their way into pieces of the archive. */
struct spool {
	struct parcel_out *out;
	const char *folder;
	char *data;
	size_t n;
	int piece;
	int64_t rows;
};

static enum err_code put_piece(struct ctx *ctx, struct spool *s, const char *data, size_t n)
{
	char name[200];

	snprintf(name, sizeof(name), "%s/%06d.copy", s->folder, ++s->piece);
	return parcel_add(ctx, s->out, name, data, n);
}

static enum err_code flush(struct ctx *ctx, struct spool *s)
{
	size_t n = s->n;

	s->n = 0;
	return n ? put_piece(ctx, s, s->data, n) : ERR_OK;
}

static enum err_code keep_row(struct ctx *ctx, void *arg, const char *row, size_t n)
{
	struct spool *s = arg;
	enum err_code err = ERR_OK;

	s->rows++;
	if (s->n + n > BUNDLE_PIECE)
		err = flush(ctx, s);
	if (!err && n > BUNDLE_PIECE)
		return put_piece(ctx, s, row, n);
	if (err)
		return err;
	memcpy(s->data + s->n, row, n);
	s->n += n;
	return ERR_OK;
}

static enum err_code write_tables(struct ctx *ctx, struct parcel_out *out, struct carry *from,
    const struct carry_table *t, size_t n, struct json *sums, struct bundle_told *told)
{
	struct spool s = { .out = out, .data = arena_alloc(ctx->arena, BUNDLE_PIECE) };
	const struct carry_sum *sum;
	enum err_code err = carry_sums(ctx, from, t, n, &sum);

	for (size_t i = 0; i < n && !err; i++) {
		struct json *one = json_new_object(ctx->arena);

		s.folder = arena_printf(ctx->arena, BUNDLE_TABLES "%03zu-%s", i, t[i].name);
		s.piece = 0;
		s.rows = 0;
		if (sum[i].rows > 0)
			err = carry_out(ctx, from, &t[i], keep_row, &s);
		if (!err)
			err = flush(ctx, &s);
		json_put_int(one, "rows", sum[i].rows);
		json_put_text(one, "hash", sum[i].hash);
		json_add(sums, one);
		told->rows += s.rows;
		told->tables++;
	}
	return err;
}

/* Read last: each number that a row of the snapshot has was given out before. */
static enum err_code describe_sequences(struct ctx *ctx, struct carry *from, struct json *list)
{
	const struct carry_sequence *s;
	size_t n = 0;
	enum err_code err = carry_sequences(ctx, from, &s, &n);

	for (size_t i = 0; i < n && !err; i++) {
		struct json *one = json_new_object(ctx->arena);

		json_put_text(one, "name", s[i].name);
		json_put_int(one, "last", s[i].last);
		json_put_bool(one, "called", s[i].called);
		json_add(list, one);
	}
	return err;
}

static enum err_code write_whole(struct ctx *ctx, const struct tenant_by_name_row *t, struct carry *from,
    struct parcel_out *out, bool pictures, struct bundle_told *told)
{
	struct json *m = json_new_object(ctx->arena), *end = json_new_object(ctx->arena),
	            *sums = json_new_list(ctx->arena), *sequences = json_new_list(ctx->arena);
	const struct carry_table *tables;
	size_t n;
	enum err_code err = carry_tables(ctx, from, &tables, &n);

	json_put_int(m, "stoa", BUNDLE_VERSION);
	json_put_text(m, "installation", bundle_installation(ctx));
	json_put_bool(m, "pictures", pictures);
	if (!err)
		err = describe_platform(ctx, t, m);
	if (!err)
		err = describe_schema(ctx, tables, n, m);
	if (!err)
		err = add_json(ctx, out, BUNDLE_MANIFEST, m);
	if (!err)
		err = write_tables(ctx, out, from, tables, n, sums, told);
	if (!err)
		err = describe_sequences(ctx, from, sequences);
	if (!err && pictures)
		err = bundle_media_write(ctx, out, t->id, &told->files);
	json_put(end, "sums", sums);
	json_put(end, "sequences", sequences);
	return err ? err : add_json(ctx, out, BUNDLE_END, end);
}

enum err_code bundle_write(struct ctx *ctx, const char *name, const char *path, bool pictures, struct bundle_told *told)
{
	struct tenant_by_name_row t;
	struct parcel_out *out;
	struct carry *from = NULL;
	enum err_code err = q_tenant_by_name_one(ctx, &(struct tenant_by_name_in){ .name = name }, &t);

	*told = (struct bundle_told){ .name = name };
	if (err == ERR_NOT_FOUND)
		return err_set(ctx, err, "there is no shop named \"%s\" (stoactl tenant list)", name);
	if (!err && !str_eq(t.state, "active") && !str_eq(t.state, "suspended"))
		return err_set(ctx, ERR_CONFLICT, "the shop %s is %s", name, t.state);
	/* It neither moves nor goes meanwhile. */
	if (!err)
		err = shop_hold(ctx, t.id, name, false);
	if (!err)
		err = q_tenant_by_name_one(ctx, &(struct tenant_by_name_in){ .name = name }, &t);
	if (!err)
		err = parcel_create(ctx, path, &out);
	if (!err && pictures)
		err = media_hold(ctx, t.id);
	if (err)
		return err;
	told->id = t.id;
	told->state = t.state;
	db_scope(ctx->db, t.id, t.cell);
	err = carry_begin(ctx, t.cell, t.id, &from);
	if (!err)
		err = carry_hold(ctx, from);
	if (!err)
		err = write_whole(ctx, &t, from, out, pictures, told);
	carry_end(&from);
	return err ? err : parcel_end(ctx, out);
}
