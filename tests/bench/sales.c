/*
 * sales: distinct shoppers, each of whom buys once and pays: an empty cart, things into it, address, shipping, payment,
 * review, the provider's page, and back to an order that is paid. As many at once as are told, the next one as soon as
 * one is done.
 *
 *     sales PORT HOST LOCALE VARIANTS PAID [--shoppers N] [--items N] [--warm S] [--seconds S] [--processes N]
 *
 * VARIANTS is a file of ids, a line each, of which each shopper draws different ones. Forms are filled in as the pages
 * offer them. A shopper has a browser's connection to the shop, one to the provider, an address of their own in 127/8
 * and cookies of their own. Each answer is checked, and the last page must have PAID in it.
 *
 * Prints "measuring PID" when the warm-up is over and "measured PID" after so many seconds more, lets those who are at
 * it finish, waits for the end of a line on its standard input, and prints "key value" lines: sales (within the time),
 * all (before and after it, too), failed, latencies of requests in microseconds by thirds of the time, and how long a
 * sale took. Ends with 1 where an answer was wrong.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "draw.h"
#include "form.h"
#include "message.h"
#include "tally.h"
#include "wire.h"

enum {
	PROCESSES_MAX = 16,
	VARIANTS_MAX = 100000,
	ITEMS_MAX = 200,
	BODY_MAX = 16384,
	PATH_MAX_BYTES = 1024,
	STEPS_MORE = 30, /* beside two for each thing */
	PATIENCE_US = 60 * 1000000,
	FAILED_SHOWN = 5
};

struct options {
	int port;
	const char *host, *locale, *paid;
	int shoppers, items, warm, seconds, processes;
};

struct shopper {
	struct wire *shop, *till; /* NULL while not connected */
	struct wire *asked;       /* of these, whose answer is waited for */
	struct jar jar;
	char path[PATH_MAX_BYTES];
	bool post;
	uint32_t address;
	int64_t number; /* of the sale, over all processes */
	int64_t began, due;
	int items[ITEMS_MAX], added, steps;
	int till_port;
};

/* What a process has counted, in memory that all share. */
struct count {
	struct tally tally;
	int64_t sales, all;
	struct tally whole; /* how long sales took */
};

static struct options opt = { .shoppers = 32, .items = 1, .warm = 5, .seconds = 20, .processes = 1 };
static char *variants[VARIANTS_MAX];
static int n_variants;

static struct shopper *crowd;
static int n_crowd, at_work;
static struct count *count;
static int64_t measured_from, measured_to; /* microseconds */
static int64_t next_number;
static uint64_t seed;

static void enter(struct shopper *s);

static void leave(struct shopper *s)
{
	wire_close(s->shop);
	wire_close(s->till);
	s->shop = s->till = s->asked = NULL;
	at_work--;
	enter(s);
}

__attribute__((format(printf, 2, 3))) static void fail(struct shopper *s, const char *fmt, ...)
{
	va_list args;
	if (++count->tally.failed <= FAILED_SHOWN) {
		fprintf(stderr, "sales: %s%s: ", opt.host, s->path);
		va_start(args, fmt);
		vfprintf(stderr, fmt, args);
		va_end(args);
		fputc('\n', stderr);
	}
	leave(s);
}

static void note(struct tally *t, int64_t began)
{
	int64_t now = wire_now(), length = (measured_to - measured_from) / TALLY_WINDOWS;
	if (now >= measured_from && now < measured_to)
		tally_took(t, (now - measured_from) / length, now - began);
}

/* --- requests ------------------------------------------------------------------------------------------------------*/

static void came(struct wire *w);
static void gone(struct wire *w);
static const struct wire_ways ways = { came, gone };

/* Of the shop, or of the provider at its port; body NULL: a GET. */
static void ask(struct shopper *s, bool at_till, const char *path, const char *body)
{
	struct wire **to = at_till ? &s->till : &s->shop;
	const char *host = at_till ? "127.0.0.1" : opt.host;
	int port = at_till ? s->till_port : opt.port;
	if (++s->steps > STEPS_MORE + 3 * opt.items) {
		fail(s, "there is no end to it");
		return;
	}
	if (path != s->path)
		snprintf(s->path, sizeof s->path, "%s", path);
	s->post = body != NULL;
	s->due = wire_now();
	if (*to == NULL)
		*to = wire_dial(port, s->address, &ways, s);
	s->asked = *to;
	count->tally.requests++;
	size_t n;
	char *text =
	    message_request(&(struct request){ "sales", host, port, s->path, body, at_till ? NULL : &s->jar }, &n);
	wire_put(*to, text, n);
	free(text);
}

static void add(struct shopper *s)
{
	char path[128], body[128];
	snprintf(path, sizeof path, "/%s/cart/add", opt.locale);
	snprintf(body, sizeof body, "variant=%s&quantity=1&back=/%s/", variants[s->items[s->added++]], opt.locale);
	ask(s, false, path, body);
}

static bool has(const struct shopper *s, int n, int item)
{
	for (int i = 0; i < n; i++) {
		if (s->items[i] == item)
			return true;
	}
	return false;
}

/* Different things, in any order. */
static void choose(struct shopper *s)
{
	for (int i = 0; i < opt.items; i++) {
		do
			s->items[i] = (int)(draw(&seed) % (uint64_t)n_variants);
		while (has(s, i, s->items[i]));
	}
}

/* The next shopper, while there is time. */
static void enter(struct shopper *s)
{
	if (wire_now() >= measured_to)
		return;
	memset(s, 0, sizeof *s);
	s->number = next_number;
	next_number += opt.processes;
	s->address = wire_address((uint32_t)(s->number % 15000000));
	s->began = wire_now();
	at_work++;
	choose(s);
	add(s);
}

/* --- answers ------------------------------------------------------------------------------------------------------ */

/* To the shop, or to the provider and back. */
static void follow(struct shopper *s, const char *location)
{
	char path[PATH_MAX_BYTES], own[300];
	int n = (int)strcspn(location, "\r"), port;
	size_t own_n = (size_t)snprintf(own, sizeof own, "http://%s:%d/", opt.host, opt.port);
	bool at_till = false;
	if (strncmp(location, own, own_n) == 0) {
		location += own_n - 1;
		n -= (int)own_n - 1;
	} else if (sscanf(location, "http://127.0.0.1:%d/", &port) == 1) {
		const char *slash = strchr(location + 7, '/');
		n -= (int)(slash - location);
		location = slash;
		s->till_port = port;
		at_till = true;
	}
	if (n >= (int)sizeof path || location[0] != '/') {
		fail(s, "leads away: %.*s", n, location);
		return;
	}
	snprintf(path, sizeof path, "%.*s", n, location);
	ask(s, at_till, path, NULL);
}

static void fill_in(struct shopper *s, const char *page, bool at_till)
{
	static char body[BODY_MAX], action[PATH_MAX_BYTES];
	char email[64];
	snprintf(email, sizeof email, "shopper-%lld@example.org", (long long)s->number);
	const struct typed typed[] = { { "email", email }, { "name", "Ada Lovelace" },
		{ "line1", "Große Elbstraße 12" }, { "postcode", "22767" }, { "city", "Hamburg" },
		{ strstr(s->path, "/payment") ? "method" : NULL, "stripe" }, { NULL, NULL } };
	if (!form_fill(page, typed, action, sizeof action, body, sizeof body))
		fail(s, "no form to go on with");
	else
		ask(s, at_till, action, body);
}

static void bought(struct shopper *s, const char *page)
{
	if (strstr(page, opt.paid) == NULL) {
		fail(s, "\"%s\" is not in the page", opt.paid);
		return;
	}
	int64_t now = wire_now();
	count->all++;
	count->sales += now >= measured_from && now < measured_to;
	note(&count->whole, s->began);
	leave(s);
}

static void read_page(struct shopper *s, const char *page, bool at_till)
{
	char path[128];
	if (strstr(page, "</html>") == NULL) {
		fail(s, "not a whole page");
	} else if (!at_till && strstr(s->path, "/order/") != NULL) {
		bought(s, page);
	} else if (at_till || strstr(s->path, "/cart") == NULL) {
		fill_in(s, page, at_till);
	} else if (s->added < opt.items) {
		add(s);
	} else {
		snprintf(path, sizeof path, "/%s/checkout", opt.locale);
		ask(s, false, path, NULL);
	}
}

static void answered(struct shopper *s, const char *message, const char *body, bool at_till)
{
	int status = message_status(message);
	const char *location = message_header(message, "location");
	note(&count->tally, s->due);
	if (!at_till)
		jar_keep(&s->jar, message);
	if (status == 303 && location != NULL)
		follow(s, location);
	else if (status == 200 && !s->post)
		read_page(s, body, at_till);
	else
		fail(s, "%s: status %d", s->post ? "POST" : "GET", status);
}

static void came(struct wire *w)
{
	struct shopper *s = w->of;
	const char *body;
	size_t n;
	char *message = s->asked == w ? wire_take(w, &n, &body) : NULL;
	if (message == NULL)
		return;
	bool at_till = w == s->till;
	count->tally.bytes += (int64_t)n;
	s->asked = NULL;
	answered(s, message, body, at_till);
	free(message);
}

static void gone(struct wire *w)
{
	struct shopper *s = w->of;
	if (s->asked == w) {
		fail(s, "the connection broke after %zu bytes", w->n_in);
		return;
	}
	/* A server may end a connection that nobody asks anything of. */
	if (s->shop == w)
		s->shop = NULL;
	if (s->till == w)
		s->till = NULL;
}

/* --- a process ---------------------------------------------------------------------------------------------------- */

static void give_up_waiting(void)
{
	int64_t now = wire_now();
	for (int i = 0; i < n_crowd; i++) {
		if (crowd[i].asked != NULL && now - crowd[i].due > PATIENCE_US)
			fail(&crowd[i], "no answer");
	}
}

static void run_process(int self, int n)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	n_crowd = n;
	seed = draw_seed((uint64_t)self) ^ (uint64_t)getpid();
	/* Addresses of mail and network that no run before has had. */
	next_number += self;
	crowd = calloc((size_t)n, sizeof *crowd);
	wire_begin();
	for (int i = 0; i < n; i++)
		enter(&crowd[i]);
	for (int64_t turns = 0; at_work > 0; turns++) {
		wire_turn(100);
		if (turns % 1024 == 0)
			give_up_waiting();
	}
}

static void print_whole(const struct tally *whole)
{
	struct tally one = { .failed = 0 };
	for (int w = 0; w < TALLY_WINDOWS; w++) {
		for (size_t i = 0; i < TALLY_BUCKETS; i++)
			one.window[0][i] += whole->window[w][i];
	}
	printf("sale.p50 %lld\nsale.p99 %lld\n", (long long)tally_quantile(&one, 0, 0.5),
	    (long long)tally_quantile(&one, 0, 0.99));
}

/* --- arguments ---------------------------------------------------------------------------------------------------- */

static void read_variants(const char *file)
{
	char *line = NULL;
	size_t room = 0;
	FILE *in = fopen(file, "r");
	while (in != NULL && n_variants < VARIANTS_MAX && getline(&line, &room, in) > 0) {
		line[strcspn(line, "\n")] = '\0';
		variants[n_variants++] = strdup(line);
	}
	free(line);
	if (in != NULL)
		fclose(in);
}

static bool read_options(int argc, char **argv)
{
	const struct {
		const char *name;
		int *to;
	} known[] = { { "--shoppers", &opt.shoppers }, { "--items", &opt.items }, { "--warm", &opt.warm },
		{ "--seconds", &opt.seconds }, { "--processes", &opt.processes } };
	for (int i = 6; i + 1 < argc; i += 2) {
		bool found = false;
		for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
			if (strcmp(argv[i], known[k].name) == 0) {
				*known[k].to = (int)strtol(argv[i + 1], NULL, 10);
				found = true;
			}
		}
		if (!found)
			return false;
	}
	if (argc < 6 || argc % 2 == 1)
		return false;
	opt.port = (int)strtol(argv[1], NULL, 10);
	opt.host = argv[2];
	opt.locale = argv[3];
	read_variants(argv[4]);
	opt.paid = argv[5];
	return opt.processes >= 1 && opt.processes <= PROCESSES_MAX && opt.shoppers >= opt.processes &&
	       opt.items >= 1 && opt.items <= ITEMS_MAX && opt.items <= n_variants && opt.warm >= 1 &&
	       opt.seconds >= TALLY_WINDOWS;
}

static void say_at(int64_t when, const char *word)
{
	int64_t left = when - wire_now();
	if (left > 0)
		usleep((useconds_t)left);
	printf("%s %d\n", word, (int)getpid());
	fflush(stdout);
}

int main(int argc, char **argv)
{
	static struct count all;
	if (!read_options(argc, argv)) {
		fprintf(stderr, "usage: sales PORT HOST LOCALE VARIANTS PAID [--shoppers N] [--items N] [--warm S] "
		                "[--seconds S] [--processes N]\n");
		return 2;
	}
	struct count *counts =
	    mmap(NULL, sizeof *counts * PROCESSES_MAX, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (counts == MAP_FAILED) {
		perror("mmap");
		return EXIT_FAILURE;
	}
	measured_from = wire_now() + (int64_t)opt.warm * 1000000;
	measured_to = measured_from + (int64_t)opt.seconds * 1000000;
	next_number = (int64_t)getpid() * 1000000;
	for (int i = 0; i < opt.processes; i++) {
		if (fork() == 0) {
			count = &counts[i];
			run_process(i, opt.shoppers / opt.processes + (i < opt.shoppers % opt.processes));
			_exit(EXIT_SUCCESS);
		}
	}
	say_at(measured_from, "measuring");
	say_at(measured_to, "measured");
	int status;
	while (wait(&status) > 0)
		all.tally.failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	/* Who reads the figures may want to look at this process first. */
	getchar();
	for (int i = 0; i < opt.processes; i++) {
		tally_add(&all.tally, &counts[i].tally);
		tally_add(&all.whole, &counts[i].whole);
		all.sales += counts[i].sales;
		all.all += counts[i].all;
	}
	printf("sales %lld\nall %lld\n", (long long)all.sales, (long long)all.all);
	print_whole(&all.whole);
	tally_print(&all.tally);
	return all.tally.failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
