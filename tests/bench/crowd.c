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
 * SIGTERM to its process group ends it earlier.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "form.h"
#include "tally.h"

enum {
	PROCESSES_MAX = 16,
	PAGES_MAX = 65536,
	BUYS_MAX = 4096,
	WHEEL = 1 << 18, /* milliseconds, more than any click lies ahead */
	EVENTS = 512,
	COOKIES_MAX = 6,
	COOKIE_BYTES = 1024,
	ANSWER_MAX = 4 << 20,
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
	double up_to; /* sum of weights, this one included */
	const char *host, *path, *mark;
};

struct buy {
	const char *host, *locale, *body;
};

struct jar {
	char pair[COOKIES_MAX][COOKIE_BYTES];
};

enum intent { LOOK, ADD, BUY };

/* A request under way. */
struct flight {
	char *out;
	size_t out_n, out_done;
	char *in;
	size_t have, room, need;
	int64_t due;
	const char *host, *mark;
	char path[1024];
	bool post;
};

struct shopper {
	int fd; /* -1 for none */
	bool connecting;
	bool kept; /* the connection has answered before: that it is gone now may be the server's right */
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
static struct buy buys[BUYS_MAX];
static int n_pages, n_buys;

static struct shopper *crowd;
static uint32_t n_crowd, first_address;
static uint32_t *wheel;
static int epoll, self;
static struct tally *tally;
static int64_t begun, measured_from; /* microseconds */
static uint64_t seed;
static volatile sig_atomic_t ended;

static int64_t now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static uint64_t draw(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static double draw_unit(void)
{
	return (double)(draw() >> 11) / 9007199254740992.0;
}

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
		tally_took(tally, (due - measured_from) / length, now_us() - due);
}

/* --- when clicks are due ------------------------------------------------------------------------------------------ */

static void plan(struct shopper *s, int64_t due)
{
	int64_t now = now_us();
	int64_t ms = ((due > now ? due : now) - begun) / 1000 + 1;
	uint32_t *slot = &wheel[(uint64_t)ms % WHEEL];
	s->due = due;
	s->next = *slot;
	*slot = (uint32_t)(s - crowd);
}

/* Evenly between half and one and a half of the time to think. */
static int64_t thinks(void)
{
	return (int64_t)((0.5 + draw_unit()) * opt.think * 1e6);
}

/* --- cookies --------------------------------------------------------------------------------------------------------
 */

static void forget(struct shopper *s)
{
	free(s->jar);
	s->jar = NULL;
}

static void keep_cookie(struct shopper *s, const char *set, size_t n)
{
	size_t name = strcspn(set, "=") + 1;
	bool gone = memmem(set, strcspn(set, "\r"), "Max-Age=0", 9) != NULL || n == name;
	int at = -1;
	if (s->jar == NULL)
		s->jar = calloc(1, sizeof *s->jar);
	for (int i = COOKIES_MAX - 1; i >= 0; i--) {
		if (strncmp(s->jar->pair[i], set, name) == 0) {
			at = i;
			break;
		}
		if (s->jar->pair[i][0] == '\0')
			at = i;
	}
	if (at < 0 || n >= COOKIE_BYTES)
		return;
	memcpy(s->jar->pair[at], set, n);
	s->jar->pair[at][gone ? 0 : n] = '\0';
}

/* --- connections ----------------------------------------------------------------------------------------------------
 */

static void hang_up(struct shopper *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	s->connecting = s->kept = false;
}

static void watch(struct shopper *s, uint32_t events, int how)
{
	struct epoll_event e = { .events = events, .data.u32 = (uint32_t)(s - crowd) };
	if (epoll_ctl(epoll, how, s->fd, &e) != 0)
		die("epoll_ctl");
}

static bool dial(struct shopper *s)
{
	const int yes = 1;
	uint32_t nth = first_address + (uint32_t)(s - crowd);
	/* 127.1.0.1 and on, without the first and last address of a /24. */
	uint32_t from = (127u << 24) + (1u << 16) + nth / 250 * 256 + nth % 250 + 1;
	struct sockaddr_in own = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(from) };
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)opt.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)
	};
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (s->fd < 0)
		die("socket");
	setsockopt(s->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
	setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	if (bind(s->fd, (struct sockaddr *)&own, sizeof own) != 0)
		die("bind");
	tally->connects++;
	if (connect(s->fd, (struct sockaddr *)&to, sizeof to) != 0 && errno != EINPROGRESS)
		return false;
	s->connecting = true;
	watch(s, EPOLLIN | EPOLLOUT | EPOLLRDHUP, EPOLL_CTL_ADD);
	return true;
}

/* --- requests -------------------------------------------------------------------------------------------------------
 */

static void end_flight(struct shopper *s)
{
	if (s->flight == NULL)
		return;
	free(s->flight->out);
	free(s->flight->in);
	free(s->flight);
	s->flight = NULL;
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

static void push(struct shopper *s)
{
	struct flight *f = s->flight;
	while (f->out_done < f->out_n) {
		ssize_t n = send(s->fd, f->out + f->out_done, f->out_n - f->out_done, MSG_NOSIGNAL);
		if (n < 0 && errno == EAGAIN) {
			watch(s, EPOLLIN | EPOLLOUT | EPOLLRDHUP, EPOLL_CTL_MOD);
			return;
		}
		if (n <= 0)
			return; /* the hang-up comes as an event */
		f->out_done += (size_t)n;
	}
}

static void ask(struct shopper *s, const char *host, const char *path, const char *body, const char *mark, int64_t due)
{
	struct flight *f = calloc(1, sizeof *f);
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	f->host = host;
	f->mark = mark;
	f->post = body != NULL;
	f->due = due;
	snprintf(f->path, sizeof f->path, "%s", path);
	fprintf(out, "%s %s HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: crowd\r\nAccept: text/html\r\n",
	    body ? "POST" : "GET", path, host, opt.port);
	bool first = true;
	for (int i = 0; s->jar != NULL && i < COOKIES_MAX; i++) {
		if (s->jar->pair[i][0] == '\0')
			continue;
		fprintf(out, "%s%s", first ? "Cookie: " : "; ", s->jar->pair[i]);
		first = false;
	}
	if (!first)
		fputs("\r\n", out);
	if (body != NULL)
		fprintf(out,
		    "Origin: http://%s:%d\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
		    "%zu\r\n",
		    host, opt.port, strlen(body));
	fprintf(out, "\r\n%s", body ? body : "");
	fclose(out);
	f->out = text;
	f->out_n = size;
	s->flight = f;
	tally->requests++;
	if (s->fd < 0 && !dial(s)) {
		fail(s, "cannot connect: %s", strerror(errno));
		give_up(s);
	} else if (!s->connecting) {
		push(s);
	}
}

static const struct page *draw_page(void)
{
	double at = draw_unit() * pages[n_pages - 1].up_to;
	int low = 0, high = n_pages - 1;
	while (low < high) {
		int middle = (low + high) / 2;
		if (pages[middle].up_to > at)
			high = middle;
		else
			low = middle + 1;
	}
	return &pages[low];
}

static void begin_click(struct shopper *s, int64_t due)
{
	char path[256];
	uint64_t lot = draw() % 1000000;
	tally->clicks++;
	s->step = 0;
	s->intent = n_buys == 0 ? LOOK : lot < opt.orders ? BUY : lot < opt.orders + opt.adds ? ADD : LOOK;
	if (s->intent == LOOK) {
		const struct page *p = draw_page();
		ask(s, p->host, p->path, NULL, p->mark, due);
		return;
	}
	/* A cart is of one shop. */
	if (s->jar == NULL)
		s->buy = (uint16_t)(draw() % (uint64_t)n_buys);
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
	if (now_us() - s->flight->due > PATIENCE_US) {
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

/* The value of a header line; NULL where there is none. from: the answer, or the value of an earlier one. */
static const char *header(const char *from, const char *name)
{
	size_t n = strlen(name);
	for (const char *line = strstr(from, "\r\n"); line != NULL && strncmp(line, "\r\n\r\n", 4) != 0;
	     line = strstr(line + 2, "\r\n")) {
		if (strncasecmp(line + 2, name, n) == 0 && line[2 + n] == ':')
			return line + 3 + n + strspn(line + 3 + n, " ");
	}
	return NULL;
}

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
	ask(s, host, path, NULL, "</html>", now_us());
}

/* The next step of a purchase: the form of the page, filled in as a shopper would. */
static void fill_in(struct shopper *s)
{
	static char body[BODY_MAX], action[1024];
	const struct typed typed[] = { { "email", "crowd@example.org" }, { "name", "Ada Lovelace" },
		{ "line1", "Große Elbstraße 12" }, { "postcode", "22767" }, { "city", "Hamburg" },
		{ strstr(s->flight->path, "/payment") ? "method" : NULL, "bank_transfer" }, { NULL, NULL } };
	const char *host = s->flight->host;
	if (!form_fill(s->flight->in, typed, action, sizeof action, body, sizeof body)) {
		fail(s, "no form to go on with");
		give_up(s);
		return;
	}
	end_flight(s);
	ask(s, host, action, body, NULL, now_us());
}

static void bought(struct shopper *s)
{
	tally->orders++;
	forget(s);
	rest(s);
}

static void go_on_buying(struct shopper *s)
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
		ask(s, host, path, NULL, "</html>", now_us());
	} else {
		fill_in(s);
	}
}

static void answered(struct shopper *s)
{
	struct flight *f = s->flight;
	int status = (int)strtol(f->in + 9, NULL, 10);
	const char *location = header(f->in, "location"), *body = strstr(f->in, "\r\n\r\n") + 4;
	const char *connection = header(f->in, "connection");
	record(f->due);
	tally->bytes += (int64_t)f->have;
	for (const char *set = header(f->in, "set-cookie"); set != NULL; set = header(set, "set-cookie"))
		keep_cookie(s, set, strcspn(set, ";\r"));
	s->kept = true;
	if (connection != NULL && strncasecmp(connection, "close", 5) == 0)
		hang_up(s);
	if (f->post ? status != 303 : status != 200) {
		fail(s, "%s: status %d", f->post ? "POST" : "GET", status);
		give_up(s);
	} else if (f->mark != NULL &&
	           memmem(body, f->have - (size_t)(body - f->in), f->mark, strlen(f->mark)) == NULL) {
		fail(s, "\"%s\" is not in the page", f->mark);
		give_up(s);
	} else if (f->post && location != NULL && !(s->intent == BUY && s->step == 0)) {
		tally->adds += s->intent == ADD;
		follow(s, location);
	} else if (s->intent == BUY) {
		go_on_buying(s);
	} else {
		rest(s);
	}
}

/* Grown as needed; false where nothing more can come. */
static bool make_room(struct flight *f)
{
	if (f->room - f->have > 4096)
		return true;
	if (f->room >= ANSWER_MAX)
		return false;
	f->room = f->room == 0 ? 65536 : f->room * 2;
	f->in = realloc(f->in, f->room);
	return f->in != NULL;
}

static void learn_length(struct shopper *s)
{
	struct flight *f = s->flight;
	const char *end = strstr(f->in, "\r\n\r\n"), *length;
	if (f->need > 0 || end == NULL)
		return;
	length = header(f->in, "content-length");
	f->need = (size_t)(end + 4 - f->in) + (length == NULL ? 0 : strtoul(length, NULL, 10));
}

/* A kept connection may be closed by the server just as we ask: a browser asks again. */
static void gone(struct shopper *s)
{
	struct flight *f = s->flight;
	if (f == NULL) {
		tally->lost++;
		hang_up(s);
	} else if (s->kept && f->have == 0 && !f->post) {
		tally->lost++;
		hang_up(s);
		f->out_done = 0;
		if (!dial(s))
			give_up(s);
	} else {
		fail(s, "the connection broke after %zu bytes: %s", f->have, strerror(errno));
		give_up(s);
	}
}

static void receive(struct shopper *s)
{
	for (;;) {
		struct flight *f = s->flight;
		if (f == NULL || !make_room(f)) {
			gone(s);
			return;
		}
		errno = 0;
		ssize_t n = recv(s->fd, f->in + f->have, f->room - f->have - 1, 0);
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			gone(s);
			return;
		}
		f->have += (size_t)n;
		f->in[f->have] = '\0';
		learn_length(s);
		if (f->need > 0 && f->have >= f->need) {
			answered(s);
			return;
		}
	}
}

static void on_event(struct shopper *s, uint32_t events)
{
	if (s->fd < 0)
		return;
	if (events & EPOLLOUT) {
		int why = 0;
		socklen_t n = sizeof why;
		getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &why, &n);
		if (why != 0) {
			errno = why;
			gone(s);
			return;
		}
		s->connecting = false;
		watch(s, EPOLLIN | EPOLLRDHUP, EPOLL_CTL_MOD);
		if (s->flight != NULL)
			push(s);
	}
	if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
		receive(s);
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
	static struct epoll_event events[EVENTS];
	int64_t done = 0;
	while (now_us() < until && !ended) {
		int n = epoll_wait(epoll, events, EVENTS, 1);
		for (int i = 0; i < n; i++)
			on_event(&crowd[events[i].data.u32], events[i].events);
		for (int64_t ms = (now_us() - begun) / 1000; done <= ms; done++)
			run_slot(done);
	}
}

static void run_process(uint32_t first, uint32_t n)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	n_crowd = n;
	first_address = first;
	seed = UINT64_C(0x9e3779b97f4a7c15) * (uint64_t)(self + 1);
	crowd = calloc(n, sizeof *crowd);
	wheel = malloc(WHEEL * sizeof *wheel);
	epoll = epoll_create1(EPOLL_CLOEXEC);
	if (crowd == NULL || wheel == NULL || epoll < 0)
		die("crowd");
	memset(wheel, 0xff, WHEEL * sizeof *wheel);
	for (uint32_t i = 0; i < n; i++) {
		crowd[i].fd = -1;
		plan(&crowd[i], begun + (int64_t)(draw_unit() * opt.ramp * 1e6));
	}
	be_there(measured_from + (int64_t)opt.seconds * 1000000);
	for (uint32_t i = 0; i < n; i++) {
		if (crowd[i].flight != NULL && now_us() - crowd[i].flight->due > PATIENCE_US)
			fail(&crowd[i], "no answer");
	}
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
			pages[n_pages++] = (struct page){ sum, field[2], field[3], field[4] };
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
	begun = now_us();
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
