/*
 * The settings of a site, read from one file.  conf_table.c is the only list
 * of settings: reading, `config show`, `config example` and the manual page
 * are made from it or checked against it.
 */
#ifndef CONF_CONF_H
#define CONF_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/lang.h"

enum conf_tls {
	CONF_TLS_IMPLICIT, /* TLS from the first byte (ports 993, 465) */
	CONF_TLS_STARTTLS,
	CONF_TLS_NONE /* only toward loopback, unless spelled out */
};

enum conf_list_kind {
	CONF_DISCUSSION, /* members write to each other */
	CONF_NEWSLETTER  /* editors write, the list address takes commands */
};

enum conf_post { CONF_POST_MEMBERS, CONF_POST_EDITORS, CONF_POST_NOBODY };

/* Who else must agree before a newsletter leaves. */
enum conf_approval {
	CONF_APPROVAL_NONE,
	CONF_APPROVAL_EDITOR /* another editor than the one who orders it */
};

enum conf_period { CONF_DAILY, CONF_WEEKLY, CONF_MONTHLY };

enum conf_envelope {
	CONF_ENVELOPE_VERP, /* a signed address per delivery */
	CONF_ENVELOPE_FIXED /* the site's address for all */
};

/* How to log in at a relay (SASL). */
enum conf_auth {
	CONF_AUTH_AUTO, /* as the server offers */
	CONF_AUTH_PLAIN,
	CONF_AUTH_LOGIN,
	CONF_AUTH_CRAM_MD5,
	CONF_AUTH_XOAUTH2, /* this and the next by token */
	CONF_AUTH_OAUTHBEARER
};

/* Where a secret comes from: exactly one of the three, or none yet. */
struct conf_secret {
	char *file;       /* path, mode 0600 */
	char *command;    /* its standard output, first line */
	char *credential; /* name under $CREDENTIALS_DIRECTORY */
};

struct conf_strings {
	char **v;
	size_t n;
};

struct conf_imap {
	char *host;
	int port; /* 0 = the usual one for tls */
	enum conf_tls tls;
	char *user;
	struct conf_secret password;
	char *inbox;       /* "INBOX" */
	char *folder;      /* "liaison": parent of done, held, ... */
	char *ca_file;     /* NULL = the system's */
	char *authserv_id; /* NULL = trust no Authentication-Results */
	int poll_seconds;  /* where IDLE is missing or silent */
};

/* A relay: the site's own, of the section smtp, or one of those for lists. */
struct conf_smtp {
	char *name;    /* "" = the site's own */
	char *section; /* "smtp" or "relay.NAME", for messages */
	char *preset;  /* NULL = none */
	char *host;
	int port;
	enum conf_tls tls;
	char *user; /* NULL = no login */
	enum conf_auth auth;
	struct conf_secret password;
	struct conf_secret token; /* OAuth 2.0 access token */
	char *ca_file;
	char *client_certificate; /* NULL = none */
	char *client_key;
	char *ehlo; /* NULL = the domain of the site's address */
	enum conf_envelope envelope;
	int connections;
	int messages_per_connection;
	/* Limits, 0 = none; per_day and the like are windows that slide. */
	int messages_per_second;
	int messages_per_minute;
	int messages_per_hour;
	int messages_per_day;
	int domain_per_minute; /* to one recipient domain */
	int domain_per_hour;
	int domain_per_day;
	int message_max_kb;
	char *sending_hours; /* NULL = always; base/hours.h */
	char *timezone;      /* default: the site's */
};

enum conf_uncertain {
	CONF_UNCERTAIN_RETRY, /* once, then held */
	CONF_UNCERTAIN_HOLD
};

struct conf_delivery {
	enum conf_uncertain uncertain;
};

/* The keys that sign the mail of a domain: at least one of the two. */
struct conf_dkim {
	char *domain;           /* lower case */
	char *selector;         /* of the RSA key */
	char *key_file;         /* NULL = none */
	char *ed25519_selector; /* of the Ed25519 key */
	char *ed25519_key_file; /* NULL = none */
};

enum { CONF_FIELDS_MAX = 16 }; /* personal ones of a list */

struct conf_topic {
	char *key;
	char *label[LANG__MAX];
};

struct conf_list {
	char *name;    /* "ess-communs" */
	char *address; /* "ess-communs@example.org", key form of mail/addr.h */
	enum conf_list_kind kind;
	char *label[LANG__MAX];       /* shown to people */
	struct conf_strings names;    /* what people call it besides */
	char *description[LANG__MAX]; /* one sentence */
	char *footer[LANG__MAX];      /* why you get this; may be NULL */
	char
	    *delimiter; /* "+", or "" when the host has none; default: site's */
	struct conf_strings aliases; /* "subscribe=abo-ess@example.org" */
	enum lang language;
	enum conf_post post;
	struct conf_strings owners;     /* addresses */
	struct conf_strings moderators; /* addresses; none = the owners */
	struct conf_strings editors;    /* addresses */
	enum conf_approval approval;
	struct conf_topic *topics;
	size_t topic_count;
	enum conf_period digest_every;
	char *timezone; /* default: the site's */
	int post_max_kb;
	char *relay; /* name of its relay; NULL = the site's own */
	struct conf_strings fields; /* names of personal ones */
	char *colour;               /* NULL = the site's */
	char *logo;                 /* NULL = the site's */
};

struct conf_site {
	char *name;
	char *legal_address;
	char *website;
	char *contact;
	char *director; /* of publication */
	char *rights[LANG__MAX];
	char *address; /* the mailbox itself, "listes@example.org" */
	char *delimiter;
	enum lang language;
	char *timezone;
	char *state;     /* folder of the database */
	char *templates; /* folder of the site's own; NULL = none */
	char *colour;    /* "#rrggbb", of its mails */
	char *logo;      /* a PNG or JPEG file; NULL = none */
	struct conf_secret key;
};

struct conf_limits {
	int confirmations_hour;      /* per list */
	int confirmations_site_hour; /* all lists; answers to strangers */
	int confirmations_day;       /* per address, over all lists */
	int answers_day;             /* per address */
	int pending_days;
	int message_mb;
};

/* What follows when an address fails. */
struct conf_bounces {
	int score;          /* days on which it failed, then suspended */
	int days;           /* without a failure end a score */
	int probe_days;     /* until the probe, and for its answer */
	int domain_percent; /* that refuse: alarm; 0 = none */
	int list_percent;   /* that fail in a day: a human decides; 0 = none */
};

struct conf {
	char *path; /* of the file that was read, absolute */
	struct conf_site site;
	struct conf_imap *imap; /* one per account */
	size_t imap_count;
	struct conf_smtp smtp;    /* the site's own relay */
	struct conf_smtp *relays; /* the others */
	size_t relay_count;
	struct conf_delivery delivery;
	struct conf_limits limits;
	struct conf_bounces bounces;
	struct conf_dkim *dkim; /* none: mail is not signed */
	size_t dkim_count;
	struct conf_list *lists;
	size_t list_count;
	struct conf_origins *origins; /* what the file sets, for conf_show */
};

/*
 * Reads and checks the file.  Relative paths in it are taken from its folder.
 * Every complaint is "FILE:LINE: sentence"; all of them are joined with '\n'
 * in the error (ERR_CONFIG), the first ones if there are very many.
 * ERR_NOT_FOUND, ERR_PERM for the file itself.
 */
enum err_code conf_read(const char *path, struct conf **out, struct err *err);

/* As conf_read() for text that stands in no file (`name` in messages). */
enum err_code conf_parse(
    const char *text, const char *name, struct conf **out, struct err *err);

void conf_free(struct conf *conf);

/*
 * What is still missing before mail can flow (host, user, passwords, key):
 * ERR_OK or ERR_CONFIG with one sentence.  Reading alone needs none of it.
 */
enum err_code conf_ready(const struct conf *conf, struct err *err);

/* The list with this name, or NULL. */
const struct conf_list *conf_list(const struct conf *conf, const char *name);

/* The same, or ERR_NOT_FOUND with a sentence that names the lists there are. */
enum err_code conf_need_list(const struct conf *conf, const char *name,
    const struct conf_list **out, struct err *err);

/* The relay with this name ("" = the site's own), or NULL. */
const struct conf_smtp *conf_relay(const struct conf *conf, const char *name);

/* The relay that the mail of a list goes through; NULL = mail of the site. */
const struct conf_smtp *conf_relay_of(
    const struct conf *conf, const struct conf_list *list);

/*
 * The relays that mail may go through, the site's own first: the n-th, or
 * NULL after the last.  One that no list names is not among them.
 */
const struct conf_smtp *conf_relay_used(const struct conf *conf, size_t n);

/* Does one log in by a token there, and not by a password? */
bool conf_relay_by_token(const struct conf_smtp *relay);

/* Is what is said to it, if it has a host, hidden from all in between? */
bool conf_relay_is_private(const struct conf_smtp *relay);

/* Is this name or number the machine itself? */
bool conf_host_is_local(const char *host);

/*
 * Fetches a secret into fresh memory (free with conf_secret_free(), which
 * wipes it).  One trailing newline is removed; control characters are refused.
 */
enum err_code conf_secret_get(const struct conf_secret *secret,
    const char *what, char **out, struct err *err);
void conf_secret_free(char *secret);
bool conf_secret_is_set(const struct conf_secret *secret);

/* The site's 32-byte key; refuses an empty, short or sample one. */
enum err_code conf_key(
    const struct conf *conf, unsigned char key[32], struct err *err);

enum conf_from {
	CONF_FROM_DEFAULT,
	CONF_FROM_FILE,
	CONF_FROM_CREDENTIAL, /* of systemd */
	CONF_FROM_PRESET      /* of a known provider */
};

/* One setting as conf_walk() shows it. */
struct conf_setting {
	const char *key;   /* "site.name", "list.ess-communs.label_fr" */
	const char *value; /* as written in the file; NULL = not set */
	enum conf_from from;
	int line; /* of the file, 0 for a default */
};

typedef void conf_visit(void *data, const struct conf_setting *setting);

/*
 * Shows every setting in the order of the table.  Of a secret it tells the
 * file or the credential, never the content, and no command either.
 */
void conf_walk(const struct conf *conf, conf_visit *visit, void *data);

/* Writes a config file that explains every setting and passes conf_parse(). */
void conf_example(struct buf *out);

#endif
