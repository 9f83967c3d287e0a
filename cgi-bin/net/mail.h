/*
 * mail: one message by SMTP (RFC 5321), text and HTML side by side (RFC 2046 multipart/alternative).
 *
 * conf's smtp_* say how: STARTTLS required, tried or off, with or without a login. 10 s to connect, mail_seconds until
 * the server has all of it, mail_answer_seconds then until it says so: it may have taken the mail, so nothing is gained
 * by impatience. Mails that follow one another go over one connection. No address and no subject is ever logged. Never
 * inside a transaction.
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
	MAIL_LATER,   /* not now, this mail or this sender: worth another try */
	MAIL_AWAY,    /* the server is away, busy or does not know us: no other mail would go now */
	MAIL_REFUSED, /* it will never take this mail */
	MAIL_RESULT__MAX
};

/*
 * *code: a short word for the outbox and the log ("smtp_550", "connect", "address"); "" where it was sent.
 * "unanswered": the server has all of it and did not say what it does with it.
 */
enum mail_result mail_send(struct ctx *, const struct mail *, const char **code);
/* Takes leave of the server, without waiting for its answer: when no mail follows soon, and before the process ends. */
void mail_goodbye(void);

/*
 * The message as it goes over the wire (RFC 5322, CRLF). False where a header would hold a control character or an
 * address is none: nothing that a shopper or merchant typed can add a line.
 */
bool mail_write(const struct mail *, struct buf *out);

#endif
