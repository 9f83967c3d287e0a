/*
 * store: pictures of the shops as files. What anybody may see lies below conf's media_directory, one folder a shop,
 * served by the web server under the names of media/name.h. Originals lie below original_directory, which nobody
 * serves: a photograph tells where it was taken.
 */
#ifndef STOA_MEDIA_STORE_H
#define STOA_MEDIA_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "media/answer.h"
#include "media/name.h"

struct media_taken {
	struct media_name name; /* of the main file, the only one that is there yet */
	const char *address;
	enum media_kind kind; /* of the original */
};

/*
 * Reads a picture in the child, writes its main file and keeps the original: 0.1 to 1 s. ERR_OK with fault MEDIA_FINE
 * where that was done, with another fault where the picture is not taken (out is then empty). The same picture again
 * gives the same address. Until the arena is reset nobody takes the files away again (media_alone()).
 */
enum err_code media_take(
    struct ctx *, int64_t tenant_id, const uint8_t *data, size_t n, struct media_taken *out, enum media_fault *fault);

/*
 * Makes the smaller files of a picture from its original: 1 to 10 s. set is name with what is there now; its address is
 * a file, and the old one stays one. ERR_NOT_FOUND where the original is gone; ERR_CONFLICT where it cannot be read any
 * more.
 */
enum err_code media_make_set(
    struct ctx *, const struct media_name *name, enum media_kind original, struct media_name *set);

/* Waits until nobody is about to enter a picture of the shop, and keeps them out until the arena is reset. */
enum err_code media_alone(struct ctx *, int64_t tenant_id);
/* Takes away every file of a picture, original included; what is not there is no failure. */
enum err_code media_forget(struct ctx *, const struct media_name *, enum media_kind original);

/* A file made by ourselves, below the shop's folder; never seen half. name: "3f9a.svg". */
enum err_code media_keep_file(struct ctx *, int64_t tenant_id, const char *name, const void *data, size_t n);

/* As an original came, for a shop that is read from a copy. */
enum err_code media_keep_original(struct ctx *, int64_t tenant_id, const char *name, const void *data, size_t n);
/* The folder of a shop's files, where it has any. */
const char *media_folder(struct ctx *, int64_t tenant_id, bool originals);
/* Keeps what is there from being taken away until the arena is reset; more may come. */
enum err_code media_hold(struct ctx *, int64_t tenant_id);

/* All that a shop has. */
enum err_code media_drop_shop(struct ctx *, int64_t tenant_id);
/* Closed, the web server finds nothing of a shop, and nothing can be added. */
enum err_code media_close_shop(struct ctx *, int64_t tenant_id, bool closed);

#endif
