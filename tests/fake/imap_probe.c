/*
 * Drives src/imap from a test's command line and prints plain lines:
 *
 *   imap_probe HOST PORT implicit|starttls|none USER PASSWORD CA-FILE|-
 *       [option=value ...] COMMAND ...
 *
 * Options: patience=MS poll=SECONDS folder=NAME inbox=NAME.  Commands, one
 * after the other in one session:
 *   list FIRST MAX          "message UID SIZE HANDLED" per message
 *   fetch MAX UID[,UID...]  "body UID LENGTH SHA256" per message
 *   stop UID[,UID...]       the same, but the callback stops at the first
 *   start BYTES UID[,...]   the same of no more than the first bytes
 *   move FOLDER UID[,...]   "copy UID VALIDITY NEW-UID" per message that the
 *                           server told so much of, then "moved"
 *   select FOLDER|-         "selected VALIDITY"
 *   find MESSAGE-ID         "found UID" per message
 *   wait SECONDS            "news" or "quiet"; standard input wakes it
 *   memory                  "memory KB", the peak
 * Every failure is "error CODE SENTENCE" and status 1.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/str.h"
#include "imap/imap.h"

enum { UIDS_MAX = 5000 };

struct uids {
	uint32_t v[UIDS_MAX];
	size_t n;
};

static const char *option(char ***argv, const char *name, const char *otherwise)
{
	size_t n = strlen(name);

	if (**argv == NULL || strncmp(**argv, name, n) != 0 ||
	    (**argv)[n] != '=')
		return otherwise;
	return *(*argv)++ + n + 1;
}

static const char *next(char ***argv)
{
	if (**argv == NULL) {
		fprintf(stderr, "imap_probe: an argument is missing\n");
		exit(64);
	}
	return *(*argv)++;
}

static void read_uids(const char *text, struct uids *uids)
{
	struct str rest = str_c(text);
	struct str part;
	uint64_t n;

	uids->n = 0;
	while (uids->n < UIDS_MAX && str_split(&rest, ',', &part))
		if (str_u64(part, UINT32_MAX, &n))
			uids->v[uids->n++] = (uint32_t)n;
}

static enum err_code print_body(
    void *ctx, uint32_t uid, struct str body, struct err *err)
{
	const bool *stop = ctx;
	char hash[CRYPTO_HEX];

	crypto_hash_hex(body, hash);
	printf("body %u %zu %s\n", uid, body.n, hash);
	return *stop ? err_set(err, ERR_BUSY, "stopped by the caller") : ERR_OK;
}

static enum err_code do_list(struct imap *imap, char ***argv, struct err *err)
{
	uint32_t first = (uint32_t)strtoul(next(argv), NULL, 10);
	size_t max = strtoul(next(argv), NULL, 10);
	struct imap_message *rows;
	size_t n;

	if (imap_list(imap, first, max, &rows, &n, err) != ERR_OK)
		return err->code;
	for (size_t i = 0; i < n; i++)
		printf("message %u %u %d\n", rows[i].uid, rows[i].size,
		    rows[i].handled);
	printf("listed %zu\n", n);
	free(rows);
	return ERR_OK;
}

static enum err_code do_fetch(
    struct imap *imap, bool stop, char ***argv, struct err *err)
{
	static struct uids uids;
	size_t max = stop ? 1000000 : strtoul(next(argv), NULL, 10);

	read_uids(next(argv), &uids);
	return imap_fetch(imap, uids.v, uids.n, max, print_body, &stop, err);
}

static enum err_code do_move(struct imap *imap, char ***argv, struct err *err)
{
	static struct uids uids;
	static uint32_t copies[UIDS_MAX];
	struct imap_moved moved = { .uids = copies };
	const char *folder = next(argv);

	read_uids(next(argv), &uids);
	if (imap_move(imap, uids.v, uids.n, folder, &moved, err) != ERR_OK)
		return err->code;
	for (size_t i = 0; i < uids.n; i++)
		if (copies[i] != 0)
			printf("copy %u %u %u\n", uids.v[i], moved.uidvalidity,
			    copies[i]);
	printf("moved\n");
	return ERR_OK;
}

static enum err_code do_start(struct imap *imap, char ***argv, struct err *err)
{
	static struct uids uids;
	size_t bytes = strtoul(next(argv), NULL, 10);
	bool stop = false;

	read_uids(next(argv), &uids);
	return imap_fetch_start(
	    imap, uids.v, uids.n, bytes, print_body, &stop, err);
}

static enum err_code do_select(struct imap *imap, char ***argv, struct err *err)
{
	const char *folder = next(argv);

	if (strcmp(folder, "-") == 0)
		folder = NULL;
	if (imap_select(imap, folder, err) != ERR_OK)
		return err->code;
	printf("selected %u\n", imap_uidvalidity(imap));
	return ERR_OK;
}

static enum err_code do_find(struct imap *imap, char ***argv, struct err *err)
{
	static struct uids uids;

	if (imap_find(imap, next(argv), uids.v, UIDS_MAX, &uids.n, err) !=
	    ERR_OK)
		return err->code;
	for (size_t i = 0; i < uids.n; i++)
		printf("found %u\n", uids.v[i]);
	return ERR_OK;
}

static enum err_code do_wait(struct imap *imap, char ***argv, struct err *err)
{
	int seconds = (int)strtol(next(argv), NULL, 10);
	bool news = false;

	printf("waiting\n");
	if (imap_wait(imap, seconds, STDIN_FILENO, &news, err) != ERR_OK)
		return err->code;
	printf("%s\n", news ? "news" : "quiet");
	return ERR_OK;
}

/* ru_maxrss would tell of the parent before exec, too. */
static enum err_code print_memory(struct err *err)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[256];

	if (file == NULL)
		return err_set(err, ERR_IO, "no /proc/self/status");
	while (fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, "VmHWM:", 6) == 0)
			printf("memory %ld\n", strtol(line + 6, NULL, 10));
	(void)fclose(file);
	return ERR_OK;
}

static enum err_code run(struct imap *imap, char ***argv, struct err *err)
{
	const char *verb = next(argv);

	if (strcmp(verb, "list") == 0)
		return do_list(imap, argv, err);
	if (strcmp(verb, "fetch") == 0 || strcmp(verb, "stop") == 0)
		return do_fetch(imap, verb[0] == 's', argv, err);
	if (strcmp(verb, "move") == 0)
		return do_move(imap, argv, err);
	if (strcmp(verb, "start") == 0)
		return do_start(imap, argv, err);
	if (strcmp(verb, "select") == 0)
		return do_select(imap, argv, err);
	if (strcmp(verb, "find") == 0)
		return do_find(imap, argv, err);
	if (strcmp(verb, "wait") == 0)
		return do_wait(imap, argv, err);
	if (strcmp(verb, "memory") == 0)
		return print_memory(err);
	return err_set(err, ERR_USAGE, "unknown command %s", verb);
}

static enum conf_tls read_tls(const char *word)
{
	if (strcmp(word, "none") == 0)
		return CONF_TLS_NONE;
	return strcmp(word, "starttls") == 0 ? CONF_TLS_STARTTLS
					     : CONF_TLS_IMPLICIT;
}

static char *text(const char *s)
{
	char *copy = strdup(s);

	if (copy == NULL)
		abort();
	return copy;
}

int main(int argc, char **argv)
{
	struct conf_imap conf = { 0 };
	struct imap *imap = NULL;
	struct err err = { 0 };
	const char *password;
	const char *ca_file;
	int patience;
	enum err_code rc;

	(void)argc;
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	argv++;
	conf.host = text(next(&argv));
	conf.port = (int)strtol(next(&argv), NULL, 10);
	conf.tls = read_tls(next(&argv));
	conf.user = text(next(&argv));
	password = next(&argv);
	ca_file = next(&argv);
	conf.ca_file = strcmp(ca_file, "-") == 0 ? NULL : text(ca_file);
	patience = (int)strtol(option(&argv, "patience", "10000"), NULL, 10);
	conf.poll_seconds = (int)strtol(option(&argv, "poll", "300"), NULL, 10);
	conf.folder = text(option(&argv, "folder", "liaison"));
	conf.inbox = text(option(&argv, "inbox", "INBOX"));
	rc = imap_open_within(&conf, password, patience, &imap, &err);
	if (rc == ERR_OK)
		printf("opened %u\n", imap_uidvalidity(imap));
	while (rc == ERR_OK && *argv != NULL)
		rc = run(imap, &argv, &err);
	if (rc != ERR_OK)
		printf("error %s %s\n", err_name(err.code), err.text);
	imap_close(imap);
	free(conf.host);
	free(conf.user);
	free(conf.ca_file);
	free(conf.folder);
	free(conf.inbox);
	return rc == ERR_OK ? 0 : 1;
}
