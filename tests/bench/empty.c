/*
 * empty: what libfcgi alone costs. empty --listen unix:PATH --processes N NAME=FILE...
 *
 * Forks N processes that share one Unix socket, as the programs do, and answers every request whose path is /NAME with
 * the bytes of FILE (a CGI answer: header lines, an empty line, body) in one put, whatever was asked. An unknown name
 * is a 404.
 */
#include <fcgiapp.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BACKLOG = 4096, ANSWERS_MAX = 16, PROCESSES_MAX = 64 };

struct answer {
	const char *name;
	size_t name_length;
	const char *bytes;
	int size;
};

static struct answer answers[ANSWERS_MAX];
static int n_answers;

static void die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static void keep(const char *pair)
{
	const char *eq = strchr(pair, '=');
	struct stat st;
	if (eq == NULL || n_answers == ANSWERS_MAX) {
		fprintf(stderr, "empty: expected at most %d of NAME=FILE, not \"%s\"\n", ANSWERS_MAX, pair);
		exit(EXIT_FAILURE);
	}
	int fd = open(eq + 1, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0)
		die(eq + 1);
	void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (bytes == MAP_FAILED)
		die(eq + 1);
	close(fd);
	answers[n_answers++] = (struct answer){ pair, (size_t)(eq - pair), bytes, (int)st.st_size };
}

static const struct answer *find(const char *path)
{
	for (int i = 0; path != NULL && i < n_answers; i++) {
		const struct answer *a = &answers[i];
		if (path[0] == '/' && strncmp(path + 1, a->name, a->name_length) == 0 &&
		    path[1 + a->name_length] == '\0')
			return a;
	}
	return NULL;
}

static void serve(int socket)
{
	static const struct answer missing = { .bytes = "Status: 404 Not Found\r\n\r\n", .size = 26 };
	FCGX_Request request;
	if (FCGX_Init() != 0 || FCGX_InitRequest(&request, socket, 0) != 0)
		die("FCGX_InitRequest");
	while (FCGX_Accept_r(&request) == 0) {
		const struct answer *a = find(FCGX_GetParam("REQUEST_URI", request.envp));
		if (a == NULL)
			a = &missing;
		FCGX_PutStr(a->bytes, a->size, request.out);
		FCGX_Finish_r(&request);
	}
	exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
	if (argc < 6 || strcmp(argv[1], "--listen") != 0 || strncmp(argv[2], "unix:", 5) != 0 ||
	    strcmp(argv[3], "--processes") != 0) {
		fprintf(stderr, "usage: empty --listen unix:PATH --processes N NAME=FILE...\n");
		return 2;
	}
	long n = strtol(argv[4], NULL, 10);
	for (int i = 5; i < argc; i++)
		keep(argv[i]);
	int socket = FCGX_OpenSocket(argv[2] + 5, BACKLOG);
	if (socket < 0 || n < 1 || n > PROCESSES_MAX)
		die(argv[2]);
	for (long i = 0; i < n; i++) {
		pid_t pid = fork();
		if (pid < 0)
			die("fork");
		if (pid == 0) {
			prctl(PR_SET_PDEATHSIG, SIGTERM);
			serve(socket);
		}
	}
	while (wait(NULL) > 0)
		continue;
	return EXIT_FAILURE;
}
