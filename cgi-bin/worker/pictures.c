#include "worker/pictures.h"

#include <inttypes.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "media/store.h"
#include "net/foreign.h"
#include "shop/picture.h"

/* A picture whose sizes cannot be made has its main file for ever: nothing is broken, so a few tries are enough. */
enum { SIZES_TRIES = 4 };

enum { FETCH_SECONDS = 30, FETCH_TRIES = 7 };

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
		return outbox_done(ctx, job);
	if (e)
		return e;
	if (!media_name_read(media.address, &name) || name.tenant_id != ctx->tenant_id)
		return give_up_sizes(ctx, job, &media);
	e = media_make_set(ctx, &name, media_kind_named(media.kind), &set);
	if (!e)
		e = picture_sized(ctx, &media, media_name_write(ctx->arena, &set));
	if (!e)
		return outbox_done(ctx, job);
	if (e == ERR_DOWN || e == ERR_RETRY || e == ERR_UNKNOWN || e == ERR_MOVED)
		return e;
	log_event(ctx, LOG_WARN, "picture", "job=%" PRId64 " media=%" PRId64 " code=%s error=%s", job->id, media.id,
	    err_name(e), ctx->err.text);
	if (e == ERR_NOT_FOUND || e == ERR_CONFLICT || job->attempts >= SIZES_TRIES)
		return give_up_sizes(ctx, job, &media);
	return outbox_failed(ctx, job, "sizes");
}

/* What no further try would change is over; the rest is tried for some hours. */
static enum err_code not_fetched(struct ctx *ctx, const struct outbox_job *job, enum picture_error why)
{
	bool later = why == PICTURE_AWAY && job->attempts < FETCH_TRIES;
	enum err_code e = picture_not_fetched(ctx, job->ref_id, why);

	log_event(ctx, LOG_WARN, "picture", "job=%" PRId64 " picture=%" PRId64 " try=%" PRId64 " error=%s", job->id,
	    job->ref_id, job->attempts, picture_error_name(why));
	if (e)
		return e;
	return later ? outbox_failed(ctx, job, picture_error_name(why))
	             : outbox_refused(ctx, job, picture_error_name(why));
}

static enum err_code keep_fetched(struct ctx *ctx, const struct outbox_job *job, const struct foreign_answer *answer)
{
	static const enum picture_error why[] = {
		[MEDIA_EMPTY] = PICTURE_MISSING,
		[MEDIA_KIND] = PICTURE_KIND,
		[MEDIA_SIZE] = PICTURE_SIZE,
		[MEDIA_BROKEN] = PICTURE_BROKEN,
	};
	_Static_assert(sizeof why / sizeof why[0] == MEDIA_FAULT__MAX, "each fault has its error");
	struct media_taken taken;
	enum media_fault fault;
	enum err_code e = media_take(ctx, ctx->tenant_id, answer->body, answer->length, &taken, &fault);

	if (e == ERR_INTERNAL) {
		log_event(ctx, LOG_ERROR, "picture", "job=%" PRId64 " error=%s", job->id, ctx->err.text);
		return outbox_failed(ctx, job, "media");
	}
	if (e)
		return e;
	if (fault != MEDIA_FINE)
		return not_fetched(ctx, job, why[fault]);
	e = picture_fetched(ctx, job->ref_id,
	    &(struct picture_file){
	        .hash = taken.name.hash,
	        .kind = media_kind_name(taken.kind),
	        .address = taken.address,
	        .width = taken.name.width,
	        .height = taken.name.height,
	        .bytes = (int64_t)answer->length,
	    });
	return e ? e : outbox_done(ctx, job);
}

static enum err_code fetch(struct ctx *ctx, const struct outbox_job *job)
{
	static const enum picture_error why[] = {
		[FOREIGN_ADDRESS] = PICTURE_ADDRESS,
		[FOREIGN_INWARD] = PICTURE_INWARD,
		[FOREIGN_AWAY] = PICTURE_AWAY,
		[FOREIGN_LARGE] = PICTURE_LARGE,
		[FOREIGN_REDIRECT] = PICTURE_MISSING,
	};
	_Static_assert(sizeof why / sizeof why[0] == FOREIGN_FAULT__MAX, "each fault has its error");
	struct foreign_get get = { .max = LIMIT_UPLOAD_BYTES, .seconds = FETCH_SECONDS };
	struct foreign_answer answer = { 0 };
	enum foreign_fault fault;
	enum err_code e = picture_source(ctx, job->ref_id, &get.url);

	if (e == ERR_NOT_FOUND)
		return outbox_done(ctx, job);
	if (!e)
		e = foreign_get(ctx, &get, &answer, &fault);
	if (e)
		return e;
	if (fault != FOREIGN_FINE)
		return not_fetched(ctx, job, why[fault]);
	if (answer.status == 429 || answer.status >= 500)
		return not_fetched(ctx, job, PICTURE_AWAY);
	if (answer.status != 200)
		return not_fetched(ctx, job, PICTURE_MISSING);
	return keep_fetched(ctx, job, &answer);
}

/* Where the files stay though the row went, they are nobody's, and the shop's end takes them. */
static enum err_code drop(struct ctx *ctx, const struct outbox_job *job)
{
	struct picture_media media;
	struct media_name name;
	enum err_code e = media_alone(ctx, ctx->tenant_id);

	if (!e)
		e = picture_free(ctx, job->ref_id, &media);
	/* Something shows it, or it went before. */
	if (e == ERR_NOT_FOUND || e == ERR_CONFLICT)
		return outbox_done(ctx, job);
	if (!e && media_name_read(media.address, &name) && name.tenant_id == ctx->tenant_id)
		e = media_forget(ctx, &name, media_kind_named(media.kind));
	if (e != ERR_INTERNAL)
		return e ? e : outbox_done(ctx, job);
	log_event(ctx, LOG_ERROR, "picture", "job=%" PRId64 " error=%s", job->id, ctx->err.text);
	return outbox_failed(ctx, job, "drop");
}

enum err_code pictures_job(struct ctx *ctx, const struct outbox_job *job)
{
	switch (job->kind) {
	case OUTBOX_PICTURE_FETCH:
		return fetch(ctx, job);
	case OUTBOX_PICTURE_DROP:
		return drop(ctx, job);
	default:
		return make_sizes(ctx, job);
	}
}
