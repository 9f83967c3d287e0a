/*
 * mail: one message by SMTP (RFC 5321), text and HTML side by side (RFC 2046 multipart/alternative).
 *
 * conf's smtp_* say how: STARTTLS required, tried or off, with or without a login. 10 s to connect, 30 s in all. No
 * address and no subject is ever logged.
 */
#ifndef STOA_NET_MAIL_H
#define STOA_NET_MAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/ctx.h"

struct mail {
	const char *from;      /* address */
	const char *from_name; /* any language; "" for none */
	const char *reply_to;  /* NULL for none */
	const char *to;        /* address */
	const char *subject;
	const char *text;
	const char *html;       /* a whole document; NULL for a mail of text alone */
	const char *language;   /* BCP 47 */
	const char *message_id; /* without brackets; the same for every try to send the same mail */
	int64_t date;           /* UTC seconds */
};

enum mail_result {
	MAIL_SENT,
	MAIL_LATER,   /* the server is away, busy or does not know us: worth another try */
	MAIL_REFUSED, /* it will never take this mail */
	MAIL_RESULT__MAX
};

/* *code: a short word for the outbox and the log ("smtp_550", "connect", "address"); "" where it was sent. */
enum mail_result mail_send(struct ctx *, const struct mail *, const char **code);

/*
 * The message as it goes over the wire (RFC 5322, CRLF). False where a header would hold a control character or an
 * address is none: nothing that a shopper or merchant typed can add a line.
 */
bool mail_write(const struct mail *, struct buf *out);

#endif
