/*
 * file: small text files of the installation, whole.
 */
#ifndef STOA_OPS_FILE_H
#define STOA_OPS_FILE_H

#include <stddef.h>

#include "base/ctx.h"

/* NUL-terminated, in ctx->arena; length may be NULL. ERR_NOT_FOUND, ERR_TOO_LARGE (past max) or ERR_INTERNAL, with the
 * path in the text. */
enum err_code file_read(struct ctx *, const char *path, size_t max, char **text, size_t *length);

/* Names in the folder that end so, sorted by bytes. */
enum err_code file_list(struct ctx *, const char *folder, const char *ending, const char ***names, size_t *n);

#endif
