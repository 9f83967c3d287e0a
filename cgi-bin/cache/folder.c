#include "cache/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BOOT_BYTES = 37 };

/* "1b4e28ba-2fa1-11d2-883f-0016d3cca427": another one after each start of the kernel. */
static bool read_boot(char boot[BOOT_BYTES])
{
	FILE *f = fopen("/proc/sys/kernel/random/boot_id", "re");
	if (f == NULL)
		return false;
	bool got = fgets(boot, BOOT_BYTES, f) != NULL && strlen(boot) == BOOT_BYTES - 1;
	fclose(f);
	return got;
}

/* What files of ours begin with; a layout and what LMDB adds may follow. */
static const char *const kinds[] = { "marks", "lock", "pages", "flights", "quota", "breaker", "metrics" };

static bool is_ours(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strncmp(name, kinds[i], strlen(kinds[i])) == 0)
			return true;
	}
	return false;
}

/* Only what is ours by its name; anything else stays, and its folder with it. */
static void forget(int dir, const char *boot)
{
	int fd = openat(dir, boot, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd == -1 ? NULL : fdopendir(fd);
	if (d == NULL)
		return;
	for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
		if (is_ours(e->d_name))
			unlinkat(fd, e->d_name, 0);
	}
	closedir(d);
	unlinkat(dir, boot, AT_REMOVEDIR);
}

static void forget_others(const char *dir, const char *boot)
{
	DIR *d = opendir(dir);
	if (d == NULL)
		return;
	for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
		if (strlen(e->d_name) == BOOT_BYTES - 1 && strcmp(e->d_name, boot) != 0)
			forget(dirfd(d), e->d_name);
	}
	closedir(d);
}

static bool make(const char *path)
{
	return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static bool name_of(const char *dir, const char *boot, char *out, size_t size)
{
	int n = snprintf(out, size, "%s/%s", dir, boot);
	if (n >= 0 && (size_t)n < size)
		return true;
	errno = ENAMETOOLONG;
	return false;
}

bool folder_name(const char *dir, char *out, size_t size)
{
	char boot[BOOT_BYTES];
	return read_boot(boot) && name_of(dir, boot, out, size);
}

bool folder_of_boot(const char *dir, char *out, size_t size)
{
	char boot[BOOT_BYTES];
	if (!read_boot(boot) || !make(dir) || !name_of(dir, boot, out, size))
		return false;
	forget_others(dir, boot);
	return make(out);
}
