#include "web/origin.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"

/* Browsers leave out the scheme's own port; a Host header may hold it. */
static size_t without_port(const char *authority, size_t n, const char *port)
{
	size_t m = strlen(port);
	return n > m && strncmp(authority + n - m, port, m) == 0 ? n - m : n;
}

static bool same_authority(const char *url, const char *authority)
{
	bool https = str_starts(url, "https://");
	if (!https && !str_starts(url, "http://"))
		return false;
	const char *port = https ? ":443" : ":80";
	const char *theirs = url + (https ? 8 : 7);
	size_t n = without_port(theirs, strcspn(theirs, "/?#"), port);
	size_t m = without_port(authority, strlen(authority), port);
	return n == m && n > 0 && strncasecmp(theirs, authority, n) == 0;
}

bool origin_is_own(const struct request *req, bool strict)
{
	if (req->sec_fetch_site != NULL)
		return str_eq(req->sec_fetch_site, "same-origin") || str_eq(req->sec_fetch_site, "none");
	if (req->origin != NULL)
		return same_authority(req->origin, req->authority);
	if (req->referer != NULL)
		return same_authority(req->referer, req->authority);
	return !strict;
}
