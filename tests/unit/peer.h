/*
 * peer: a socket of the loopback for who plays another service in a test.
 */
#ifndef STOA_TESTS_PEER_H
#define STOA_TESTS_PEER_H

#include "unit.h"

#include <arpa/inet.h>
#include <sys/socket.h>

/* Listens at a port that was free. */
static inline int peer_listen(int *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof at;
	int s = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(s >= 0);
	assert_int_equal(bind(s, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(s, 4), 0);
	assert_int_equal(getsockname(s, (struct sockaddr *)&at, &n), 0);
	*port = ntohs(at.sin_port);
	return s;
}

#endif
