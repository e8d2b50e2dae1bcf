/*
 * Every setting of the config file, one row each: reading, `config show`,
 * `config example` and the manual page follow these rows.
 */
#ifndef CONF_TABLE_H
#define CONF_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/conf.h"

enum conf_section {
	CONF_SITE,
	CONF_IMAP, /* may stand several times */
	CONF_SMTP,
	CONF_DELIVERY,
	CONF_LIMITS,
	CONF_BOUNCES,
	CONF_RELAY, /* relay "NAME" { }, with the settings of CONF_SMTP */
	CONF_DKIM,  /* dkim "DOMAIN" { } */
	CONF_LIST,  /* list "NAME" { } */
	CONF_TOPIC, /* topic "KEY" { } inside a list */
	CONF_SECTION__MAX
};

enum conf_type {
	CONF_STRING,   /* char *; "" is the same as not set */
	CONF_NUMBER,   /* int */
	CONF_WORD,     /* an enum, one of `words` */
	CONF_WORDS,    /* struct conf_strings, written { "a", "b" } */
	CONF_TEXT,     /* char *[LANG__MAX], written name_fr and name_en */
	CONF_PASSWORD, /* struct conf_secret: name_file, name_command, ... */
	CONF_TOPICS    /* the keys of struct conf_topic, written { "a", "b" } */
};

/* What a value must look like besides its type. */
enum conf_shape {
	CONF_ANY,
	CONF_ADDRESS,
	CONF_KEY_ADDRESS, /* an address, kept in lower case */
	CONF_ALIAS,       /* "verb=address" */
	CONF_DELIMITER,   /* "" or one character; "" is a value of its own */
	CONF_NAME,        /* of a list or topic: [a-z0-9][a-z0-9-]{0,39} */
	CONF_PATH,        /* relative to the folder of the config file */
	CONF_WORDLIKE,    /* no blanks: host names and the like */
	CONF_ZONE,        /* an IANA time zone */
	CONF_SELECTOR,    /* of a DKIM key: labels as in a domain */
	CONF_HOURS,       /* base/hours.h */
	CONF_PRESET,      /* conf/conf_preset.h */
	CONF_FIELD,       /* a personal field: [a-z][a-z0-9_]{0,31} */
	CONF_COLOUR       /* base/colour.h; to be read on white */
};

struct conf_row {
	enum conf_section section;
	const char *name;
	enum conf_type type;
	size_t offset;   /* in the struct of the section */
	const char *def; /* as written in the file; NULL = none */
	const char *help;
	const char *example; /* a value for conf_example(); NULL = def */
	enum conf_shape shape;
	bool required;
	int min; /* of a number */
	int max;
	const char *const
	    *words; /* of an enum, in its order, NULL at the end */
};

extern const struct conf_row conf_table[];
extern const size_t conf_table_length;

enum { CONF_SETTING_SIZE = 48 };

/* "site", "imap", ... */
const char *conf_section_name(enum conf_section section);

/* May the row stand in this section? */
bool conf_row_in(const struct conf_row *row, enum conf_section section);

/* In how many ways the row is written (one per language, or 3 for a secret). */
int conf_row_variants(const struct conf_row *row);

/* The name as it stands in the file: "label_fr", "password_command". */
void conf_row_setting(
    const struct conf_row *row, int variant, char out[CONF_SETTING_SIZE]);

/* The row of this setting, and which variant; NULL when there is none. */
const struct conf_row *conf_row_find(
    const char *section, const char *setting, int *variant);

/* The setting of the section with the most similar name, or false. */
bool conf_row_nearest(
    const char *section, const char *setting, char out[CONF_SETTING_SIZE]);

enum { CONF_WHY_SIZE = 480 };

/*
 * May this text stand for the setting?  If not, false and the reason in
 * `why`, to be read after the value, such as "is not a whole number".
 */
bool conf_value_check(
    const struct conf_row *row, const char *text, char why[CONF_WHY_SIZE]);

/* The same for the name of a list or the key of a topic. */
bool conf_name_check(const char *name, char why[CONF_WHY_SIZE]);

/* The same for a personal field, which takes no word of liaison's own. */
bool conf_field_check(const char *name, char why[CONF_WHY_SIZE]);

/* The same for a domain in its ASCII form. */
bool conf_domain_check(const char *domain, char why[CONF_WHY_SIZE]);

/*
 * Puts texts that were checked into the struct of the section.  Paths are
 * taken from `folder`.  A list of strings takes all n, the others the first.
 */
void conf_value_set(const struct conf_row *row, int variant, void *section,
    const struct conf_strings *texts, const char *folder);

/* Frees what the row has in the struct of the section. */
void conf_value_clear(const struct conf_row *row, void *section);

#endif
