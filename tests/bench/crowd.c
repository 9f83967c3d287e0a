/*
 * crowd: many shoppers, each with a connection of its own that it keeps open between clicks, as an open model: when a
 * click is due does not depend on how long earlier answers took, and latency counts from the moment it was due, so that
 * a stall cannot hide.
 *
 *     crowd PORT SCRIPT [--shoppers N] [--think S] [--ramp S] [--seconds S] [--processes N] [--adds PPM] [--orders PPM]
 *
 * SCRIPT has lines of fields between tabs:
 *     page WEIGHT HOST PATH MARK    a page; MARK stands in its body
 *     buy HOST LOCALE BODY          a form that puts something into the cart
 * Of a million clicks --adds put something into the cart and --orders go on to buy it: add, the steps of the checkout
 * as its pages offer them, until the page of the order. A shopper then begins anew without cookies.
 *
 * Every answer is checked: status, whole body, MARK. Each shopper comes from an address of its own in 127/8. Prints
 * "key value" lines, latencies in microseconds for each third of --seconds; ends with 1 where an answer was wrong.
 * SIGTERM to its process group ends it earlier. At the end nobody clicks any more, and what is under way has 30 s: what
 * is not answered then counts as failed, and a click that still waits for that as late.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "draw.h"
#include "form.h"
#include "message.h"
#include "tally.h"
#include "wire.h"

enum {
	PROCESSES_MAX = 16,
	PAGES_MAX = 65536,
	BUYS_MAX = 4096,
	WHEEL = 1 << 18, /* milliseconds, more than any click lies ahead */
	BODY_MAX = 8192,
	STEPS_MAX = 20,
	PATIENCE_US = 30 * 1000000,
	FAILED_SHOWN = 5
};

static const uint32_t none = UINT32_MAX;

struct options {
	int port;
	int shoppers, processes;
	int think, ramp, seconds;
	uint64_t adds, orders; /* of a million clicks */
};

struct page {
	const char *host, *path, *mark;
};

struct buy {
	const char *host, *locale, *body;
};

enum intent { LOOK, ADD, BUY };

/* A request under way. */
struct flight {
	char *out;
	size_t n_out;
	int64_t due;
	const char *host, *mark;
	char path[1024];
	bool post;
};

struct shopper {
	struct wire *wire; /* NULL for none */
	bool kept;         /* the connection has answered before: that it is gone now may be the server's right */
	uint8_t intent;
	uint8_t step;
	uint16_t buy;
	uint32_t next; /* in its slot of the wheel */
	int64_t due;
	int64_t waiting; /* a click that came while another was under way; 0 for none */
	struct jar *jar;
	struct flight *flight;
};

static struct options opt = { .shoppers = 1000, .processes = 1, .think = 30, .ramp = 30, .seconds = 60 };
static struct page pages[PAGES_MAX];
static double page_weight[PAGES_MAX]; /* sums, as draw_weighted() wants them */
static struct buy buys[BUYS_MAX];
static int n_pages, n_buys;

static struct shopper *crowd;
static uint32_t n_crowd, first_address;
static uint32_t *wheel;
static int self;
static struct tally *tally;
static int64_t begun, measured_from; /* microseconds */
static uint64_t seed;
static volatile sig_atomic_t ended;
static int under_way;

static _Noreturn void die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

__attribute__((format(printf, 2, 3))) static void fail(const struct shopper *s, const char *fmt, ...)
{
	va_list args;
	tally->failed++;
	if (tally->failed > FAILED_SHOWN)
		return;
	fprintf(stderr, "crowd: %s%s: ", s->flight ? s->flight->host : "", s->flight ? s->flight->path : "");
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

static void record(int64_t due)
{
	int64_t length = (int64_t)opt.seconds * 1000000 / TALLY_WINDOWS;
	if (due >= measured_from)
		tally_took(tally, (due - measured_from) / length, wire_now() - due);
}

/* --- when clicks are due ------------------------------------------------------------------------------------------ */

static void plan(struct shopper *s, int64_t due)
{
	int64_t now = wire_now();
	int64_t ms = ((due > now ? due : now) - begun) / 1000 + 1;
	uint32_t *slot = &wheel[(uint64_t)ms % WHEEL];
	s->due = due;
	s->next = *slot;
	*slot = (uint32_t)(s - crowd);
}

/* Evenly between half and one and a half of the time to think. */
static int64_t thinks(void)
{
	return (int64_t)((0.5 + draw_unit(&seed)) * opt.think * 1e6);
}

static void forget(struct shopper *s)
{
	free(s->jar);
	s->jar = NULL;
}

static void hang_up(struct shopper *s)
{
	wire_close(s->wire);
	s->wire = NULL;
	s->kept = false;
}

/* --- requests -------------------------------------------------------------------------------------------------------
 */

static void end_flight(struct shopper *s)
{
	if (s->flight == NULL)
		return;
	free(s->flight->out);
	free(s->flight);
	s->flight = NULL;
	under_way--;
}

static void go_on(struct shopper *s);

/* The click is over, well or not. */
static void rest(struct shopper *s)
{
	end_flight(s);
	s->intent = LOOK;
	s->step = 0;
	if (s->waiting != 0)
		go_on(s);
}

static void give_up(struct shopper *s)
{
	hang_up(s);
	forget(s);
	rest(s);
}

static void came(struct wire *w);
static void gone(struct wire *w);

static void send_flight(struct shopper *s)
{
	static const struct wire_ways ways = { came, gone };
	if (s->wire == NULL) {
		s->wire = wire_dial(opt.port, wire_address(first_address + (uint32_t)(s - crowd)), &ways, s);
		tally->connects++;
	}
	wire_put(s->wire, s->flight->out, s->flight->n_out);
}

static void ask(struct shopper *s, const char *host, const char *path, const char *body, const char *mark, int64_t due)
{
	struct flight *f = calloc(1, sizeof *f);
	f->host = host;
	f->mark = mark;
	f->post = body != NULL;
	f->due = due;
	snprintf(f->path, sizeof f->path, "%s", path);
	f->out = message_request(&(struct request){ "crowd", host, opt.port, path, body, s->jar }, &f->n_out);
	s->flight = f;
	under_way++;
	tally->requests++;
	send_flight(s);
}

static void begin_click(struct shopper *s, int64_t due)
{
	char path[256];
	uint64_t lot = draw(&seed) % 1000000;
	tally->clicks++;
	s->step = 0;
	s->intent = n_buys == 0 ? LOOK : lot < opt.orders ? BUY : lot < opt.orders + opt.adds ? ADD : LOOK;
	if (s->intent == LOOK) {
		const struct page *p = &pages[draw_weighted(&seed, page_weight, (size_t)n_pages)];
		ask(s, p->host, p->path, NULL, p->mark, due);
		return;
	}
	/* A cart is of one shop. */
	if (s->jar == NULL)
		s->buy = (uint16_t)(draw(&seed) % (uint64_t)n_buys);
	const struct buy *b = &buys[s->buy];
	snprintf(path, sizeof path, "/%s/cart/add", b->locale);
	ask(s, b->host, path, b->body, NULL, due);
}

static void go_on(struct shopper *s)
{
	int64_t due = s->waiting;
	s->waiting = 0;
	begin_click(s, due);
}

static void click(struct shopper *s)
{
	int64_t due = s->due;
	plan(s, due + thinks());
	if (s->flight == NULL) {
		begin_click(s, due);
		return;
	}
	if (wire_now() - s->flight->due > PATIENCE_US) {
		fail(s, "no answer");
		s->waiting = due;
		give_up(s);
	} else if (s->waiting == 0) {
		s->waiting = due;
	} else {
		tally->late++;
	}
}

/* --- answers --------------------------------------------------------------------------------------------------------
 */

static void follow(struct shopper *s, const char *location)
{
	char path[1024];
	size_t n = strcspn(location, "\r");
	const char *host = s->flight->host;
	if (n >= sizeof path || location[0] != '/') {
		fail(s, "leads away: %.*s", (int)n, location);
		give_up(s);
		return;
	}
	memcpy(path, location, n);
	path[n] = '\0';
	end_flight(s);
	ask(s, host, path, NULL, "</html>", wire_now());
}

/* The next step of a purchase: the form of the page, filled in as a shopper would. */
static void fill_in(struct shopper *s, const char *page)
{
	static char body[BODY_MAX], action[1024];
	const struct typed typed[] = { { "email", "crowd@example.org" }, { "name", "Ada Lovelace" },
		{ "line1", "Große Elbstraße 12" }, { "postcode", "22767" }, { "city", "Hamburg" },
		{ strstr(s->flight->path, "/payment") ? "method" : NULL, "bank_transfer" }, { NULL, NULL } };
	const char *host = s->flight->host;
	if (!form_fill(page, typed, action, sizeof action, body, sizeof body)) {
		fail(s, "no form to go on with");
		give_up(s);
		return;
	}
	end_flight(s);
	ask(s, host, action, body, NULL, wire_now());
}

static void bought(struct shopper *s)
{
	tally->orders++;
	forget(s);
	rest(s);
}

static void go_on_buying(struct shopper *s, const char *page)
{
	char path[256];
	const char *host = s->flight->host;
	if (++s->step > STEPS_MAX) {
		fail(s, "no end of the checkout");
		give_up(s);
	} else if (strstr(s->flight->path, "/order/") != NULL) {
		bought(s);
	} else if (s->step == 1) {
		snprintf(path, sizeof path, "/%s/checkout", buys[s->buy].locale);
		end_flight(s);
		ask(s, host, path, NULL, "</html>", wire_now());
	} else {
		fill_in(s, page);
	}
}

static void answered(struct shopper *s, const char *answer, size_t n, const char *body)
{
	struct flight *f = s->flight;
	int status = message_status(answer);
	const char *location = message_header(answer, "location");
	record(f->due);
	tally->bytes += (int64_t)n;
	if (s->jar == NULL && message_header(answer, "set-cookie") != NULL)
		s->jar = calloc(1, sizeof *s->jar);
	if (s->jar != NULL)
		jar_keep(s->jar, answer);
	s->kept = true;
	if (message_closes(answer))
		hang_up(s);
	if (f->post ? status != 303 : status != 200) {
		fail(s, "%s: status %d", f->post ? "POST" : "GET", status);
		give_up(s);
	} else if (f->mark != NULL && memmem(body, n - (size_t)(body - answer), f->mark, strlen(f->mark)) == NULL) {
		fail(s, "\"%s\" is not in the page", f->mark);
		give_up(s);
	} else if (f->post && location != NULL && !(s->intent == BUY && s->step == 0)) {
		tally->adds += s->intent == ADD;
		follow(s, location);
	} else if (s->intent == BUY) {
		go_on_buying(s, body);
	} else {
		rest(s);
	}
}

static void came(struct wire *w)
{
	struct shopper *s = w->of;
	const char *body;
	size_t n;
	if (s->flight == NULL) {
		tally->lost++;
		hang_up(s);
		return;
	}
	char *answer = wire_take(w, &n, &body);
	if (answer == NULL)
		return;
	answered(s, answer, n, body);
	free(answer);
}

/* A kept connection may be closed by the server just as we ask: a browser asks again. */
static void gone(struct wire *w)
{
	struct shopper *s = w->of;
	const struct flight *f = s->flight;
	bool again = s->kept && w->n_in == 0 && f != NULL && !f->post;
	hang_up(s);
	if (f == NULL || again)
		tally->lost++;
	if (again) {
		send_flight(s);
	} else if (f != NULL) {
		fail(s, "the connection broke after %zu bytes", w->n_in);
		give_up(s);
	}
}

/* --- a process ------------------------------------------------------------------------------------------------------
 */

static void run_slot(int64_t ms)
{
	uint32_t i = wheel[(uint64_t)ms % WHEEL];
	wheel[(uint64_t)ms % WHEEL] = none;
	while (i != none) {
		struct shopper *s = &crowd[i];
		i = s->next;
		click(s);
	}
}

static void be_there(int64_t until)
{
	int64_t done = 0;
	while (wire_now() < until && !ended) {
		wire_turn(1);
		for (int64_t ms = (wire_now() - begun) / 1000; done <= ms; done++)
			run_slot(done);
	}
}

/* What has begun goes on to its end, purchases too, and so does the click that waited for it. */
static void let_finish(void)
{
	int64_t until = wire_now() + PATIENCE_US;
	while (under_way > 0 && wire_now() < until)
		wire_turn(1);
	for (uint32_t i = 0; i < n_crowd; i++) {
		if (crowd[i].flight == NULL)
			continue;
		fail(&crowd[i], "no answer");
		tally->late += crowd[i].waiting != 0;
	}
}

static void run_process(uint32_t first, uint32_t n)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	n_crowd = n;
	first_address = first;
	seed = draw_seed((uint64_t)self);
	crowd = calloc(n, sizeof *crowd);
	wheel = malloc(WHEEL * sizeof *wheel);
	wire_begin();
	if (crowd == NULL || wheel == NULL)
		die("crowd");
	memset(wheel, 0xff, WHEEL * sizeof *wheel);
	for (uint32_t i = 0; i < n; i++)
		plan(&crowd[i], begun + (int64_t)(draw_unit(&seed) * opt.ramp * 1e6));
	be_there(measured_from + (int64_t)opt.seconds * 1000000);
	let_finish();
}

/* --- script and arguments -------------------------------------------------------------------------------------
 */

static void read_script(const char *file)
{
	char *line = NULL;
	size_t room = 0;
	FILE *in = fopen(file, "r");
	if (in == NULL)
		die(file);
	double sum = 0;
	while (getline(&line, &room, in) > 0) {
		char *rest = strdup(line), *field[5] = { NULL };
		rest[strcspn(rest, "\n")] = '\0';
		for (int i = 0; i < 5 && rest != NULL; i++)
			field[i] = strsep(&rest, "\t");
		if (strcmp(field[0], "page") == 0 && field[4] != NULL && n_pages < PAGES_MAX) {
			sum += strtod(field[1], NULL);
			page_weight[n_pages] = sum;
			pages[n_pages++] = (struct page){ field[2], field[3], field[4] };
		} else if (strcmp(field[0], "buy") == 0 && field[3] != NULL && n_buys < BUYS_MAX) {
			buys[n_buys++] = (struct buy){ field[1], field[2], field[3] };
		} else {
			fprintf(stderr, "crowd: %s: not understood: %s", file, line);
			exit(2);
		}
	}
	free(line);
	fclose(in);
	if (n_pages == 0)
		exit(2);
}

static bool read_options(int argc, char **argv)
{
	for (int i = 3; i + 1 < argc; i += 2) {
		int64_t v = strtoll(argv[i + 1], NULL, 10);
		const struct {
			const char *name;
			int *to;
		} known[] = { { "--shoppers", &opt.shoppers }, { "--think", &opt.think }, { "--ramp", &opt.ramp },
			{ "--seconds", &opt.seconds }, { "--processes", &opt.processes } };
		bool found = strcmp(argv[i], "--adds") == 0 || strcmp(argv[i], "--orders") == 0;
		if (found)
			*(strcmp(argv[i], "--adds") == 0 ? &opt.adds : &opt.orders) = (uint64_t)v;
		for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
			if (strcmp(argv[i], known[k].name) == 0) {
				*known[k].to = (int)v;
				found = true;
			}
		}
		if (!found)
			return false;
	}
	return argc >= 3 && argc % 2 == 1 && opt.processes >= 1 && opt.processes <= PROCESSES_MAX &&
	       opt.shoppers >= opt.processes && opt.think >= 1 && opt.ramp >= 1 &&
	       opt.ramp + 2 * opt.think < WHEEL / 1000 && opt.seconds >= TALLY_WINDOWS;
}

static void end(int number)
{
	(void)number;
	ended = 1;
}

int main(int argc, char **argv)
{
	const struct sigaction at_end = { .sa_handler = end, .sa_flags = SA_RESTART };
	static struct tally all;
	if (!read_options(argc, argv)) {
		fprintf(stderr,
		    "usage: crowd PORT SCRIPT [--shoppers N] [--think S] [--ramp S] [--seconds S] [--processes N] "
		    "[--adds PPM] [--orders PPM]\n");
		return 2;
	}
	opt.port = (int)strtol(argv[1], NULL, 10);
	read_script(argv[2]);
	struct rlimit files;
	rlim_t needed = (rlim_t)(opt.shoppers / opt.processes + 64);
	getrlimit(RLIMIT_NOFILE, &files);
	if (files.rlim_cur < needed) {
		files.rlim_cur = needed;
		files.rlim_max = files.rlim_max < needed ? needed : files.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &files) != 0)
			die("so many open files");
	}
	struct tally *tallies =
	    mmap(NULL, sizeof *tallies * PROCESSES_MAX, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (tallies == MAP_FAILED)
		die("mmap");
	sigaction(SIGTERM, &at_end, NULL);
	begun = wire_now();
	measured_from = begun + (int64_t)opt.ramp * 1000000;
	uint32_t first = 0;
	for (int i = 0; i < opt.processes; i++) {
		uint32_t n = (uint32_t)(opt.shoppers / opt.processes + (i < opt.shoppers % opt.processes));
		if (fork() == 0) {
			self = i;
			tally = &tallies[i];
			run_process(first, n);
			_exit(EXIT_SUCCESS);
		}
		first += n;
	}
	int status;
	while (wait(&status) > 0)
		all.failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	for (int i = 0; i < opt.processes; i++)
		tally_add(&all, &tallies[i]);
	tally_print(&all);
	return all.failed == 0 && all.late == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
