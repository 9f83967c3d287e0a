#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/inet.h"
#include "base/log.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "metrics/pages.h"

enum { TOKEN_MIN = 16, TOKEN_MAX = 512 };

static enum err_code unusable(struct ctx *ctx, const char *why)
{
	return err_set(ctx, ERR_INTERNAL, "metrics_token_file: %s", why);
}

/* Read for each request, so that a new token counts at once. */
static enum err_code read_token(struct ctx *ctx, char token[TOKEN_MAX + 2])
{
	struct stat st;
	int fd = open(ctx->conf->metrics_token_file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd == -1)
		return unusable(ctx, strerror(errno));
	ssize_t n = fstat(fd, &st) == 0 ? read(fd, token, TOKEN_MAX + 1) : -1;
	close(fd);
	if (n < 0)
		return unusable(ctx, strerror(errno));
	token[n] = '\0';
	token[strcspn(token, "\r\n")] = '\0';
	if (st.st_mode & 0007)
		return unusable(ctx, "it is open to others: chmod o= it");
	if (strlen(token) < TOKEN_MIN || n > TOKEN_MAX)
		return unusable(ctx, "it must hold 16 to 512 characters: openssl rand -hex 32 makes some");
	return ERR_OK;
}

/* In a time that tells nothing of either: hashes are as long as one another. */
static bool same(const char *a, const char *b)
{
	uint8_t x[CRYPTO_HASH_BYTES], y[CRYPTO_HASH_BYTES];
	crypto_sha256(a, strlen(a), x);
	crypto_sha256(b, strlen(b), y);
	return str_equal_secret(x, y, sizeof x);
}

enum err_code door_token(struct ctx *ctx, const struct request *req)
{
	static const char scheme[] = "Bearer ";
	char token[TOKEN_MAX + 2];
	const char *sent = request_header(req, "authorization");
	if (str_empty(ctx->conf->metrics_token_file))
		return err_set(ctx, ERR_NOT_FOUND, "no metrics_token_file is set");
	enum err_code e = read_token(ctx, token);
	if (e)
		return e;
	bool bearer = sent != NULL && strncasecmp(sent, scheme, strlen(scheme)) == 0;
	if (!bearer || !same(sent + strlen(scheme), token))
		return err_set(ctx, ERR_FORBIDDEN, "%s token", bearer ? "another" : "no");
	return ERR_OK;
}

static bool forwarded(const struct request *req)
{
	return request_header(req, "x-forwarded-for") != NULL || request_header(req, "forwarded") != NULL;
}

enum err_code door_near(struct ctx *ctx, const struct request *req)
{
	struct inet from;
	bool known = inet_parse(req->remote, strlen(req->remote), &from);
	bool near =
	    known && (inet_list_has("127.0.0.0/8 ::1", &from) || inet_list_has(ctx->conf->trusted_proxies, &from));
	if (near && !forwarded(req))
		return ERR_OK;
	return door_token(ctx, req);
}
