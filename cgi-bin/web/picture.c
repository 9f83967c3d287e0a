#include <inttypes.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/ctx.h"
#include "media/name.h"
#include "web/parts.h"
#include "web/urls.h"

enum { SRCSET_BYTES = 8 * 1024 };

/* Widths follow htdocs/css/shop.css. AVIF comes in two widths, for places where a picture is large. */
static const struct {
	const char *sizes;
	const char *loading;
	const char *priority;
	bool large;
} slots[SLOT__MAX] = {
	[SLOT_HERO] = { "(min-width: 60rem) 58vw, 100vw", NULL, "high", true },
	[SLOT_GALLERY_FIRST] = { "(min-width: 60rem) 42rem, 90vw", NULL, "high", true },
	[SLOT_GALLERY] = { "(min-width: 60rem) 21rem, 90vw", "lazy", NULL, true },
	[SLOT_CARD_FIRST] = { "(min-width: 48rem) 18rem, 46vw", NULL, NULL, false },
	[SLOT_CARD] = { "(min-width: 48rem) 18rem, 46vw", "lazy", NULL, false },
	[SLOT_LINE] = { "5.5rem", "lazy", NULL, false },
};

static const char *srcset(
    struct ctx *ctx, const struct media_name *name, enum media_kind kind, const int *widths, size_t n)
{
	struct buf b;

	buf_init(&b, ctx->arena, SRCSET_BYTES);
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%s %dw", i > 0 ? ", " : "",
		    url_media(ctx, media_name_small(ctx->arena, name, widths[i], kind)), widths[i]);
	return buf_str(&b);
}

void picture_show(struct ctx *ctx, struct picture_part *p, const char *file, enum picture_slot slot)
{
	int widths[MEDIA_WIDTHS], few[MEDIA_AVIF_WIDTHS];
	struct media_name name;

	p->src = url_media(ctx, file);
	p->loading = slots[slot].loading;
	p->priority = slots[slot].priority;
	if (media_name_read(file, &name)) {
		p->width = name.width;
		p->height = name.height;
		if (name.webp)
			p->webp = srcset(ctx, &name, MEDIA_WEBP, widths, media_widths(name.width, widths));
		if (name.avif && slots[slot].large)
			p->avif = srcset(ctx, &name, MEDIA_AVIF, few, media_avif_widths(name.width, few));
		p->sizes = slots[slot].sizes;
	}
	if (p->width > 0 && p->height > 0) {
		p->width_text = arena_printf(ctx->arena, "%" PRId64, p->width);
		p->height_text = arena_printf(ctx->arena, "%" PRId64, p->height);
	}
}
