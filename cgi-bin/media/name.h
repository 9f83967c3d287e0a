/*
 * name: the addresses of a stored picture's files, below the media base. An address says all that a page must know of a
 * picture, so that it is enough to keep one text: its pixels, and which smaller files stand beside it.
 *
 *     000017/HASH-1600x1200.jpg        the main file, made at once: upright, sRGB, without metadata
 *     000017/HASH-1600x1200-w.jpg      the same; WebP files of the widths below are there, too
 *     000017/HASH-1600x1200-wa.jpg     and AVIF files
 *     000017/HASH-640.webp             one of them
 *
 * HASH is 32 hex digits, made of the original's bytes and of MEDIA_RECIPE. An address never means another picture, so
 * files are kept by caches for ever. Other addresses (the demo shops' drawings) are no such names.
 */
#ifndef STOA_MEDIA_NAME_H
#define STOA_MEDIA_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "media/kind.h"

/* Goes up with every change of how files are made, so that new ones get new names. */
#define MEDIA_RECIPE "1"

enum {
	MEDIA_HASH_SIZE = 33,
	MEDIA_MAIN_WIDTH = 1920,
	MEDIA_MAIN_HEIGHT = 2560,
	MEDIA_WIDTHS = 8,
	MEDIA_AVIF_WIDTHS = 2
};

struct media_name {
	int64_t tenant_id;
	char hash[MEDIA_HASH_SIZE];
	int width, height; /* of the main file */
	enum media_kind kind;
	bool webp, avif; /* the smaller files of this kind are there */
};

/* False where the address is no name of ours. */
bool media_name_read(const char *address, struct media_name *out);
const char *media_name_write(struct arena *, const struct media_name *);
/* The address of a smaller file. */
const char *media_name_small(struct arena *, const struct media_name *, int width, enum media_kind);

/* The widths that a main file of this width has as WebP, ascending, its own the last: never larger. Returns how many.
 */
size_t media_widths(int width, int out[MEDIA_WIDTHS]);
/* As AVIF: at most two, since they are dear to make; none where the picture is small. */
size_t media_avif_widths(int width, int out[MEDIA_AVIF_WIDTHS]);

#endif
