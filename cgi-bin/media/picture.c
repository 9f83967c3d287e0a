/*
 * picture: reads one picture of a stranger and writes it anew. The only program that knows libvips; admin and worker
 * start one for each picture. Standard input is the original, standard output becomes an answer (media/answer.h).
 */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vips/vips.h>

#include "base/limits.h"
#include "base/str.h"
#include "media/answer.h"
#include "media/confine.h"
#include "media/name.h"

/* A side or an area past these is refused before a pixel is read. Phones make 50 megapixels, some 100. */
enum { SIDE_MAX = 20000, PIXELS_MAX = 100 * 1000 * 1000 };

static const char *const taken[] = { "VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp" };

enum { EXIT_USAGE = 2, EXIT_CONFINE = 3, EXIT_INPUT = 4, EXIT_LIBRARY = 5 };

/* What glib and libvips keep until the end is not lost. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

static struct {
	uint8_t *data;
	size_t n;
} original;

static bool read_original(void)
{
	original.data = g_malloc(LIMIT_UPLOAD_BYTES + 1);
	while (original.n <= LIMIT_UPLOAD_BYTES) {
		ssize_t got = read(STDIN_FILENO, original.data + original.n, LIMIT_UPLOAD_BYTES + 1 - original.n);
		if (got < 0)
			return false;
		if (got == 0)
			return true;
		original.n += (size_t)got;
	}
	return false;
}

static int write_answer(const void *data, size_t n)
{
	return fwrite(data, 1, n, stdout) == n ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int refuse_picture(enum media_fault fault)
{
	printf("refused %s\n" ANSWER_END, answer_fault_name(fault));
	return EXIT_SUCCESS;
}

static int end_answer(bool done)
{
	if (!done)
		return EXIT_FAILURE;
	return write_answer(ANSWER_END, strlen(ANSWER_END));
}

/*
 * By the kind's own loader; nothing but the head is read until pixels are asked for. vips_thumbnail_buffer() would do
 * the rest as well, but libvips 8.14 forgets fail_on there, and half a picture would pass for a whole one.
 */
static VipsImage *open_lazily(enum media_kind kind, int shrink)
{
	VipsImage *image = NULL;
	int failed = -1;

	if (kind == MEDIA_JPEG)
		failed = vips_jpegload_buffer(original.data, original.n, &image, "shrink", shrink, "access",
		    VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, NULL);
	else if (kind == MEDIA_PNG)
		failed = vips_pngload_buffer(original.data, original.n, &image, "access", VIPS_ACCESS_SEQUENTIAL,
		    "fail_on", VIPS_FAIL_ON_ERROR, NULL);
	else
		failed = vips_webpload_buffer(original.data, original.n, &image, "access", VIPS_ACCESS_SEQUENTIAL,
		    "fail_on", VIPS_FAIL_ON_ERROR, NULL);
	return failed ? NULL : image;
}

/* shrink: JPEG is read at a half, a quarter or an eighth of its size, so long as twice of what is wanted remains. */
static enum media_fault check(enum media_kind kind, int *shrink)
{
	VipsImage *image = open_lazily(kind, 1);

	if (!image)
		return MEDIA_BROKEN;
	int64_t width = vips_image_get_width(image), height = vips_image_get_height(image);
	g_object_unref(image);
	*shrink = 1;
	while (kind == MEDIA_JPEG && *shrink < 8 && MIN(width, height) / *shrink > 4 * (int64_t)MEDIA_MAIN_HEIGHT)
		*shrink *= 2;
	return width > SIDE_MAX || height > SIDE_MAX || width * height > PIXELS_MAX ? MEDIA_SIZE : MEDIA_FINE;
}

/* An alpha channel that hides nothing is taken away: most PNG files of cameras and screens have one. */
static VipsImage *without_idle_alpha(VipsImage *in)
{
	VipsImage *alpha = NULL, *plain = NULL;
	double lowest = 0;

	if (!vips_image_hasalpha(in))
		return in;
	bool idle = vips_extract_band(in, &alpha, vips_image_get_bands(in) - 1, NULL) == 0 &&
	            vips_min(alpha, &lowest, NULL) == 0 && lowest >= 255 &&
	            vips_extract_band(in, &plain, 0, "n", vips_image_get_bands(in) - 1, NULL) == 0;
	g_clear_object(&alpha);
	if (!idle)
		return in;
	g_object_unref(in);
	return plain;
}

/* Nothing but pixels: metadata and profile stay behind, and what says nothing of its colours is sRGB. */
static VipsImage *pixels_alone(VipsImage *in)
{
	size_t n = 0;
	void *pixels = vips_image_write_to_memory(in, &n);
	VipsImage *bare = NULL, *out = NULL;
	int bands = vips_image_get_bands(in);

	if (!pixels)
		return NULL;
	bare = vips_image_new_from_memory_copy(
	    pixels, n, vips_image_get_width(in), vips_image_get_height(in), bands, VIPS_FORMAT_UCHAR);
	g_free(pixels);
	if (bare)
		vips_copy(
		    bare, &out, "interpretation", bands < 3 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB, NULL);
	g_clear_object(&bare);
	return out;
}

/* Upright, sRGB, 8 bits, inside the box and never larger than it was; all of it in memory. NULL where it is damaged. */
static VipsImage *load_whole(enum media_kind kind, int shrink)
{
	VipsImage *lazy = open_lazily(kind, shrink), *small = NULL, *bytes = NULL, *whole = NULL;

	if (lazy &&
	    vips_thumbnail_image(lazy, &small, MEDIA_MAIN_WIDTH, "height", MEDIA_MAIN_HEIGHT, "size", VIPS_SIZE_DOWN,
	        "export_profile", "srgb", NULL) == 0 &&
	    vips_cast(small, &bytes, VIPS_FORMAT_UCHAR, NULL) == 0)
		whole = pixels_alone(bytes);
	g_clear_object(&bytes);
	g_clear_object(&small);
	g_clear_object(&lazy);
	return whole ? without_idle_alpha(whole) : NULL;
}

static int encode(VipsImage *image, enum media_kind kind, void **data, size_t *n)
{
	switch (kind) {
	case MEDIA_JPEG:
		return vips_jpegsave_buffer(
		    image, data, n, "Q", 84, "strip", TRUE, "optimize_coding", TRUE, "interlace", TRUE, NULL);
	case MEDIA_WEBP:
		return vips_webpsave_buffer(image, data, n, "Q", 80, "strip", TRUE, "effort", 4, NULL);
	case MEDIA_AVIF:
		return vips_heifsave_buffer(image, data, n, "Q", 55, "strip", TRUE, "effort", 3, "compression",
		    VIPS_FOREIGN_HEIF_COMPRESSION_AV1, NULL);
	default:
		return -1;
	}
}

static bool put(VipsImage *image, enum media_kind kind)
{
	void *data = NULL;
	size_t n = 0;

	if (encode(image, kind, &data, &n) != 0)
		return false;
	printf(
	    "file %s %d %d %zu\n", media_kind_name(kind), vips_image_get_width(image), vips_image_get_height(image), n);
	bool done = write_answer(data, n) == EXIT_SUCCESS;
	g_free(data);
	return done;
}

static bool put_width(VipsImage *from, int width, enum media_kind kind)
{
	VipsImage *small = NULL;

	if (vips_thumbnail_image(from, &small, width, "height", MEDIA_MAIN_HEIGHT, "size", VIPS_SIZE_DOWN, NULL) != 0)
		return false;
	bool done = put(small, kind);
	g_object_unref(small);
	return done;
}

static int make_main(VipsImage *image)
{
	return end_answer(put(image, vips_image_hasalpha(image) ? MEDIA_WEBP : MEDIA_JPEG));
}

static int make_set(VipsImage *image)
{
	int widths[MEDIA_WIDTHS], width = vips_image_get_width(image);
	size_t n = media_widths(width, widths);
	bool done = true;

	for (size_t i = 0; done && i < n; i++)
		done = put_width(image, widths[i], MEDIA_WEBP);
	/* Debian's libvips has its encoder in a module of its own, which may be missing. */
	if (vips_type_find("VipsOperation", "heifsave_buffer") != 0) {
		n = media_avif_widths(width, widths);
		for (size_t i = 0; done && i < n; i++)
			done = put_width(image, widths[i], MEDIA_AVIF);
	}
	return end_answer(done);
}

static int work(int (*make)(VipsImage *))
{
	if (!read_original())
		return EXIT_INPUT;
	printf(ANSWER_HEAD);
	enum media_kind kind = media_kind_of(original.data, original.n);
	if (original.n == 0)
		return refuse_picture(MEDIA_EMPTY);
	if (kind == MEDIA_KIND__MAX)
		return refuse_picture(MEDIA_KIND);
	int shrink;
	enum media_fault fault = check(kind, &shrink);
	if (fault != MEDIA_FINE)
		return refuse_picture(fault);
	VipsImage *image = load_whole(kind, shrink);
	return image ? make(image) : refuse_picture(MEDIA_BROKEN);
}

static void report_limits(void)
{
	static const struct {
		int what;
		const char *name;
	} limits[] = { { RLIMIT_CPU, "time" }, { RLIMIT_FSIZE, "writing" }, { RLIMIT_AS, "memory" } };
	struct rlimit r;

	for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
		if (limits[i].what == RLIMIT_AS && !confine_closes_files)
			continue;
		if (getrlimit((__rlimit_resource_t)limits[i].what, &r) != 0 || r.rlim_max == RLIM_INFINITY)
			printf("open: %s\n", limits[i].name);
	}
}

static bool is_taken(GType type)
{
	for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
		if (g_type_is_a(type, g_type_from_name(taken[i])))
			return true;
	return false;
}

/* Kinds of loaders, and what stands for several of them, are none themselves. */
static void *report_loader(GType type, void *unused)
{
	(void)unused;
	if (!G_TYPE_IS_ABSTRACT(type) && !is_taken(type)) {
		VipsOperationClass *class = g_type_class_ref(type);

		if (!(class->flags & VIPS_OPERATION_BLOCKED))
			printf("open: loader %s\n", g_type_name(type));
		g_type_class_unref(class);
	}
	return NULL;
}

/* For doctor, and for the tests: each line that says "open" is a door that stands open. */
static int report(void)
{
	bool avif = vips_type_find("VipsOperation", "heifsave_buffer") != 0;
	char *const nothing[] = { NULL };
	int door;

	printf("libvips %s, AVIF %s\n", vips_version_string(), avif ? "yes" : "no");
	fflush(stdout);
	if ((door = socket(AF_INET, SOCK_STREAM, 0)) >= 0)
		printf("open: network %d\n", door);
	if (confine_closes_files && (door = open("/etc/passwd", O_RDONLY | O_CLOEXEC)) >= 0)
		printf("open: files %d\n", door);
	if ((door = (int)fork()) >= 0) {
		if (door == 0)
			_exit(0);
		printf("open: processes %d\n", door);
	}
	vips_type_map_all(g_type_from_name("VipsForeignLoad"), report_loader, NULL);
	report_limits();
	fflush(stdout);
	execve("/bin/true", nothing, nothing);
	return EXIT_SUCCESS;
}

/* A damaged picture is worth thousands of warnings. */
static void say_nothing(const char *domain, GLogLevelFlags level, const char *text, void *data)
{
	(void)domain;
	(void)level;
	(void)text;
	(void)data;
}

static bool start_library(void)
{
	g_log_set_default_handler(say_nothing, NULL);
	/* libvips would put what is large into a file, and there are none. */
	if (!g_setenv("VIPS_DISC_THRESHOLD", "16g", TRUE))
		return false;
	if (VIPS_INIT("picture") != 0)
		return false;
	vips_block_untrusted_set(TRUE);
	vips_operation_block_set("VipsForeignLoad", TRUE);
	for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
		vips_operation_block_set(taken[i], FALSE);
	vips_cache_set_max(0);
	vips_concurrency_set(1);
	return true;
}

int main(int argc, char **argv)
{
	if (argc != 2 || !(str_eq(argv[1], "main") || str_eq(argv[1], "set") || str_eq(argv[1], "--check"))) {
		fprintf(stderr, "usage: picture main | set | --check\n"
		                "Reads one picture and writes it anew; admin and worker start it.\n");
		return EXIT_USAGE;
	}
	if (!start_library())
		return EXIT_LIBRARY;
	if (!confine()) {
		fprintf(stderr, "picture: the kernel grants no confinement (seccomp)\n");
		return EXIT_CONFINE;
	}
	int status = str_eq(argv[1], "--check") ? report() : work(str_eq(argv[1], "set") ? make_set : make_main);
	return fflush(stdout) == 0 ? status : EXIT_FAILURE;
}
