/*
 * A session with a mailbox's server that says anything, in any pieces, and
 * breaks off anywhere.  This file stands in for the network (getaddrinfo,
 * connect, poll, recv, send): the input says what the server sends, a small
 * model reads what leaves, and src/imap is driven as the reader drives it.
 * Each mail is handed over once, and only if it was asked for; lists ascend;
 * nothing is marked \Deleted that was not copied; EXPUNGE never stands alone.
 */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/i18n.h"
#include "base/log.h"
#include "imap/imap.h"
#include "script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	LINE = 9000,     /* more than a server must take (RFC 7162) */
	OUT = 4096,      /* bytes that the server says at a time */
	LISTED = 20,     /* messages that are listed at a time */
	BODY_MAX = 2000, /* bytes of a mail, */
	START = 100,     /* and of the start of one */
	TURNS = 3,
	WAKE_FD = 1000
};

static struct {
	struct str script;
	bool closed;
	bool wake; /* the descriptor that wakes is readable */
	/* What leaves. */
	char line[LINE];
	size_t line_n;
	char tag[32];  /* of the last command, */
	char verb[64]; /* and the rest of it */
	bool owed;
	/* What the server says. */
	char out[OUT];
	size_t at;
	size_t end;
	char said[64]; /* the beginning of its line */
	size_t said_n;
	bool copied; /* the last COPY was granted */
} world;

static unsigned take(void)
{
	return script_take(&world.script);
}

/* What leaves ------------------------------------------------------------- */

static void command_leaves(struct str line)
{
	struct str tag;

	if (str_is(line, "DONE")) {
		world.owed = true;
		return;
	}
	must(str_split(&line, ' ', &tag) && line.n > 0, "no command");
	(void)snprintf(world.tag, sizeof(world.tag), "%.*s", STR_ARG(tag));
	(void)snprintf(world.verb, sizeof(world.verb), "%.*s",
	    (int)(line.n < 60 ? line.n : 60), line.p);
	world.owed = true;
	must(!str_istarts(line, str_c("EXPUNGE")) &&
		 !str_istarts(line, str_c("CLOSE")),
	    "a plain EXPUNGE");
	if (str_istarts(line, str_c("UID COPY")))
		world.copied = false;
	if (str_istarts(line, str_c("UID STORE")) &&
	    str_ifind(line, str_c("\\Deleted")) != SIZE_MAX)
		must(world.copied, "\\Deleted without a copy");
}

static void leaves(struct str bytes)
{
	for (size_t i = 0; i < bytes.n; i++) {
		if (bytes.p[i] != '\n') {
			must(world.line_n < LINE, "a long line");
			world.line[world.line_n++] = bytes.p[i];
			continue;
		}
		must(world.line_n > 0 && world.line[world.line_n - 1] == '\r',
		    "CRLF");
		command_leaves(str_n(world.line, world.line_n - 1));
		world.line_n = 0;
	}
}

/* What the server says ---------------------------------------------------- */

static const char fetched[] =
    "* 1 FETCH (UID 1 RFC822.SIZE 20 FLAGS (\\Seen) BODY[] {20}\r\n"
    "Subject: a\r\n\r\nbody\r\n)\r\n"
    "* 2 FETCH (BODY[] \"Subject: b\" UID 2 FLAGS ($LiaisonDone) "
    "RFC822.SIZE 10)\r\n"
    "* 3 FETCH (UID 7 RFC822.SIZE 4294967295 FLAGS () BODY[] {0}\r\n)\r\n";
static const char listed[] =
    "* 1 FETCH (UID 1 RFC822.SIZE 20 FLAGS (\\Seen))\r\n"
    "* 2 FETCH (FLAGS () UID 2 RFC822.SIZE 10)\r\n"
    "* 3 FETCH (UID 7 RFC822.SIZE 4294967295 FLAGS ($LiaisonDone))\r\n";
static const char selected[] =
    "* 3 EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Deleted \\Seen)\r\n"
    "* OK [PERMANENTFLAGS (\\Deleted \\*)] kept\r\n"
    "* OK [UIDVALIDITY 1000] valid\r\n* OK [UIDNEXT 8] next\r\n";

/* Untagged answers; a server may send any of them at any time. */
static const char *const untagged[] = { fetched, selected,
	"* CAPABILITY IMAP4rev1 MOVE UIDPLUS IDLE NAMESPACE STARTTLS\r\n",
	"* CAPABILITY IMAP4rev1\r\n", "* CAPABILITY\r\n",
	"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n",
	"* LIST (\\Noselect) \".\" \"\"\r\n", "* LIST () NIL INBOX\r\n",
	"* NAMESPACE ((\"INBOX.\" \".\")) NIL NIL\r\n",
	"* OK [COPYUID 1001 1:7 1:3] moved\r\n", "* 1 EXPUNGE\r\n",
	"* 4294967295 EXISTS\r\n", "* 0 EXISTS\r\n", "* 5 EXISTS\r\n",
	"* OK [UIDVALIDITY 2000] new\r\n", "* BYE\r\n", "+ go on\r\n",
	"* PREAUTH welcome\r\n", "* OK [ALERT] hello\r\n",
	"* 1 FETCH (FLAGS (\\Seen))\r\n",
	"* 1 FETCH (UID 1 BODY[] {4294967295}\r\n",
	"* 2 FETCH (UID 1 RFC822.SIZE 1 FLAGS () BODY[] {3}\r\nabc)\r\n",
	"* 9 FETCH (UID 0 RFC822.SIZE 1 FLAGS ())\r\n",
	"* 1 FETCH (BODYSTRUCTURE ((((((((((((((((\r\n",
	"* OK [UIDVALIDITY 0] none\r\n", "* VANISHED 1:3\r\n",
	"* OK [READ-ONLY] x\r\n", "* OK [PERMANENTFLAGS ()] none\r\n" };
static const char *const endings[] = { "OK done", "OK [READ-WRITE] selected",
	"NO [TRYCREATE] no such folder", "NO not now", "BAD what",
	"OK [COPYUID 1001 1:7 1:3] moved", "NO [UNAVAILABLE] later",
	"OK [READ-ONLY] selected" };

static void say(const char *text)
{
	size_t n = strlen(text);

	if (n > OUT - world.end)
		n = OUT - world.end;
	memcpy(world.out + world.end, text, n);
	world.end += n;
}

static void end_with(const char *text)
{
	say(world.tag);
	say(" ");
	say(text);
	say("\r\n");
	world.owed = false;
}

/* An honest answer to the last command. */
static void honest(void)
{
	struct str verb = str_c(world.verb);

	if (!world.owed)
		say("* OK IMAP4rev1 ready\r\n");
	else if (str_istarts(verb, str_c("IDLE")) && world.tag[0] == 'i') {
		say("+ idling\r\n");
		world.verb[0] = '\0';
		world.owed = false;
	} else {
		if (str_istarts(verb, str_c("CAPABILITY")))
			say(untagged[2]);
		else if (str_istarts(verb, str_c("SELECT")))
			say(selected);
		else if (str_ifind(verb, str_c("BODY")) != SIZE_MAX)
			say(fetched);
		else if (str_ifind(verb, str_c("FETCH")) != SIZE_MAX)
			say(listed);
		else if (str_istarts(verb, str_c("UID SEARCH")))
			say("* SEARCH 1 2 7\r\n");
		else if (str_istarts(verb, str_c("LIST")))
			say(untagged[6]);
		else if (str_istarts(verb, str_c("NAMESPACE")))
			say(untagged[8]);
		end_with(endings[0]);
	}
}

/* Once for a line: was a copy granted? */
static void hears(char c)
{
	char granted[48];

	if (c != '\n') {
		if (world.said_n < sizeof(world.said) - 1)
			world.said[world.said_n++] = c;
		return;
	}
	world.said[world.said_n] = '\0';
	world.said_n = 0;
	(void)snprintf(granted, sizeof(granted), "%s OK", world.tag);
	if (strncasecmp(world.verb, "UID COPY", 8) == 0 &&
	    strncasecmp(world.said, granted, strlen(granted)) == 0)
		world.copied = true;
}

static void server_turn(void)
{
	unsigned op = take();
	struct str text;

	world.at = 0;
	world.end = 0;
	if (op >= 0xb0) {
		honest();
	} else if (op >= 0x80) {
		end_with(endings[op % (sizeof(endings) / sizeof(*endings))]);
	} else if (op >= 0x40) {
		say(untagged[op % (sizeof(untagged) / sizeof(*untagged))]);
	} else if (op == 0) {
		world.closed = true;
	} else { /* any bytes */
		text = str_sub(world.script, 0, op);
		world.script = str_from(world.script, text.n);
		memcpy(world.out, text.p, text.n);
		world.end = text.n;
	}
	for (size_t i = 0; i < world.end; i++)
		hears(world.out[i]);
}

/* The network ------------------------------------------------------------- */

/* NOLINTBEGIN: the names and types of the C library */
int getaddrinfo(const char *node, const char *service,
    const struct addrinfo *hints, struct addrinfo **res)
{
	static struct sockaddr_in address = { .sin_family = AF_INET };
	static struct addrinfo info = { .ai_family = AF_INET,
		.ai_socktype = SOCK_STREAM,
		.ai_addr = (struct sockaddr *)&address,
		.ai_addrlen = sizeof(address) };

	(void)node;
	(void)service;
	(void)hints;
	*res = &info;
	return take() == 0xff ? EAI_NONAME : 0;
}

void freeaddrinfo(struct addrinfo *res)
{
	(void)res;
}

int connect(int fd, const struct sockaddr *address, socklen_t length)
{
	(void)fd;
	(void)address;
	(void)length;
	errno = take() % 64 == 63 ? ECONNREFUSED : EINPROGRESS;
	return -1;
}

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
	bool late = take() % 128 == 127;

	(void)timeout;
	for (nfds_t i = 0; i < count; i++) {
		bool is_wake = fds[i].fd == WAKE_FD;
		fds[i].revents = is_wake && !world.wake ? 0 : fds[i].events;
	}
	world.wake = true;
	return late ? 0 : 1;
}

ssize_t recv(int fd, void *to, size_t size, int flags)
{
	size_t n;

	(void)fd;
	(void)flags;
	if (world.at == world.end && world.script.n > 0 && !world.closed)
		server_turn();
	n = world.end - world.at;
	if (n == 0) {
		world.closed = world.closed || world.script.n == 0;
		errno = EAGAIN;
		return world.closed ? 0 : -1;
	}
	if (n > size)
		n = size;
	if (take() % 8 == 7)
		n = 1;
	memcpy(to, world.out + world.at, n);
	world.at += n;
	return (ssize_t)n;
}

ssize_t send(int fd, const void *from, size_t n, int flags)
{
	unsigned op = take();

	(void)fd;
	(void)flags;
	if (world.closed || op == 0xff) {
		errno = EPIPE;
		return -1;
	}
	if (op % 32 == 31 && world.script.n > 0) {
		errno = EAGAIN;
		return -1;
	}
	if (op % 16 == 15 && n > 1)
		n /= 2;
	leaves(str_n(from, n));
	return (ssize_t)n;
}
/* NOLINTEND */

/* The reader -------------------------------------------------------------- */

struct turn {
	uint32_t uids[LISTED];
	bool had[LISTED];
	size_t count;
};

static enum err_code take_body(
    void *ctx, uint32_t uid, struct str body, struct err *err)
{
	struct turn *turn = ctx;
	size_t i = 0;

	must(body.n <= BODY_MAX, "a large mail");
	while (i < turn->count && turn->uids[i] != uid)
		i++;
	must(i < turn->count, "a mail that was not asked for");
	must(!turn->had[i], "a mail twice");
	turn->had[i] = true;
	return take() == 0xfe ? err_set(err, ERR_DB, "the disk is full")
			      : ERR_OK;
}

static enum err_code list(
    struct imap *imap, struct turn *turn, uint32_t first, struct err *err)
{
	struct imap_message *messages = NULL;
	size_t n = 0;
	enum err_code rc = imap_list(imap, first, LISTED, &messages, &n, err);

	must(n <= LISTED, "a long list");
	for (size_t i = 0; rc == ERR_OK && i < n; i++) {
		must(messages[i].uid >= first &&
			 (i == 0 || messages[i].uid > messages[i - 1].uid),
		    "no ascending list");
		if (!messages[i].handled && messages[i].size <= BODY_MAX)
			turn->uids[turn->count++] = messages[i].uid;
	}
	free(messages);
	return rc;
}

static enum err_code file(
    struct imap *imap, const struct turn *turn, struct err *err)
{
	uint32_t done[LISTED];
	uint32_t held[LISTED];
	uint32_t places[LISTED];
	struct imap_moved moved = { .uids = places };
	size_t done_n = 0;
	size_t held_n = 0;
	enum err_code rc;

	for (size_t i = 0; i < turn->count; i++) {
		if (!turn->had[i])
			continue;
		if (turn->uids[i] % 2 == 1)
			done[done_n++] = turn->uids[i];
		else
			held[held_n++] = turn->uids[i];
	}
	rc = imap_move(imap, done, done_n, "done", NULL, err);
	if (rc == ERR_OK)
		rc = imap_move(imap, held, held_n, "held", &moved, err);
	return rc;
}

/* As who acts on what is held: by Message-ID, in its folder. */
static enum err_code look_up(struct imap *imap, struct err *err)
{
	struct turn turn = { 0 };
	enum err_code rc = imap_select(imap, "held", err);

	if (rc == ERR_OK)
		rc = imap_find(imap, "a.b@example.net", turn.uids, LISTED,
		    &turn.count, err);
	must(rc != ERR_OK || turn.count <= LISTED, "many found");
	if (rc == ERR_OK)
		rc = imap_fetch_start(
		    imap, turn.uids, turn.count, START, take_body, &turn, err);
	if (rc == ERR_OK || rc == ERR_NOT_FOUND)
		rc = imap_select(imap, NULL, err);
	return rc;
}

static void read_mailbox(struct imap *imap)
{
	enum err_code rc = ERR_OK;
	struct err err;
	bool news;

	must(imap_uidvalidity(imap) != 0, "no UIDVALIDITY");
	for (int i = 0; rc == ERR_OK && i < TURNS; i++) {
		struct turn turn = { 0 };
		rc = list(imap, &turn, 1 + take() % 4, &err);
		if (rc == ERR_OK)
			rc = imap_fetch(imap, turn.uids, turn.count, BODY_MAX,
			    take_body, &turn, &err);
		if (rc == ERR_OK)
			rc = file(imap, &turn, &err);
		if (rc == ERR_OK && i == 0)
			rc = look_up(imap, &err);
		world.wake = false;
		if (rc == ERR_OK)
			rc = imap_wait(imap, 1, WAKE_FD, &news, &err);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char host[] = "mail.example.org";
	static char user[] = "listes@example.org";
	static char inbox[] = "INBOX";
	static char folder[] = "liaison";
	static char nothing[] = "/dev/null";
	struct conf_imap conf = { .host = host,
		.user = user,
		.inbox = inbox,
		.folder = folder,
		.ca_file = nothing,
		.tls = CONF_TLS_NONE };
	struct imap *imap;
	struct err err;

	log_set_level(LOG_ERROR);
	memset(&world, 0, sizeof(world));
	world.script = str_n((const char *)data, size);
	if (take() % 16 == 15)
		conf.tls = CONF_TLS_STARTTLS;
	if (imap_open(&conf, "secret", &imap, &err) == ERR_OK) {
		read_mailbox(imap);
		imap_close(imap);
	}
	return 0;
}
