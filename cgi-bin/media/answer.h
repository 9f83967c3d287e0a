/*
 * answer: what the child that reads pictures says, as it writes it and as we read it. The child has handled bytes of
 * strangers, so its answer is read as if a stranger had written it.
 *
 *     stoa-picture 1 LF
 *     refused size LF | file webp 640 480 12345 LF then 12345 bytes, any number of these
 *     end LF
 */
#ifndef STOA_MEDIA_ANSWER_H
#define STOA_MEDIA_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/kind.h"

enum media_fault {
	MEDIA_FINE,
	MEDIA_EMPTY,  /* no bytes at all */
	MEDIA_KIND,   /* neither JPEG nor PNG nor WebP, whatever its name says */
	MEDIA_SIZE,   /* too many pixels */
	MEDIA_BROKEN, /* cut short, or damaged, or more work than one picture may be */
	MEDIA_FAULT__MAX
};

enum { ANSWER_FILES = 12 };

struct answer_file {
	enum media_kind kind;
	int width, height;
	const uint8_t *data; /* inside the answer */
	size_t length;
};

struct answer {
	enum media_fault fault; /* MEDIA_FINE where there are files */
	struct answer_file files[ANSWER_FILES];
	size_t n;
};

#define ANSWER_HEAD "stoa-picture 1\n"
#define ANSWER_END "end\n"
/* As the child writes it: "kind", "size", "broken". */
const char *answer_fault_name(enum media_fault);

/* False where it is no whole answer, or says what cannot be: no file, a file's bytes that are not of its kind. */
bool answer_read(const uint8_t *, size_t n, struct answer *out);

#endif
