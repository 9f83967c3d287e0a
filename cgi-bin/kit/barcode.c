#include "kit/barcode.h"

#include <string.h>
#include <zint.h>

#include "base/buf.h"

enum { TEXT_MAX = 40, PATH_BYTES = 16384, QUIET = 10, HEIGHT = 40 };

static bool holds(const char *text)
{
	size_t n = strlen(text);
	for (size_t i = 0; i < n; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return n > 0 && n <= TEXT_MAX;
}

/* A run of dark modules is a bar. */
static void draw(const struct zint_symbol *symbol, struct buf *b)
{
	for (int x = 0, end; x < symbol->width; x = end + 1) {
		for (end = x; end < symbol->width && symbol->encoded_data[0][end / 8] >> end % 8 & 1;)
			end++;
		if (end > x)
			buf_printf(b, "M%d 0h%dv%dh-%dz", x + QUIET, end - x, HEIGHT, end - x);
	}
}

bool barcode_draw(struct ctx *ctx, const char *text, struct barcode *out)
{
	if (!holds(text))
		return false;
	struct zint_symbol *symbol = ZBarcode_Create();
	struct buf b;
	bool drawn = false;
	if (!symbol)
		return false;
	symbol->symbology = BARCODE_CODE128;
	buf_init(&b, ctx->arena, PATH_BYTES);
	if (ZBarcode_Encode(symbol, (const unsigned char *)text, 0) < ZINT_ERROR) {
		draw(symbol, &b);
		out->path = buf_str(&b);
		out->view_box = arena_printf(ctx->arena, "0 0 %d %d", symbol->width + 2 * QUIET, HEIGHT);
		drawn = true;
	}
	ZBarcode_Delete(symbol);
	return drawn;
}
