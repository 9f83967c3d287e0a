#define _GNU_SOURCE
#include "message.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { STATUS_AT = 9 };

const char *message_header(const char *from, const char *name)
{
	size_t n = strlen(name);
	for (const char *line = strstr(from, "\r\n"); line != NULL && strncmp(line, "\r\n\r\n", 4) != 0;
	     line = strstr(line + 2, "\r\n")) {
		if (strncasecmp(line + 2, name, n) == 0 && line[2 + n] == ':')
			return line + 3 + n + strspn(line + 3 + n, " ");
	}
	return NULL;
}

/* Up to and with the last chunk; 0 where that is not there yet. */
static size_t chunks(const char *body, size_t have)
{
	size_t at = 0, n;
	do {
		const char *line = at < have ? strstr(body + at, "\r\n") : NULL;
		if (line == NULL)
			return 0;
		n = strtoul(body + at, NULL, 16);
		at = (size_t)(line + 2 - body) + n + 2;
	} while (n > 0);
	return at <= have ? at : 0;
}

size_t message_length(const char *text, size_t n, const char **body)
{
	const char *end = n == 0 ? NULL : strstr(text, "\r\n\r\n");
	if (end == NULL)
		return 0;
	*body = end + 4;
	size_t head = (size_t)(*body - text);
	bool answer = strncmp(text, "HTTP/", 5) == 0;
	if (answer && message_status(text) == 304)
		return head;
	const char *length = message_header(text, "content-length"),
	           *coding = message_header(text, "transfer-encoding");
	if (length != NULL)
		return head + strtoul(length, NULL, 10);
	if (coding == NULL || strncasecmp(coding, "chunked", 7) != 0)
		return answer ? SIZE_MAX : head;
	size_t more = chunks(*body, n - head);
	return more == 0 ? 0 : head + more;
}

int message_status(const char *answer)
{
	return (int)strtol(answer + STATUS_AT, NULL, 10);
}

bool message_closes(const char *answer)
{
	const char *connection = message_header(answer, "connection");
	return connection != NULL && strncasecmp(connection, "close", 5) == 0;
}

static void keep(struct jar *jar, const char *set, size_t n)
{
	size_t name = strcspn(set, "=") + 1;
	bool gone = memmem(set, strcspn(set, "\r"), "Max-Age=0", 9) != NULL || n == name;
	int at = -1;
	for (int i = JAR_COOKIES - 1; i >= 0; i--) {
		if (strncmp(jar->pair[i], set, name) == 0) {
			at = i;
			break;
		}
		if (jar->pair[i][0] == '\0')
			at = i;
	}
	if (at < 0 || n >= JAR_BYTES)
		return;
	memcpy(jar->pair[at], set, n);
	jar->pair[at][gone ? 0 : n] = '\0';
}

void jar_keep(struct jar *jar, const char *answer)
{
	for (const char *set = message_header(answer, "set-cookie"); set != NULL;
	     set = message_header(set, "set-cookie"))
		keep(jar, set, strcspn(set, ";\r"));
}

static void put_cookies(const struct jar *jar, FILE *out)
{
	bool any = false;
	for (int i = 0; i < JAR_COOKIES; i++) {
		if (jar->pair[i][0] == '\0')
			continue;
		fprintf(out, "%s%s", any ? "; " : "Cookie: ", jar->pair[i]);
		any = true;
	}
	if (any)
		fputs("\r\n", out);
}

char *message_request(const struct request *r, size_t *n)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, n);
	if (out == NULL)
		abort();
	fprintf(out, "%s %s HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: %s\r\nAccept: text/html\r\n",
	    r->body ? "POST" : "GET", r->path, r->host, r->port, r->agent);
	if (r->jar != NULL)
		put_cookies(r->jar, out);
	if (r->body != NULL)
		fprintf(out,
		    "Origin: http://%s:%d\r\nContent-Type: application/x-www-form-urlencoded\r\n"
		    "Content-Length: %zu\r\n",
		    r->host, r->port, strlen(r->body));
	fprintf(out, "\r\n%s", r->body ? r->body : "");
	fclose(out);
	return text;
}
