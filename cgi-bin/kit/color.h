/*
 * color: colours as people write them, how well two can be told apart, and the nearest one that can.
 *
 * Sources: Björn Ottosson, "A perceptual color space for image processing" (Oklab; CSS Color 4 takes its matrices);
 * WCAG 2.2, "relative luminance" and "contrast ratio".
 */
#ifndef STOA_KIT_COLOR_H
#define STOA_KIT_COLOR_H

#include <stdbool.h>

#include "base/arena.h"

/* sRGB, 0 to 1. */
struct color {
	double r, g, b;
};
/* Lightness 0 to 1, chroma, hue in degrees. */
struct oklch {
	double l, c, h;
};

/* "#rgb", "#rrggbb", or "oklch(0.39 0.065 235)" with lightness also in percent; chroma that no screen shows is taken
 * back. False for anything else. */
bool color_parse(const char *, struct color *out);
/* "#rrggbb" */
char *color_hex(struct arena *, struct color);
/* What "#rrggbb" can hold of it. */
struct color color_rounded(struct color);

struct oklch color_oklch(struct color);
struct color color_of_oklch(struct oklch);
/* share of b in a. */
struct color color_mix(struct color a, struct color b, double share);

/* 1 to 21. */
double color_contrast(struct color, struct color);
/*
 * The colour with as little change of lightness as makes its contrast to each of the n grounds at least so high; as
 * given where it is already. Where no lightness does, black or white, whichever does better.
 */
struct color color_mend(struct color, const struct color *grounds, int n, double contrast);

#endif
