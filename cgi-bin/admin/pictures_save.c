#include <inttypes.h>
#include <stdlib.h>

#include "admin/pages.h"
#include "admin/pictures.h"
#include "base/str.h"
#include "kit/json.h"
#include "kit/text.h"
#include "shop/goods.h"
#include "shop/picture.h"
#include "shop/tenant.h"
#include "web/flash.h"
#include "web/upload.h"

static const char field[] = "pictures";

static enum err_code check_alt(struct ctx *ctx, const char *locale, int64_t id, const char *text)
{
	if (utf8_length(text) <= PICTURE_ALT_POINTS)
		return ERR_OK;
	return refuse(ctx, arena_printf(ctx->arena, "alt_%s_%" PRId64, locale, id), "too_long",
	    arena_printf(ctx->arena, "%d", PICTURE_ALT_POINTS), NULL);
}

/* What was sent of the texts, as JSON; what was emptied is null, what was not sent stays. */
static enum err_code read_alts(struct ctx *ctx, const struct pictures_in *in, int64_t id, const char **out)
{
	struct json *object = json_new_object(ctx->arena);
	enum err_code result = ERR_OK;

	for (size_t i = 0; i < PICTURE_LANGUAGES; i++) {
		const char *locale = picture_languages[i], *text = param_keyed_find(&in->alt[i], id);
		enum err_code e = text ? check_alt(ctx, locale, id, text) : ERR_OK;

		if (text && settings_offer_locale(ctx->settings, locale))
			json_put_text(object, locale, *text ? text : NULL);
		result = e ? e : result;
	}
	*out = json_print(ctx->arena, object);
	return result;
}

static enum err_code read_variant(struct ctx *ctx, const struct goods *g, const char *text, int64_t *out)
{
	if (str_empty(text))
		return ERR_OK;
	if (!str_to_int(text, 1, INT64_MAX, out))
		return err_set(ctx, ERR_MALFORMED, "a picture's variant is bent");
	for (size_t i = 0; i < g->n_variants; i++)
		if (g->variants[i].id == *out)
			return ERR_OK;
	return err_set(ctx, ERR_CONFLICT, "a variant of the form is gone");
}

struct place {
	int64_t at;
	size_t row;
};

static int by_place(const void *a, const void *b)
{
	const struct place *p = a, *q = b;

	if (p->at != q->at)
		return p->at < q->at ? -1 : 1;
	return p->row < q->row ? -1 : p->row > q->row;
}

/* The rows in the order of their places; a picture that the form does not know keeps its place at the end. */
static struct place *places(struct ctx *ctx, const struct pictures_in *in, const struct picture_row *rows, size_t n)
{
	struct place *v = ARENA_ARRAY(ctx->arena, n, struct place);

	for (size_t i = 0; i < n; i++) {
		const char *text = param_keyed_find(&in->place, rows[i].id);
		v[i] = (struct place){ .at = INT64_MAX, .row = i };
		if (text)
			str_to_int(text, 0, PICTURES_A_PRODUCT * 2, &v[i].at);
	}
	qsort(v, n, sizeof *v, by_place);
	for (size_t i = 0; i < n; i++) {
		int64_t id = rows[v[i].row].id;
		size_t to = id == in->up && i > 0 ? i - 1 : id == in->down && i + 1 < n ? i + 1 : i;
		if (to == i)
			continue;
		struct place moved = v[i];
		v[i] = v[to];
		v[to] = moved;
		break;
	}
	return v;
}

/* They stand in hidden fields. */
static enum err_code check_places(struct ctx *ctx, const struct pictures_in *in)
{
	int64_t place;

	for (size_t i = 0; i < in->place.n; i++)
		if (!str_to_int(in->place.v[i].text, 0, PICTURES_A_PRODUCT * 2, &place))
			return err_set(ctx, ERR_MALFORMED, "a place is no number");
	return ERR_OK;
}

static bool is_gone(const struct pictures_in *in, int64_t id)
{
	for (size_t i = 0; i < in->gone.n; i++)
		if (in->gone.v[i] == id)
			return true;
	return false;
}

static enum err_code save(struct ctx *ctx, const struct pictures_in *in, int64_t product_id)
{
	const struct goods *g;
	const struct picture_row *rows;
	size_t n;
	enum err_code e = goods_get(ctx, product_id, &g), bad = ERR_OK;

	if (!e)
		e = check_places(ctx, in);
	if (!e)
		e = picture_list(ctx, product_id, &rows, &n);
	if (e)
		return e;
	const struct place *at = places(ctx, in, rows, n);
	struct picture_change *changes = ARENA_ARRAY(ctx->arena, n, struct picture_change);
	for (size_t i = 0; i < n; i++) {
		const struct picture_row *row = &rows[at[i].row];
		const char *variant = param_keyed_find(&in->variant, row->id);
		changes[i] = (struct picture_change){
			.id = row->id, .variant_id = variant ? 0 : row->variant_id, .remove = is_gone(in, row->id)
		};
		e = read_variant(ctx, g, variant, &changes[i].variant_id);
		if (e)
			return e;
		e = read_alts(ctx, in, row->id, &changes[i].alt);
		bad = e ? e : bad;
	}
	if (bad)
		return bad;
	e = picture_save(ctx, product_id, changes, n);
	if (!e && in->retry) {
		e = picture_ask(ctx, product_id, in->retry);
		/* It has come, or was deleted, meanwhile. */
		if (e == ERR_NOT_FOUND)
			e = ERR_OK;
	}
	return e;
}

static void go_back(struct ctx *ctx, struct exchange *x, int64_t product_id, int64_t picture_id)
{
	const char *tail = arena_printf(ctx->arena, "/products/%" PRId64 "/pictures", product_id);

	if (picture_id)
		tail = arena_printf(ctx->arena, "%s#picture-%" PRId64, tail, picture_id);
	response_redirect(x->res, 303, admin_url(ctx, tail));
}

enum err_code pictures_post(struct ctx *ctx, struct exchange *x)
{
	const struct pictures_in *in = x->in;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);

	if (e)
		return e;
	e = x->in_err ? x->in_err : save(ctx, in, id);
	if (e == ERR_INPUT) {
		x->res->status = err_http_status(e);
		return pictures_show(ctx, x, id, in);
	}
	if (e)
		return e;
	flash_set(ctx, x, in->retry ? "picture_asked" : "saved");
	go_back(ctx, x, id, in->up ? in->up : in->down ? in->down : in->retry);
	return ERR_OK;
}

/* Each by itself: what is refused does not take the others with it. */
static enum err_code add(struct ctx *ctx, const struct request *req, int64_t product_id)
{
	enum err_code result = ERR_OK;
	size_t chosen = 0;

	for (size_t i = 0; i < req->n_uploads; i++) {
		struct picture_file file;
		enum err_code e;

		if (!str_eq(req->uploads[i].name, field))
			return err_set(ctx, ERR_MALFORMED, "a file in a field of another name");
		chosen++;
		e = upload_take(ctx, field, &req->uploads[i], &file);
		if (!e)
			e = picture_add(ctx, product_id, field, &file);
		if (e && e != ERR_INPUT)
			return e;
		result = e ? e : result;
	}
	return chosen > 0 ? result : refuse(ctx, field, "picture_none", NULL, NULL);
}

enum err_code pictures_add_post(struct ctx *ctx, struct exchange *x)
{
	const struct goods *g;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);

	/* No file is read for a product that is not there. */
	if (!e)
		e = goods_get(ctx, id, &g);
	if (e)
		return e;
	e = x->in_err ? x->in_err : add(ctx, x->req, id);
	if (e == ERR_INPUT || e == ERR_TOO_LARGE) {
		x->res->status = err_http_status(e);
		return pictures_show(ctx, x, id, NULL);
	}
	if (e)
		return e;
	flash_set(ctx, x, "pictures_added");
	go_back(ctx, x, id, 0);
	return ERR_OK;
}
