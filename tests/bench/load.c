/*
 * load: a fixed number of requests to 127.0.0.1 over kept connections, each answer's status checked.
 *
 *     load [-H LINE]... PORT HOST SHOPPERS REQUESTS PATH [BODY...]
 *
 * HOST may name many shops: "shop[1-200].localhost:8080" draws a number for each request, "shop[1~200]..." by Zipf's
 * law (the k-th with a weight of 1/k), so that the first shop is asked for most; SHIFT in "shop[1-200/SHIFT]" begins
 * the row of numbers drawn elsewhere. "shop[1+200]..." draws none: it asks for each path of each shop in turn. A PATH
 * "@FILE" draws a line of the file, "~FILE" one by Zipf's law.
 *
 * SHOPPERS processes share REQUESTS evenly. Without BODY it gets PATH; with bodies each shopper posts them one after
 * another, as a form of HOST itself, keeping the cookies that it is given, so that its cart grows; after the last body
 * it forgets them and begins anew. Each LINE is one more header line of each request. Prints "requests failed bytes"
 * and ends with 1 where an answer was neither 2xx nor 3xx, or broken.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "draw.h"
#include "message.h"

enum {
	ANSWER_MAX = 1 << 20,
	REQUEST_MAX = 1 << 14,
	COOKIE_MAX = 4096,
	HOST_MAX = 300,
	PATHS_MAX = 100000,
	SHOPPERS_MAX = 256,
	PATIENCE_SECONDS = 20,
	FAILED_SHOWN = 3
};

struct plan {
	int port;
	const char *host;
	const char *path;
	char more[COOKIE_MAX]; /* header lines */
	/* Of many shops: what stands before and behind the number; n_shops 0 for one host. */
	char before[HOST_MAX];
	const char *behind;
	int first_shop, n_shops;
	bool in_turn;
	uint64_t seed;
	double *shop_weight, *path_weight; /* cumulated, by Zipf's law; NULL where all are alike */
	char **paths;                      /* n_paths 0: path alone */
	size_t n_paths;
	char **bodies;
	int n_bodies;
};

struct count {
	int64_t requests;
	int64_t failed;
	int64_t bytes;
};

struct shopper {
	const struct plan *plan;
	struct count *count;
	int socket; /* -1 for none */
	uint64_t drawn;
	char host[HOST_MAX];
	const char *path;
	char cookie[COOKIE_MAX];
	char answer[ANSWER_MAX];
};

/* A number below n. */
static size_t draw_below(struct shopper *w, size_t n, const double *weight)
{
	return weight == NULL ? (size_t)((draw(&w->drawn) >> 33) % (uint64_t)n) : draw_weighted(&w->drawn, weight, n);
}

static double *zipf(size_t n)
{
	double *weight = calloc(n, sizeof *weight);
	for (size_t i = 0; weight != NULL && i < n; i++)
		weight[i] = (i ? weight[i - 1] : 0) + 1.0 / (double)(i + 1);
	return weight;
}

static void aim_at(struct shopper *w, size_t shop, const char *path)
{
	const struct plan *p = w->plan;
	w->path = path;
	if (p->n_shops == 0)
		snprintf(w->host, sizeof w->host, "%s", p->host);
	else
		snprintf(w->host, sizeof w->host, "%.150s%d%.100s", p->before, p->first_shop + (int)shop, p->behind);
}

/* Where the next request goes: the number-th of all. */
static void aim(struct shopper *w, int64_t number)
{
	const struct plan *p = w->plan;
	size_t n = p->n_paths ? p->n_paths : 1, path, shop = 0;
	if (p->in_turn) {
		path = (size_t)number % n;
		shop = (size_t)number / n % (size_t)p->n_shops;
	} else {
		path = p->n_paths ? draw_below(w, n, p->path_weight) : 0;
		shop = p->n_shops ? draw_below(w, (size_t)p->n_shops, p->shop_weight) : 0;
	}
	aim_at(w, shop, p->n_paths ? p->paths[path] : p->path);
}

static int dial(int port)
{
	const struct timeval patience = { .tv_sec = PATIENCE_SECONDS };
	const int yes = 1;
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)
	};
	int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (s < 0 || connect(s, (struct sockaddr *)&to, sizeof to) != 0) {
		perror("connect");
		exit(EXIT_FAILURE);
	}
	setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	return s;
}

static bool send_request(struct shopper *w, const char *body)
{
	static char text[REQUEST_MAX];
	int n = snprintf(text, sizeof text, "%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: load\r\nAccept: text/html\r\n",
	    body ? "POST" : "GET", w->path, w->host);
	if (body)
		n += snprintf(text + n, sizeof text - (size_t)n,
		    "Origin: http://%s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n",
		    w->host, strlen(body));
	if (w->cookie[0])
		n += snprintf(text + n, sizeof text - (size_t)n, "Cookie: %s\r\n", w->cookie);
	n += snprintf(text + n, sizeof text - (size_t)n, "%s\r\n%s", w->plan->more, body ? body : "");
	return n < (int)sizeof text && send(w->socket, text, (size_t)n, MSG_NOSIGNAL) == n;
}

/* One answer; 0 where it is broken. */
static size_t receive(struct shopper *w)
{
	size_t have = 0, need = 0;
	const char *body;
	while (need == 0 || (have < need && need < ANSWER_MAX)) {
		ssize_t got = recv(w->socket, w->answer + have, ANSWER_MAX - 1 - have, 0);
		if (got <= 0)
			return 0;
		have += (size_t)got;
		w->answer[have] = '\0';
		if (need == 0)
			need = message_length(w->answer, have, &body);
	}
	return have == need ? have : 0;
}

/* The one cookie that this bench needs: the cart's, which each answer renews. */
static void keep_cookie(struct shopper *w)
{
	for (const char *set = message_header(w->answer, "set-cookie"); set != NULL;
	     set = message_header(set, "set-cookie")) {
		size_t n = strcspn(set, ";\r");
		if (strncmp(set, "cart=", 5) != 0 || n >= COOKIE_MAX)
			continue;
		memcpy(w->cookie, set, n);
		w->cookie[n] = '\0';
	}
}

static bool exchange(struct shopper *w, const char *body)
{
	if (w->socket < 0)
		w->socket = dial(w->plan->port);
	size_t n = send_request(w, body) ? receive(w) : 0;
	bool good = n > 12 && (w->answer[9] == '2' || w->answer[9] == '3');
	if (n == 0 || message_closes(w->answer)) {
		close(w->socket);
		w->socket = -1;
	}
	w->count->requests++;
	w->count->bytes += (int64_t)n;
	w->count->failed += !good;
	if (!good && w->count->failed <= FAILED_SHOWN)
		fprintf(stderr, "load: %s: %.300s\n", w->path, n ? w->answer : "no answer");
	if (good && body)
		keep_cookie(w);
	return good;
}

static void shop(const struct plan *plan, struct count *count, int64_t requests, int number, int shoppers)
{
	static struct shopper w;
	w = (struct shopper){ .plan = plan, .count = count, .socket = -1 };
	w.drawn = draw_seed(plan->seed * 1000 + (uint64_t)number);
	for (int64_t i = 0; i < requests; i++) {
		int turn = plan->n_bodies ? (int)(i % plan->n_bodies) : 0;
		if (turn == 0)
			w.cookie[0] = '\0';
		aim(&w, i * shoppers + number);
		exchange(&w, plan->n_bodies ? plan->bodies[turn] : NULL);
	}
}

/* "shop[1-200].localhost:8080" into its parts; a host without brackets is one shop. */
static bool read_host(struct plan *p)
{
	const char *open = strchr(p->host, '[');
	char kind, *end;
	int last;
	if (open == NULL)
		return true;
	snprintf(p->before, sizeof p->before, "%.*s", (int)(open - p->host), p->host);
	p->first_shop = (int)strtol(open + 1, &end, 10);
	kind = *end;
	last = (int)strtol(end + 1, &end, 10);
	if (*end == '/')
		p->seed = strtoull(end + 1, &end, 10);
	p->n_shops = last - p->first_shop + 1;
	p->behind = end + 1;
	if (*end != ']' || kind == '\0' || strchr("-~+", kind) == NULL || p->n_shops < 1)
		return false;
	p->in_turn = kind == '+';
	if (kind == '~')
		p->shop_weight = zipf((size_t)p->n_shops);
	return kind != '~' || p->shop_weight != NULL;
}

static bool read_paths(struct plan *p)
{
	char line[2000];
	FILE *f;
	if (p->path[0] != '@' && p->path[0] != '~')
		return true;
	f = fopen(p->path + 1, "r");
	p->paths = calloc(PATHS_MAX, sizeof *p->paths);
	while (f != NULL && p->paths != NULL && p->n_paths < PATHS_MAX && fgets(line, sizeof line, f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '/')
			p->paths[p->n_paths++] = strdup(line);
	}
	if (f != NULL)
		fclose(f);
	if (p->n_paths > 0 && p->path[0] == '~')
		p->path_weight = zipf(p->n_paths);
	return p->n_paths > 0 && (p->path[0] == '@' || p->path_weight != NULL);
}

int main(int argc, char **argv)
{
	struct plan plan = { .port = 0 };
	while (argc > 2 && strcmp(argv[1], "-H") == 0) {
		size_t n = strlen(plan.more);
		snprintf(plan.more + n, sizeof plan.more - n, "%s\r\n", argv[2]);
		argc -= 2;
		argv += 2;
	}
	if (argc < 6) {
		fprintf(stderr, "usage: load [-H LINE]... PORT HOST SHOPPERS REQUESTS PATH [BODY...]\n");
		return 2;
	}
	plan.port = (int)strtol(argv[1], NULL, 10);
	plan.host = argv[2];
	plan.path = argv[5];
	plan.bodies = argv + 6;
	plan.n_bodies = argc - 6;
	if (!read_host(&plan) || !read_paths(&plan)) {
		fprintf(stderr, "load: cannot read the host or the paths\n");
		return 2;
	}
	int shoppers = (int)strtol(argv[3], NULL, 10), status;
	int64_t requests = strtoll(argv[4], NULL, 10);
	struct count sum = { 0 };
	struct count *counts =
	    mmap(NULL, sizeof *counts * SHOPPERS_MAX, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shoppers < 1 || shoppers > SHOPPERS_MAX || counts == MAP_FAILED)
		return 2;
	for (int i = 0; i < shoppers; i++) {
		if (fork() == 0) {
			shop(&plan, &counts[i], requests / shoppers + (i < requests % shoppers), i, shoppers);
			_exit(0);
		}
	}
	while (wait(&status) > 0)
		sum.failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	for (int i = 0; i < shoppers; i++) {
		sum.requests += counts[i].requests;
		sum.failed += counts[i].failed;
		sum.bytes += counts[i].bytes;
	}
	printf("%lld %lld %lld\n", (long long)sum.requests, (long long)sum.failed, (long long)sum.bytes);
	return sum.failed == 0 && sum.requests == requests ? EXIT_SUCCESS : EXIT_FAILURE;
}
