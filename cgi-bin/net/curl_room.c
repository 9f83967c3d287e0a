#include "net/curl_room.h"

#include <stdbool.h>

#include "base/log.h"

enum { CONNECT_SECONDS = 10, TOTAL_SECONDS = 30 };

void curl_room_may_wait(const struct ctx *ctx)
{
	BUG_IF(ctx->in_tx);
}

static void release_handle(void *handle)
{
	curl_easy_cleanup(handle);
}

static void release_list(void *list)
{
	curl_slist_free_all(list);
}

CURL *curl_room_own(void)
{
	static bool ready;
	CURL *curl;

	if (!ready) {
		BUG_IF(curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK);
		ready = true;
	}
	curl = curl_easy_init();
	if (!curl)
		return NULL;
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TOTAL_SECONDS);
	/* A time limit ends the wait for a name server, too. */
	curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
	return curl;
}

CURL *curl_room_handle(struct ctx *ctx)
{
	CURL *curl = curl_room_own();

	if (curl)
		arena_defer(ctx->arena, release_handle, curl);
	return curl;
}

struct curl_slist *curl_room_add(struct curl_slist *list, const char *line)
{
	struct curl_slist *longer = curl_slist_append(list, line);

	BUG_IF(!longer);
	return longer;
}

void curl_room_keep(struct ctx *ctx, struct curl_slist *list)
{
	arena_defer(ctx->arena, release_list, list);
}
