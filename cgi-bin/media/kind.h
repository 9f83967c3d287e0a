/*
 * kind: what a picture is by its first bytes, whatever its name and its sender say.
 */
#ifndef STOA_MEDIA_KIND_H
#define STOA_MEDIA_KIND_H

#include <stddef.h>
#include <stdint.h>

enum media_kind { MEDIA_JPEG, MEDIA_PNG, MEDIA_WEBP, MEDIA_AVIF, MEDIA_KIND__MAX };

/* JPEG, PNG or WebP, the kinds that are taken; MEDIA_KIND__MAX for anything else. */
enum media_kind media_kind_of(const uint8_t *, size_t n);
/* "jpeg"; also the end of a file's name but for "jpg". */
const char *media_kind_name(enum media_kind);
const char *media_kind_ending(enum media_kind);
/* MEDIA_KIND__MAX for an unknown one. */
enum media_kind media_kind_named(const char *);

#endif
