/*
 * parcel: many files as one, a tar archive; the one room that knows libarchive.
 *
 * Written beside its place and renamed at the end, for its owner's eyes only. Handles end with the arena.
 */
#ifndef STOA_KIT_PARCEL_H
#define STOA_KIT_PARCEL_H

#include <stddef.h>

#include "base/ctx.h"

struct parcel_out;
struct parcel_in;

/* By the path's ending: .tar, .tar.gz or .tar.zst; another is ERR_INPUT with the reason as text. */
enum err_code parcel_create(struct ctx *, const char *path, struct parcel_out **out);
enum err_code parcel_add(struct ctx *, struct parcel_out *, const char *name, const void *data, size_t n);
/* The file at the path, as it is now. ERR_NOT_FOUND where there is none. */
enum err_code parcel_add_file(struct ctx *, struct parcel_out *, const char *name, const char *path);
/* From here on the parcel is there. */
enum err_code parcel_end(struct ctx *, struct parcel_out *);

/* Of any compression. ERR_NOT_FOUND; ERR_MALFORMED where it is no archive. */
enum err_code parcel_open(struct ctx *, const char *path, struct parcel_in **out);
/* The next regular file; what is none is passed over. ERR_NOT_FOUND at the end, ERR_MALFORMED where it is cut short. */
enum err_code parcel_next(struct ctx *, struct parcel_in *, const char **name);
/* Its content; ERR_TOO_LARGE past max. */
enum err_code parcel_read(struct ctx *, struct parcel_in *, size_t max, const char **data, size_t *n);

#endif
