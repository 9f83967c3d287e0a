/*
 * barcode: short codes for the scanners of storerooms; the one room that knows libzint.
 */
#ifndef STOA_KIT_BARCODE_H
#define STOA_KIT_BARCODE_H

#include "base/ctx.h"

/* Bars as a path of SVG (its attribute d), and what its viewBox must hold, quiet zones included. */
struct barcode {
	const char *path;
	const char *view_box;
};

/* Code 128 (ISO/IEC 15417). False for what it cannot hold: anything but ASCII, "", or more than 40 characters. */
bool barcode_draw(struct ctx *, const char *text, struct barcode *out);

#endif
