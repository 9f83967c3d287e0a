/*
 * media_file: a picture's file under the media directory, named by its content.
 */
#ifndef STOA_OPS_MEDIA_FILE_H
#define STOA_OPS_MEDIA_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

enum { MEDIA_FILE_BYTES = 4 * 1024 * 1024 };

struct media_file {
	const char *address; /* below the media base: "000017/3f9a...c2.svg" */
	int64_t width, height;
};

/* Copies one of our own SVG drawings (demo shops) to where the web server finds it; written beside and renamed, so
 * never seen half. */
enum err_code media_keep_drawing(struct ctx *, const char *path, struct media_file *out);

#endif
