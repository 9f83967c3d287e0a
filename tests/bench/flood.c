/*
 * flood: requests at a steady rate, from many client addresses, whatever becomes of them: an open model.
 *
 *     flood PORT RATE SECONDS NET ADDRESSES FILE [all]
 *
 * RATE requests a second are due for SECONDS, evenly, each on a connection of its own from 127.NET.x.y, of which there
 * are ADDRESSES, in turn. FILE holds the requests, in turn: a line with their length in bytes, the bytes, a line's end.
 * Latency counts from the moment at which a request was due to its last byte. A request that is due while
 * CONNECTIONS_MAX others are under way is counted as unsent: a server that takes no more is no reason to wait.
 *
 * Prints lines "good N" (below 400, with "all", or below 429), "limited N" (429), "bad N", "unsent N"; with "all" one
 * "us LATENCY" for each good answer before them. Exit status 0 whatever was answered.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "message.h"
#include "wire.h"

enum {
	CONNECTIONS_MAX = 2000,
	REQUESTS_MAX = 1 << 15,
	PATIENCE_US = 20 * 1000000,
	STATUS_LINE = sizeof "HTTP/1.1 200"
};

struct sending {
	char *bytes;
	size_t n;
};

struct connection {
	struct wire *wire; /* NULL: free */
	int64_t due;
	int status; /* 0 while it is not known */
};

static struct sending requests[REQUESTS_MAX];
static int n_requests;
static struct connection connections[CONNECTIONS_MAX];
static int free_list[CONNECTIONS_MAX], n_free;
static long good, limited, bad, unsent;
static bool all;

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static void read_requests(const char *path)
{
	FILE *f = fopen(path, "rb");
	char line[32];
	if (f == NULL)
		die(path);
	while (n_requests < REQUESTS_MAX && fgets(line, sizeof line, f) != NULL) {
		struct sending *r = &requests[n_requests++];
		r->n = strtoul(line, NULL, 10);
		r->bytes = malloc(r->n);
		if (r->bytes == NULL || r->n == 0 || fread(r->bytes, 1, r->n, f) != r->n || getc(f) != '\n') {
			fprintf(stderr, "%s: a request is cut short\n", path);
			exit(2);
		}
	}
	fclose(f);
	if (n_requests == 0)
		die(path);
}

static void over(struct connection *c, bool whole)
{
	/* Whoever floods may ask for what is not there; a visitor does not. */
	if (whole && c->status >= 200 && c->status < (all ? 400 : 429)) {
		good++;
		if (all)
			printf("us %lld\n", (long long)(wire_now() - c->due));
	} else if (c->status == 429) {
		limited++;
	} else {
		bad++;
	}
	wire_close(c->wire);
	c->wire = NULL;
	free_list[n_free++] = (int)(c - connections);
}

static void came(struct wire *w)
{
	struct connection *c = w->of;
	if (c->status == 0 && w->n_in >= STATUS_LINE)
		c->status = message_status(w->in);
	if (c->status != 0)
		wire_took(w, w->n_in);
}

/* Requests say "Connection: close": the answer ends with its connection. */
static void gone(struct wire *w)
{
	over(w->of, true);
}

static void begin(int port, int net, long number, long addresses, int64_t due)
{
	static const struct wire_ways ways = { came, gone };
	const struct sending *r = &requests[number % n_requests];
	uint32_t from = 0x7f000000u | (uint32_t)net << 16 | (uint32_t)(1 + number % addresses);
	if (n_free == 0) {
		unsent++;
		return;
	}
	struct connection *c = &connections[free_list[--n_free]];
	*c = (struct connection){ .wire = wire_dial(port, from, &ways, c), .due = due };
	wire_put(c->wire, r->bytes, r->n);
}

int main(int argc, char **argv)
{
	const struct rlimit files = { CONNECTIONS_MAX + 100, CONNECTIONS_MAX + 100 };
	if (argc < 7) {
		fprintf(stderr, "usage: flood PORT RATE SECONDS NET ADDRESSES FILE [all]\n");
		return 2;
	}
	int port = atoi(argv[1]), net = atoi(argv[4]);
	double rate = atof(argv[2]), seconds = atof(argv[3]);
	long addresses = atol(argv[5]), n = (long)(rate * seconds);
	all = argc > 7 && strcmp(argv[7], "all") == 0;
	read_requests(argv[6]);
	setrlimit(RLIMIT_NOFILE, &files);
	wire_begin();
	for (int i = CONNECTIONS_MAX; i-- > 0;)
		free_list[n_free++] = i;
	int64_t start = wire_now();
	for (long next = 0; next < n;) {
		int64_t due = start + (int64_t)((double)next * 1e6 / rate), now = wire_now();
		if (due <= now)
			begin(port, net, next++, addresses, due);
		else
			wire_turn((int)((due - now) / 1000));
		if (due <= now && (next & 31) == 0)
			wire_turn(0);
	}
	for (int64_t end = wire_now() + PATIENCE_US; n_free < CONNECTIONS_MAX && wire_now() < end;)
		wire_turn(100);
	for (int i = 0; i < CONNECTIONS_MAX; i++) {
		if (connections[i].wire != NULL)
			over(&connections[i], false);
	}
	printf("good %ld\nlimited %ld\nbad %ld\nunsent %ld\n", good, limited, bad, unsent);
	return 0;
}
