#include "worker/pictures.h"

#include <inttypes.h>

#include "base/log.h"
#include "base/str.h"
#include "media/store.h"
#include "shop/picture.h"

/* A picture whose sizes cannot be made has its main file for ever: nothing is broken, so a few tries are enough. */
enum { SIZES_TRIES = 4 };

static enum err_code give_up_sizes(struct ctx *ctx, const struct outbox_job *job, const struct picture_media *media)
{
	enum err_code e = picture_sized(ctx, media, NULL);

	return e ? e : outbox_refused(ctx, job, "sizes");
}

static enum err_code make_sizes(struct ctx *ctx, const struct outbox_job *job)
{
	struct picture_media media;
	struct media_name name, set;
	enum err_code e = picture_media(ctx, job->ref_id, &media);

	if (e == ERR_NOT_FOUND || (!e && !media.waiting))
		return outbox_done(ctx, job->id);
	if (e)
		return e;
	if (!media_name_read(media.address, &name) || name.tenant_id != ctx->tenant_id)
		return give_up_sizes(ctx, job, &media);
	e = media_make_set(ctx, &name, media_kind_named(media.kind), &set);
	if (!e)
		e = picture_sized(ctx, &media, media_name_write(ctx->arena, &set));
	if (!e)
		return outbox_done(ctx, job->id);
	if (e == ERR_DOWN || e == ERR_RETRY || e == ERR_UNKNOWN)
		return e;
	log_event(ctx, LOG_WARN, "picture", "job=%" PRId64 " media=%" PRId64 " code=%s error=%s", job->id, media.id,
	    err_name(e), ctx->err.text);
	if (e == ERR_NOT_FOUND || e == ERR_CONFLICT || job->attempts >= SIZES_TRIES)
		return give_up_sizes(ctx, job, &media);
	return outbox_failed(ctx, job, "sizes");
}

enum err_code pictures_job(struct ctx *ctx, const struct outbox_job *job)
{
	return make_sizes(ctx, job);
}
