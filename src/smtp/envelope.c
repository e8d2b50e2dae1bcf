#include "smtp/envelope.h"

#include <stdio.h>
#include <string.h>

#include "mail/addr.h"

enum { ENVID_MAX = 100 }; /* RFC 3461 section 4.4 */

static size_t wire_size(struct str message)
{
	return message.n + (str_ends(message, str_c("\r\n")) ? 0 : 2);
}

/* Letters, digits and dots say themselves in xtext. */
static bool envid_ok(struct str id)
{
	for (size_t i = 0; i < id.n; i++) {
		char c = str_lower(id.p[i]);
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			c == '.'))
			return false;
	}
	return id.n <= ENVID_MAX;
}

static enum err_code refuse(
    struct smtp_reply *reply, const char *enhanced, enum err_code code)
{
	(void)snprintf(
	    reply->enhanced, sizeof(reply->enhanced), "%s", enhanced);
	return code;
}

static enum err_code check_recipient(const struct smtp_mail *mail,
    const struct ehlo *ehlo, struct smtp_reply *reply, struct err *err)
{
	if (addr_ok(mail->recipient))
		return ERR_OK;
	if (!addr_utf8_ok(mail->recipient))
		return err_set(err, ERR_INPUT,
		    "the recipient is not an address that can be used");
	if (ehlo->smtputf8 && ehlo->eight_bit)
		return ERR_OK;
	(void)err_set(err, ERR_INPUT,
	    "the address has letters before the @ that are not plain ASCII, "
	    "and the relay does not take such addresses (it does not offer "
	    "SMTPUTF8)");
	return refuse(reply, "5.6.7", err->code);
}

/* RFC 1870 section 6.1. */
static enum err_code check_size(struct str message, const struct ehlo *ehlo,
    struct smtp_reply *reply, struct err *err)
{
	const uint64_t max = ehlo->size_max;
	const size_t size = wire_size(message);

	if (max == 0 || size <= max)
		return ERR_OK;
	(void)err_set(err, ERR_LIMIT,
	    "the message has %zu bytes, the relay takes at most %llu", size,
	    (unsigned long long)max);
	return refuse(reply, "5.3.4", err->code);
}

enum err_code envelope_check(const struct smtp_mail *mail, struct str message,
    const struct ehlo *ehlo, struct wire_kind *kind, struct smtp_reply *reply,
    struct err *err)
{
	enum err_code code;

	if (mail->sender.n > 0 && !addr_ok(mail->sender))
		return err_set(err, ERR_INPUT,
		    "the envelope sender is not an address that can be used");
	if (!envid_ok(mail->envid))
		return err_set(err, ERR_INPUT,
		    "the envelope's name is not fit for a server");
	code = check_recipient(mail, ehlo, reply, err);
	if (code == ERR_OK)
		code = wire_check(message, kind, err);
	if (code == ERR_OK)
		code = check_size(message, ehlo, reply, err);
	return code;
}

static void add(struct wire_queue *out, const char *text)
{
	wire_queue_add(out, str_c(text));
}

/* Reports go to the sender: without one there is nothing to ask for. */
static bool wants_reports(const struct smtp_mail *mail, const struct ehlo *ehlo)
{
	return ehlo->dsn && mail->sender.n > 0;
}

void envelope_mail(struct wire_queue *out, const struct smtp_mail *mail,
    struct str message, const struct wire_kind *kind, const struct ehlo *ehlo)
{
	bool utf8 = !addr_ok(mail->recipient);
	char size[32];

	add(out, "MAIL FROM:<");
	wire_queue_add(out, mail->sender);
	(void)snprintf(size, sizeof(size), "> SIZE=%zu", wire_size(message));
	add(out, ehlo->size ? size : ">");
	if (ehlo->eight_bit && (utf8 || kind->eight_bit))
		add(out, " BODY=8BITMIME");
	if (utf8)
		add(out, " SMTPUTF8");
	if (wants_reports(mail, ehlo)) {
		add(out, " RET=HDRS");
		if (mail->envid.n > 0) {
			add(out, " ENVID=");
			wire_queue_add(out, mail->envid);
		}
	}
	add(out, "\r\n");
}

/* xtext of RFC 3461 section 4; the address is ASCII without blanks. */
static void add_xtext(struct wire_queue *out, struct str text)
{
	size_t from = 0;
	char hex[4];

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] != '+' && text.p[i] != '=')
			continue;
		wire_queue_add(out, str_sub(text, from, i - from));
		(void)snprintf(
		    hex, sizeof(hex), "+%02X", (unsigned)text.p[i] & 0xffU);
		add(out, hex);
		from = i + 1;
	}
	wire_queue_add(out, str_from(text, from));
}

void envelope_rcpt(struct wire_queue *out, const struct smtp_mail *mail,
    const struct ehlo *ehlo)
{
	add(out, "RCPT TO:<");
	wire_queue_add(out, mail->recipient);
	add(out, ">");
	if (wants_reports(mail, ehlo)) {
		add(out, " NOTIFY=FAILURE,DELAY");
		/* Another address type, of RFC 6533, would need UTF-8. */
		if (addr_ok(mail->recipient)) {
			add(out, " ORCPT=rfc822;");
			add_xtext(out, mail->recipient);
		}
	}
	add(out, "\r\n");
}
