/*
 * curl_room: what mail and fetch share of libcurl, and nobody else sees.
 */
#ifndef STOA_NET_CURL_ROOM_H
#define STOA_NET_CURL_ROOM_H

#include <curl/curl.h>

#include "base/ctx.h"

/* Another service may take seconds, in which a transaction would hold its rows: to wait for one inside of it is a bug.
 */
void curl_room_may_wait(const struct ctx *);
/* A handle with our timeouts (10 s to connect, 30 s in all), released with the arena. NULL where there is no memory. */
CURL *curl_room_handle(struct ctx *);
/* The same, for the caller to keep and to clean up. */
CURL *curl_room_own(void);
/* Adds a line to a list; the list is released with the arena once it is complete (curl_room_keep). */
struct curl_slist *curl_room_add(struct curl_slist *, const char *line);
void curl_room_keep(struct ctx *, struct curl_slist *);

#endif
