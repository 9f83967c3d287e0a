/* What the child that reads pictures may say, and the names that files are given: nothing outside of what came is
 * looked at, and what is taken keeps within bounds. */
#include "fuzz.h"

#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/str.h"
#include "media/answer.h"
#include "media/name.h"

static void check_answer(const uint8_t *data, size_t n)
{
	struct answer a;

	if (!answer_read(data, n, &a))
		return;
	BUG_IF(a.n > ANSWER_FILES || (a.n == 0) != (a.fault != MEDIA_FINE));
	for (size_t i = 0; i < a.n; i++) {
		const struct answer_file *f = &a.files[i];
		BUG_IF(f->data < data || f->length == 0 || f->data + f->length > data + n);
		BUG_IF(f->width < 1 || f->width > MEDIA_MAIN_WIDTH || f->height < 1 || f->height > MEDIA_MAIN_HEIGHT);
		BUG_IF(f->kind != MEDIA_AVIF && media_kind_of(f->data, f->length) != f->kind);
	}
}

static void check_name(const uint8_t *data, size_t n)
{
	struct arena *arena = arena_create((size_t)1 << 20);
	const char *text = arena_strndup(arena, (const char *)data, n < 200 ? n : 200);
	struct media_name name, again;

	if (media_name_read(text, &name)) {
		const char *written = media_name_write(arena, &name);
		BUG_IF(strstr(written, "..") || !media_name_read(written, &again));
		BUG_IF(
		    again.tenant_id != name.tenant_id || again.width != name.width || !str_eq(again.hash, name.hash));
	}
	arena_destroy(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	check_answer(data, n);
	check_name(data, n);
	return 0;
}
