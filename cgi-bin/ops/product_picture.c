#include "ops/product_picture.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "media/store.h"
#include "ops/file.h"
#include "ops/media_file.h"
#include "shop/tenant.h"

enum { NAME_HEX = 32, ENDING_MAX = 5 };

const char *product_picture_url(struct ctx *ctx, const char *address)
{
	const struct conf *conf = ctx->conf;
	const char *base = conf->media_base;
	int standard = str_eq(conf->public_scheme, "https") ? 443 : 80;
	if (str_starts(base, "//"))
		return arena_printf(ctx->arena, "%s:%s/%s", conf->public_scheme, base, address);
	if (base[0] != '/')
		return arena_printf(ctx->arena, "%s/%s", base, address);
	if (conf->public_port == 0 || conf->public_port == standard)
		return arena_printf(
		    ctx->arena, "%s://%s%s/%s", conf->public_scheme, ctx->tenant->primary_host, base, address);
	return arena_printf(ctx->arena, "%s://%s:%d%s/%s", conf->public_scheme, ctx->tenant->primary_host,
	    conf->public_port, base, address);
}

const char *product_picture_file(const char *address)
{
	const char *slash = strrchr(address, '/');
	return slash ? slash + 1 : address;
}

bool product_picture_same(const char *a, const char *b)
{
	return strspn(a, "0123456789abcdef") >= NAME_HEX && strncmp(a, b, NAME_HEX) == 0;
}

/* A drawing's name, as we give it: never a way into another folder. */
static bool is_ours(const char *file)
{
	size_t hex = strspn(file, "0123456789abcdef");
	const char *ending = file + hex;
	return hex == NAME_HEX && *ending == '.' && strlen(ending + 1) <= ENDING_MAX && *(ending + 1) &&
	       ending[1 + strspn(ending + 1, "abcdefghijklmnopqrstuvwxyz")] == '\0';
}

const char *product_picture_take(struct ctx *ctx, const char *folder, const char *file, bool dry_run)
{
	char *data;
	size_t n;
	const char *address = arena_printf(ctx->arena, "%06" PRId64 "/%s", ctx->tenant->id, file);
	if (!is_ours(file))
		return NULL;
	if (access(arena_printf(ctx->arena, "%s/%s", ctx->conf->media_dir, address), R_OK) == 0)
		return address;
	if (!folder || file_read(ctx, arena_printf(ctx->arena, "%s/%s", folder, file), MEDIA_FILE_BYTES, &data, &n)) {
		err_clear(ctx);
		return NULL;
	}
	if (strncmp(crypto_sha256_hex(ctx->arena, data, n), file, NAME_HEX) != 0)
		return NULL;
	if (!dry_run && media_keep_file(ctx, ctx->tenant->id, file, data, n)) {
		err_clear(ctx);
		return NULL;
	}
	return address;
}
