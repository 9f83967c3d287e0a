#include "base/point.h"

#ifdef __SANITIZE_ADDRESS__

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	NAME_BYTES = 256,
	LINE_BYTES = NAME_BYTES + 64,
	PATH_BYTES = 1024,
	COMM_BYTES = 16,
	NUMBER_BYTES = 16,
	LONGEST_WORD_BYTES = 8
};

static const char *const whens[] = { [POINT_BEFORE] = "before", [POINT_AFTER] = "after" };

/* One process, one connection at a time: what a COMMIT is about is told by the statement before it. */
static char last[NAME_BYTES];
/* The end of a transaction that is under way; "" for none. */
static char ending[NAME_BYTES + NUMBER_BYTES];

static void add_line(const char *folder, const char *line)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof path, "%s/hits", folder);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd == -1)
		return;
	/* A line that is not written is a hit that the test misses. */
	if (write(fd, line, strlen(line)) == -1)
		perror(path);
	close(fd);
}

/* Whether this is the moment that a test waits for: of all processes that come by at once, one counts down at a time.
 */
static bool is_last(const char *path)
{
	char text[NUMBER_BYTES] = "";
	struct stat st;
	bool end = false;
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd == -1)
		return false;
	if (flock(fd, LOCK_EX) == 0 && fstat(fd, &st) == 0 && st.st_nlink > 0 &&
	    pread(fd, text, sizeof text - 1, 0) >= 0) {
		long left = strtol(text, NULL, 10) - 1;

		end = left <= 0;
		snprintf(text, sizeof text, "%ld\n", left);
		if (end)
			unlink(path);
		else if (ftruncate(fd, 0) == -1 || pwrite(fd, text, strlen(text), 0) == -1)
			perror(path);
	}
	close(fd);
	return end;
}

static void reach(enum point_when when, const char *name)
{
	const char *folder = getenv("STOA_POINTS");
	char program[COMM_BYTES] = "", file[LINE_BYTES], path[PATH_BYTES + LINE_BYTES], line[LINE_BYTES];

	if (!folder)
		return;
	prctl(PR_GET_NAME, program);
	snprintf(line, sizeof line, "%s %d %s %s\n", program, (int)getpid(), whens[when], name);
	add_line(folder, line);
	snprintf(file, sizeof file, "%s %s %s", program, whens[when], name);
	for (char *p = file; *p; p++)
		if (*p == '/')
			*p = ':';
	snprintf(path, sizeof path, "%s/%s", folder, file);
	if (!is_last(path))
		return;
	snprintf(line, sizeof line, "%s %d killed %s %s\n", program, (int)getpid(), whens[when], name);
	add_line(folder, line);
	kill(getpid(), SIGKILL);
}

void point_statement(enum point_when when, const char *query)
{
	char name[NAME_BYTES];

	snprintf(name, sizeof name, "sql %s", query);
	snprintf(last, sizeof last, "%s", query);
	/* One whose answer never came is no more. */
	if (when == POINT_BEFORE)
		ending[0] = '\0';
	reach(when, name);
}

void point_word(const char *word)
{
	if (strcmp(word, "COMMIT") != 0 && strcmp(word, "ROLLBACK") != 0)
		return;
	snprintf(ending, sizeof ending, "%s %s", word, last);
	reach(POINT_BEFORE, ending);
}

void point_answered(void)
{
	if (!ending[0])
		return;
	reach(POINT_AFTER, ending);
	ending[0] = '\0';
}

static bool is_id(const char *segment, size_t n)
{
	size_t small = strspn(segment, "abcdefghijklmnopqrstuvwxyz_-");

	return n > LONGEST_WORD_BYTES && small < n;
}

/* "POST /v1/refunds" of "https://api.example/v1/refunds?..." */
void point_call(enum point_when when, const char *method, const char *url)
{
	const char *host = strstr(url, "://"), *p = host ? strchr(host + 3, '/') : NULL;
	char name[NAME_BYTES];
	size_t n = (size_t)snprintf(name, sizeof name, "http %s ", method);

	while (p && *p == '/' && n < sizeof name - 2) {
		size_t len = strcspn(p + 1, "/?");

		n += (size_t)snprintf(name + n, sizeof name - n, "/%.*s", is_id(p + 1, len) ? 1 : (int)len,
		    is_id(p + 1, len) ? "*" : p + 1);
		p += 1 + len;
	}
	reach(when, name);
}

void point_mail(enum point_when when)
{
	reach(when, "smtp");
}

#else
/* A file of the standard holds something (C11 6.9). */
typedef int point_is_off;
#endif
