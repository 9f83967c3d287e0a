#include "unit.h"

#include "base/conf.h"
#include "base/limits.h"
#include "http/request.h"

enum { VARS_MAX = 16 };

/* A request as a web server would hand it over; the body comes in pieces of at most `step` bytes. */
struct wire {
	struct request_source source;
	char *vars[VARS_MAX];
	const char *body;
	size_t n, at, step;
};

static const struct conf conf = { .public_scheme = "http", .trusted_proxies = "127.0.0.1", .proxy_header = "any" };

static size_t read_wire(void *handle, void *to, size_t n)
{
	struct wire *w = handle;
	size_t left = w->n - w->at;

	n = n < left ? n : left;
	n = n < w->step ? n : w->step;
	memcpy(to, w->body + w->at, n);
	w->at += n;
	return n;
}

static struct wire *wire(struct ctx *ctx, const char *const *vars, const char *body)
{
	struct wire *w = ARENA_NEW(ctx->arena, struct wire);

	ctx->conf = &conf;
	for (size_t i = 0; vars[i]; i++) {
		assert_true(i < VARS_MAX - 1);
		w->vars[i] = arena_strdup(ctx->arena, vars[i]);
	}
	w->source = (struct request_source){ .vars = w->vars, .read = read_wire, .handle = w };
	w->body = body;
	w->n = strlen(body);
	w->step = 7;
	return w;
}

#define VARS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static enum err_code head(struct ctx *ctx, const char *const *vars, struct request *req)
{
	return request_head(ctx, &wire(ctx, vars, "")->source, req);
}

static void reads_a_request(void **state)
{
	struct request req;

	assert_int_equal(
	    head(*state,
	        VARS("REQUEST_METHOD=POST", "REQUEST_URI=/de/p/t%C3%B6pfe?q=a+b&v=", "QUERY_STRING=q=a+b&v=",
	            "HTTP_HOST=Hafen.Example:8080", "HTTP_COOKIE=a=1; b=2", "HTTP_SEC_FETCH_SITE=same-origin",
	            "HTTP_STRIPE_SIGNATURE=t=1,v1=ab", "CONTENT_TYPE=Multipart/Form-Data ; boundary=x",
	            "CONTENT_LENGTH=12", "REMOTE_ADDR=127.0.0.1", "HTTP_X_FORWARDED_FOR=192.0.2.9",
	            "HTTP_ACCEPT_LANGUAGE=de", "HTTP_ORIGIN=http://hafen.example:8080"),
	        &req),
	    ERR_OK);
	assert_int_equal(req.method, HTTP_POST);
	assert_string_equal(req.host, "hafen.example");
	assert_string_equal(req.authority, "hafen.example:8080");
	assert_string_equal(req.path, "/de/p/t\xc3\xb6pfe");
	assert_string_equal(req.query, "q=a+b&v=");
	assert_int_equal(req.n_args, 2);
	assert_string_equal(request_raw(&req, "q"), "a b");
	assert_string_equal(request_raw(&req, "none"), "");
	assert_string_equal(request_cookie(&req, "b"), "2");
	assert_string_equal(req.sec_fetch_site, "same-origin");
	assert_string_equal(request_header(&req, "stripe-signature"), "t=1,v1=ab");
	assert_string_equal(req.content_type, "multipart/form-data");
	assert_int_equal(req.content_length, 12);
	assert_string_equal(req.remote, "192.0.2.9");
	assert_null(req.referer);
}

static void a_cookie_sent_twice_counts_as_none(void **state)
{
	struct request req;

	assert_int_equal(
	    head(*state, VARS("REQUEST_METHOD=GET", "REQUEST_URI=/", "HTTP_COOKIE=cart=a; x=1; cart=b"), &req), ERR_OK);
	assert_null(request_cookie(&req, "cart"));
	assert_string_equal(request_cookie(&req, "x"), "1");
	assert_null(request_cookie(&req, "none"));
}

static void methods_are_a_closed_set(void **state)
{
	static const struct {
		const char *var;
		enum http_method method;
	} cases[] = { { "REQUEST_METHOD=GET", HTTP_GET }, { "REQUEST_METHOD=HEAD", HTTP_HEAD },
		{ "REQUEST_METHOD=get", HTTP_OTHER }, { "REQUEST_METHOD=PUT", HTTP_OTHER }, { "X=1", HTTP_OTHER } };
	struct request req;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(head(*state, VARS(cases[i].var, "REQUEST_URI=/"), &req), ERR_OK);
		assert_int_equal(req.method, cases[i].method);
	}
}

static void the_scheme_is_believed_from_trusted_proxies_only(void **state)
{
	static const struct conf tls = { .public_scheme = "https", .trusted_proxies = "", .proxy_header = "any" };
	struct ctx *ctx = *state;
	struct request req;

	head(ctx, VARS("REQUEST_URI=/", "REMOTE_ADDR=192.0.2.1", "HTTP_X_FORWARDED_PROTO=https"), &req);
	assert_string_equal(req.scheme, "http");
	head(ctx, VARS("REQUEST_URI=/", "REMOTE_ADDR=127.0.0.1", "HTTP_X_FORWARDED_PROTO=https"), &req);
	assert_string_equal(req.scheme, "https");
	head(ctx, VARS("REQUEST_URI=/", "HTTPS=on"), &req);
	assert_string_equal(req.scheme, "https");
	head(ctx, VARS("REQUEST_URI=/", "HTTPS=off"), &req);
	assert_string_equal(req.scheme, "http");
	struct wire *w = wire(ctx, VARS("REQUEST_URI=/"), "");
	ctx->conf = &tls;
	request_head(ctx, &w->source, &req);
	assert_string_equal(req.scheme, "https");
}

static void a_refused_head_still_tells_host_and_language(void **state)
{
	static const char *const bad[] = { "REQUEST_URI=/%00", "REQUEST_URI=x", "NONE=1" };
	struct request req;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(head(*state, VARS(bad[i], "HTTP_HOST=hafen.example", "HTTP_ACCEPT_LANGUAGE=ar"), &req),
		    ERR_MALFORMED);
		assert_string_equal(req.host, "hafen.example");
		assert_string_equal(req.accept_language, "ar");
		assert_string_equal(req.path, "/");
		assert_string_equal(req.query, "");
	}
}

static void unclean_headers_count_as_absent(void **state)
{
	struct request req;

	head(*state,
	    VARS("REQUEST_URI=/", "HTTP_REFERER=http://x/\x01", "HTTP_ORIGIN=\xff", "HTTP_USER_AGENT=a\nb",
	        "HTTP_HOST=a\x7f"),
	    &req);
	assert_null(req.referer);
	assert_null(req.origin);
	assert_null(req.user_agent);
	assert_string_equal(req.host, "");
	assert_string_equal(req.authority, "");
}

static void a_query_with_controls_or_beyond_the_limit_is_refused(void **state)
{
	struct ctx *ctx = *state;
	char *query = arena_printf(ctx->arena, "QUERY_STRING=q=%0*d", LIMIT_QUERY_BYTES - 2, 0);
	struct request req;

	assert_int_equal(head(ctx, VARS("REQUEST_URI=/", query), &req), ERR_OK);
	query = arena_printf(ctx->arena, "%s0", query);
	assert_int_equal(head(ctx, VARS("REQUEST_URI=/", query), &req), ERR_TOO_LARGE);
	assert_string_equal(req.query, "");
	assert_int_equal(head(ctx, VARS("REQUEST_URI=/", "QUERY_STRING=q=a b"), &req), ERR_MALFORMED);
	assert_int_equal(head(ctx, VARS("REQUEST_URI=/", "QUERY_STRING=q=a\r\nX: y"), &req), ERR_MALFORMED);
	assert_int_equal(head(ctx, VARS("REQUEST_URI=/", "QUERY_STRING=q=%zz"), &req), ERR_MALFORMED);
	assert_string_equal(req.query, "");
}

static void a_length_is_a_plain_number(void **state)
{
	static const char *const bad[] = { "-1", "+5", "abc", "1e3", "5 5", " 5", "99999999999999999999", "0x10" };
	struct ctx *ctx = *state;
	struct request req;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *length = arena_printf(ctx->arena, "CONTENT_LENGTH=%s", bad[i]);
		assert_int_equal(head(ctx, VARS("REQUEST_URI=/", length), &req), ERR_MALFORMED);
	}
	assert_int_equal(head(ctx, VARS("REQUEST_URI=/", "CONTENT_LENGTH="), &req), ERR_OK);
	assert_int_equal(head(ctx, VARS("REQUEST_URI=/", "HTTP_TRANSFER_ENCODING=chunked"), &req), ERR_MALFORMED);
}

static enum err_code body(
    struct ctx *ctx, const char *type, const char *length, enum body_kind kind, const char *bytes, struct request *req)
{
	struct wire *w = wire(ctx,
	    VARS("REQUEST_METHOD=POST", "REQUEST_URI=/", arena_printf(ctx->arena, "CONTENT_TYPE=%s", type),
	        arena_printf(ctx->arena, "CONTENT_LENGTH=%s", length)),
	    bytes);

	assert_int_equal(request_head(ctx, &w->source, req), ERR_OK);
	return request_body(ctx, &w->source, kind, req);
}

#define FORM "application/x-www-form-urlencoded"

static void reads_a_form_in_pieces(void **state)
{
	struct request req;

	assert_int_equal(
	    body(*state, FORM "; charset=UTF-8", "19", BODY_FORM, "name=J%C3%B6rg&n=12 and what follows", &req),
	    ERR_OK);
	assert_int_equal(req.n_form, 2);
	assert_string_equal(request_raw(&req, "name"), "J\xc3\xb6rg");
	assert_string_equal(req.form[1].value, "12");
}

static void nothing_sent_is_an_empty_form(void **state)
{
	struct request req;

	assert_int_equal(body(*state, "", "", BODY_FORM, "", &req), ERR_OK);
	assert_int_equal(req.n_form, 0);
	assert_int_equal(body(*state, FORM, "0", BODY_FORM, "", &req), ERR_OK);
}

static void refuses_other_kinds_of_body(void **state)
{
	struct request req;

	assert_int_equal(body(*state, "text/plain", "3", BODY_FORM, "a=1", &req), ERR_MEDIA);
	assert_int_equal(body(*state, "application/json", "2", BODY_FORM, "{}", &req), ERR_MEDIA);
	assert_int_equal(body(*state, "", "3", BODY_FORM, "a=1", &req), ERR_MEDIA);
	assert_int_equal(body(*state, FORM "x", "3", BODY_FORM, "a=1", &req), ERR_MEDIA);
	assert_int_equal(body(*state, "multipart/form-data", "3", BODY_FORM, "a=1", &req), ERR_MALFORMED);
	assert_int_equal(body(*state, FORM, "3", BODY_FORM, "a=%", &req), ERR_MALFORMED);
}

static void refuses_cut_and_huge_bodies(void **state)
{
	struct ctx *ctx = *state;
	struct request req;

	assert_int_equal(body(ctx, FORM, "500", BODY_FORM, "a=1", &req), ERR_MALFORMED);
	assert_int_equal(req.n_form, 0);
	/* Refused by what is announced: nothing is read. */
	assert_int_equal(body(ctx, FORM, "1000000000000", BODY_FORM, "a=1", &req), ERR_TOO_LARGE);
	assert_int_equal(body(ctx, "multipart/form-data; boundary=x", "1048577", BODY_FORM, "", &req), ERR_TOO_LARGE);
	assert_int_equal(
	    body(ctx, "multipart/form-data; boundary=x", "20971521", BODY_UPLOAD, "", &req), ERR_TOO_LARGE);
	assert_int_equal(body(ctx, FORM, "1048577", BODY_RAW, "", &req), ERR_TOO_LARGE);
}

#define WITH_FILE                                                                                                      \
	"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"                                               \
	"--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"t.txt\"\r\n\r\nT\r\n--x--\r\n"

static void a_file_is_taken_where_one_is_wanted(void **state)
{
	struct ctx *ctx = *state;
	struct request req;
	const char *n = arena_printf(ctx->arena, "%zu", strlen(WITH_FILE));

	assert_int_equal(body(ctx, "multipart/form-data; boundary=x", n, BODY_FORM, WITH_FILE, &req), ERR_MALFORMED);
	assert_int_equal(body(ctx, "multipart/form-data; boundary=x", n, BODY_UPLOAD, WITH_FILE, &req), ERR_OK);
	assert_int_equal(req.n_form, 1);
	assert_int_equal(req.n_uploads, 1);
	assert_string_equal(req.uploads[0].filename, "t.txt");
}

static void a_raw_body_keeps_its_bytes(void **state)
{
	struct request req;

	assert_int_equal(body(*state, "application/json", "6", BODY_RAW, "{\"%00\xff", &req), ERR_OK);
	assert_int_equal(req.body_length, 6);
	assert_memory_equal(req.body, "{\"%00\xff", 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(reads_a_request),
		UNIT(a_cookie_sent_twice_counts_as_none),
		UNIT(methods_are_a_closed_set),
		UNIT(the_scheme_is_believed_from_trusted_proxies_only),
		UNIT(a_refused_head_still_tells_host_and_language),
		UNIT(unclean_headers_count_as_absent),
		UNIT(a_query_with_controls_or_beyond_the_limit_is_refused),
		UNIT(a_length_is_a_plain_number),
		UNIT(reads_a_form_in_pieces),
		UNIT(nothing_sent_is_an_empty_form),
		UNIT(refuses_other_kinds_of_body),
		UNIT(refuses_cut_and_huge_bodies),
		UNIT(a_file_is_taken_where_one_is_wanted),
		UNIT(a_raw_body_keeps_its_bytes),
	};
	return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
