#include "kit/color.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

enum { STEPS = 200, CHROMA_STEPS = 24 };
#define DEGREE (3.14159265358979323846 / 180.0)

static double linear(double v)
{
	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double gamma_of(double v)
{
	return v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1.0 / 2.4) - 0.055;
}

static bool shown(struct color c)
{
	const double e = 0.0005;
	return c.r >= -e && c.r <= 1 + e && c.g >= -e && c.g <= 1 + e && c.b >= -e && c.b <= 1 + e;
}

static double within(double v)
{
	return v < 0 ? 0 : v > 1 ? 1 : v;
}

static struct color plain_of_oklch(struct oklch o)
{
	double a = o.c * cos(o.h * DEGREE), b = o.c * sin(o.h * DEGREE);
	double l = pow(o.l + 0.3963377774 * a + 0.2158037573 * b, 3);
	double m = pow(o.l - 0.1055613458 * a - 0.0638541728 * b, 3);
	double s = pow(o.l - 0.0894841775 * a - 1.2914855480 * b, 3);
	return (struct color){
		gamma_of(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
		gamma_of(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
		gamma_of(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s),
	};
}

struct color color_of_oklch(struct oklch o)
{
	double low = 0, high = o.c;
	struct color c;
	o.l = within(o.l);
	c = plain_of_oklch(o);
	for (int i = 0; !shown(c) && i < CHROMA_STEPS; i++) {
		o.c = (low + high) / 2;
		if (shown(plain_of_oklch(o)))
			low = o.c;
		else
			high = o.c;
	}
	if (!shown(c)) {
		o.c = low;
		c = plain_of_oklch(o);
	}
	return (struct color){ within(c.r), within(c.g), within(c.b) };
}

struct oklch color_oklch(struct color c)
{
	double r = linear(c.r), g = linear(c.g), b = linear(c.b);
	double l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
	double m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
	double s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
	double a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
	double d = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
	double h = atan2(d, a) / DEGREE;
	return (struct oklch){
		.l = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
		.c = sqrt(a * a + d * d),
		.h = h < 0 ? h + 360 : h,
	};
}

static bool parse_hex(const char *s, struct color *out)
{
	unsigned v[3];
	size_t n = strlen(s);
	if (strspn(s, "0123456789abcdefABCDEF") != n || (n != 3 && n != 6))
		return false;
	if (sscanf(s, n == 3 ? "%1x%1x%1x" : "%2x%2x%2x", &v[0], &v[1], &v[2]) != 3)
		return false;
	double all = n == 3 ? 15.0 : 255.0;
	*out = (struct color){ v[0] / all, v[1] / all, v[2] / all };
	return true;
}

static bool parse_oklch(const char *s, struct color *out)
{
	struct oklch o;
	char percent[2] = "", unit[4] = "";
	int used = 0;
	if (strspn(s, "0123456789. %deg)") != strlen(s))
		return false;
	if (sscanf(s, "%8lf%1[%] %8lf %8lf%3[deg]%n", &o.l, percent, &o.c, &o.h, unit, &used) != 5 &&
	    sscanf(s, "%8lf%1[%] %8lf %8lf%n", &o.l, percent, &o.c, &o.h, &used) != 4 &&
	    sscanf(s, "%8lf %8lf %8lf%3[deg]%n", &o.l, &o.c, &o.h, unit, &used) != 4 &&
	    sscanf(s, "%8lf %8lf %8lf%n", &o.l, &o.c, &o.h, &used) != 3)
		return false;
	if (percent[0])
		o.l /= 100;
	if (!str_eq(s + used, ")") || o.l < 0 || o.l > 1 || o.c < 0 || o.c > 1 || o.h < 0 || o.h > 360)
		return false;
	*out = color_of_oklch(o);
	return true;
}

bool color_parse(const char *s, struct color *out)
{
	if (s[0] == '#')
		return parse_hex(s + 1, out);
	return str_starts(s, "oklch(") && parse_oklch(s + 6, out);
}

static int byte_of(double v)
{
	return (int)(within(v) * 255 + 0.5);
}

char *color_hex(struct arena *a, struct color c)
{
	return arena_printf(a, "#%02x%02x%02x", byte_of(c.r), byte_of(c.g), byte_of(c.b));
}

struct color color_rounded(struct color c)
{
	return (struct color){ byte_of(c.r) / 255.0, byte_of(c.g) / 255.0, byte_of(c.b) / 255.0 };
}

struct color color_mix(struct color a, struct color b, double share)
{
	return (struct color){ a.r + (b.r - a.r) * share, a.g + (b.g - a.g) * share, a.b + (b.b - a.b) * share };
}

static double luminance(struct color c)
{
	return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

double color_contrast(struct color a, struct color b)
{
	double x = luminance(a), y = luminance(b);
	return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

static double least(struct color c, const struct color *grounds, int n)
{
	double low = 21;
	for (int i = 0; i < n; i++) {
		double one = color_contrast(c, grounds[i]);
		low = one < low ? one : low;
	}
	return low;
}

struct color color_mend(struct color c, const struct color *grounds, int n, double contrast)
{
	const struct color black = { 0, 0, 0 }, white = { 1, 1, 1 };
	struct oklch o = color_oklch(c);
	c = color_rounded(c);
	if (least(c, grounds, n) >= contrast)
		return c;
	for (int i = 1; i <= STEPS; i++) {
		double by = (double)i / STEPS;
		for (int way = -1; way <= 1; way += 2) {
			struct oklch moved = { o.l + way * by, o.c, o.h };
			if (moved.l < 0 || moved.l > 1)
				continue;
			struct color tried = color_rounded(color_of_oklch(moved));
			if (least(tried, grounds, n) >= contrast)
				return tried;
		}
	}
	return least(black, grounds, n) > least(white, grounds, n) ? black : white;
}
