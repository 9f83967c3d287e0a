/*
 * urls: addresses of our own pages. Paths for links, absolute addresses for mails, machines and other hosts.
 */
#ifndef STOA_WEB_URLS_H
#define STOA_WEB_URLS_H

#include <stdbool.h>

#include "base/ctx.h"
#include "http/request.h"

/* "/de" + tail: tail starts with '/' and is encoded already. */
const char *url_path(struct ctx *, const char *tail);
/* scheme://host[:port] + path by the installation's settings. */
const char *url_absolute(struct ctx *, const char *host, const char *path);
/* The absolute address of a page of ctx's shop on its primary host: "/" + locale + tail. */
const char *url_shop(struct ctx *, const char *locale, const char *tail);
/* A file below the media base. */
const char *url_media(struct ctx *, const char *file);
/* The same for readers elsewhere: absolute. */
const char *url_media_absolute(struct ctx *, const char *file);
/* Percent-encoded (RFC 3986): one segment or query value; a whole path, slashes kept. */
const char *url_encode(struct ctx *, const char *);
const char *url_encode_path(struct ctx *, const char *path);
/* Path and query of the request itself, without what others hung on the link. */
const char *url_self(struct ctx *, const struct request *);
/* Whether a typed or stored path may be redirected to: on this host, one line. */
bool url_is_local(const char *);

#endif
