/*
 * fcgi: the transport, and the one room that knows libfcgi. The same loop serves FastCGI on a listening socket and,
 * once, plain CGI (RFC 3875) from the environment, stdin and stdout.
 *
 * One process serves one request at a time and many processes share the socket. A connection is closed after its
 * request even if the web server asked to keep it: a kept one would pin its client to a blocking process.
 */
#ifndef STOA_HTTP_FCGI_H
#define STOA_HTTP_FCGI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "http/request.h"

struct fcgi;

/* Whether a web server started us as CGI: GATEWAY_INTERFACE is set and descriptor 0 is not a listening socket. */
bool fcgi_is_cgi(void);
bool fcgi_is_listening(int descriptor);

/*
 * For a listening socket, which becomes non-blocking; -1 for CGI. Call after the fork; the arena is the process's. NULL
 * where the process has no descriptors left.
 */
struct fcgi *fcgi_create(struct arena *, int socket);

/*
 * Waits for the next request. False where *stop became true (a signal handler sets it; its signals are to be blocked by
 * the caller and are let through here only, so that none is lost and none cuts a request) or where the one CGI request
 * is done.
 */
bool fcgi_accept(struct fcgi *, volatile const int *stop);
/* Of the request at hand; valid until fcgi_finish. */
const struct request_source *fcgi_source(struct fcgi *);
/* Sends the whole answer at once. False where the peer is gone. */
bool fcgi_send(struct fcgi *, const char *, size_t n);
void fcgi_finish(struct fcgi *);

#endif
