#include "web/upload.h"

#include "base/log.h"
#include "base/str.h"
#include "media/store.h"

enum { NAME_POINTS = 60 };

const struct upload *upload_find(const struct request *req, const char *field)
{
	for (size_t i = 0; i < req->n_uploads; i++)
		if (str_eq(req->uploads[i].name, field))
			return &req->uploads[i];
	return NULL;
}

static enum err_code refuse_file(struct ctx *ctx, const char *field, const struct upload *u, enum media_fault fault)
{
	static const char *const codes[] = {
		[MEDIA_EMPTY] = "picture_empty",
		[MEDIA_KIND] = "picture_kind",
		[MEDIA_SIZE] = "picture_size",
		[MEDIA_BROKEN] = "picture_broken",
	};
	_Static_assert(sizeof codes / sizeof codes[0] == MEDIA_FAULT__MAX, "each fault has its code");
	const char *name = arena_strndup(ctx->arena, u->filename, utf8_prefix(u->filename, NAME_POINTS));

	BUG_IF(fault == MEDIA_FINE);
	return refuse(ctx, field, codes[fault], name, NULL);
}

enum err_code upload_take(struct ctx *ctx, const char *field, const struct upload *u, struct picture_file *out)
{
	struct media_taken taken;
	enum media_fault fault;
	enum err_code e = media_take(ctx, ctx->tenant_id, u->data, u->length, &taken, &fault);

	if (e)
		return e;
	if (fault != MEDIA_FINE)
		return refuse_file(ctx, field, u, fault);
	*out = (struct picture_file){
		.hash = arena_strdup(ctx->arena, taken.name.hash),
		.kind = media_kind_name(taken.kind),
		.address = taken.address,
		.width = taken.name.width,
		.height = taken.name.height,
		.bytes = (int64_t)u->length,
	};
	return ERR_OK;
}

enum err_code upload_picture(struct ctx *ctx, const char *field, const struct upload *u, struct picture_kept *out)
{
	struct picture_file file;
	enum err_code e = upload_take(ctx, field, u, &file);

	return e ? e : picture_keep(ctx, &file, out);
}
