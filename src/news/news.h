/*
 * The newsletter as its editors wrote it: one Markdown file for each language
 * (twin editions), with front matter and blocks, and the files that these
 * name.  liaison-newsletter(5) describes the format for people.
 *
 * Reading never stops at a mistake: everything that is wrong is a problem with
 * its place.  Nothing here knows the clock, the database or the readers.
 */
#ifndef NEWS_NEWS_H
#define NEWS_NEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/str.h"

enum {
	NEWS_FILE_MAX = 1024 * 1024,       /* bytes of an edition */
	NEWS_FILES_MAX = 16 * 1024 * 1024, /* of all files it names */
	NEWS_SIGNS_MAX = 100000,           /* of Markdown in an edition */
	NEWS_BLOCKS_MAX = 500,
	NEWS_PROBLEMS_MAX = 100,
	NEWS_TOPICS_MAX = 6 /* that one newsletter may use: 64 variants */
};

/* What a value says, and where it stands. */
struct news_value {
	const char *text; /* NULL = not set; without quotes around it */
	size_t line;      /* in its file, from 1 */
	size_t column;    /* of its first character, from 1 */
};

/* The keys of the front matter. */
enum news_front {
	NEWS_SUBJECT,
	NEWS_PREHEADER,
	NEWS_LISTS, /* "list" or "lists": names, parted by commas */
	NEWS_LANGUAGE,
	NEWS_TOPICS,  /* readers of other topics get nothing of it */
	NEWS_DATE,    /* of the issue, shown to readers */
	NEWS_SEND_AT, /* when it leaves */
	NEWS_ZONE,    /* of all its times; else the list's */
	NEWS_TEMPLATE,
	NEWS_RIGHTS,
	NEWS_REPLY_TO,
	NEWS_ATTACHMENTS, /* paths, parted by commas */
	NEWS_READY,       /* "yes": `newsletter every` may take it */
	NEWS_FRONT__MAX
};

/* The blocks: "::: WORD", lines "key: value", an empty line, text, ":::". */
enum news_kind {
	NEWS_MARKDOWN, /* what stands between blocks */
	NEWS_ITEM,
	NEWS_EVENT, /* those that follow each other are one agenda */
	NEWS_PUBLICATION,
	NEWS_CALL,
	NEWS_PARTNER,
	NEWS_TABLE, /* its text: rows of "| a | b |", the first one the head */
	NEWS_IMAGE,
	NEWS_BUTTON,
	NEWS_KIND__MAX
};

/* The keys of blocks; which block has which is a table in block.c. */
enum news_key {
	NEWS_ID, /* the same in both editions, and from issue to issue */
	NEWS_KEY_TOPICS,
	NEWS_TITLE,
	NEWS_AUTHOR,
	NEWS_KEY_RIGHTS,
	NEWS_LINK,
	NEWS_LINK_TEXT, /* what is written on the link or button */
	NEWS_START,     /* "2026-12-07 18:00", or a day alone */
	NEWS_END,       /* the same, or an hour alone: of the same day */
	NEWS_KEY_ZONE,
	NEWS_PLACE,
	NEWS_ORGANISER,
	NEWS_KEY_LANGUAGE, /* spoken there */
	NEWS_REGISTRATION, /* a link, an address, or words */
	NEWS_STATUS,       /* confirmed, tentative, cancelled */
	NEWS_KEY_DATE,     /* of a publication */
	NEWS_PUBLISHER,
	NEWS_DEADLINE, /* of a call */
	NEWS_NAME,     /* of a partner */
	NEWS_FILE,     /* of an image */
	NEWS_ALT,
	NEWS_CAPTION, /* of an image or table */
	NEWS_WIDTH,   /* of an image, in CSS pixels */
	NEWS_KEY__MAX
};

enum news_status { NEWS_CONFIRMED, NEWS_TENTATIVE, NEWS_CANCELLED };

/* A moment, or a day, as it was written. */
struct news_time {
	int64_t at; /* seconds since 1970; of a day its first; 0 = not set */
	bool day;   /* a whole day */
	int year, month, day_of_month, hour, minute; /* in its zone */
};

struct news_event {
	const char *uid; /* for calendars, stable: news_uids() */
	const char *zone;
	struct news_time start;
	struct news_time end; /* of whole days: the last one */
	enum news_status status;
	int sequence; /* raised when it changed since an earlier issue; from
			 the caller, who remembers */
};

struct news_block {
	enum news_kind kind;
	struct news_value values[NEWS_KEY__MAX];
	struct str body;  /* Markdown with Mustache fields */
	size_t line;      /* of the block, in its file */
	size_t body_line; /* of the body */
	uint64_t topics;  /* bit n: the list's n-th; 0 = for all */
	struct news_event event;
	struct news_time deadline; /* of a call */
	enum lang language;        /* of its words */
	bool borrowed;             /* stands only in the other edition */
};

/* One language of it. */
struct news_edition {
	const char *source; /* its file, for messages; NULL = there is none */
	enum lang language;
	struct news_value front[NEWS_FRONT__MAX];
	uint64_t topics;          /* of all its readers; 0 = for all */
	struct news_time date;    /* of the issue */
	const char *default_name; /* of {{name}}; NULL = none */
	/* Defaults of the site's fields ("default_FIELD: ..."). */
	const char *const *defaults; /* site->field_count; NULL in it = none */
	struct news_block *blocks;
	size_t block_count;
};

enum news_level {
	NEWS_ERROR,   /* it cannot be sent */
	NEWS_WARNING, /* an editor would want to know */
	NEWS_LEVEL__MAX
};

struct news_problem {
	enum news_level level;
	const char *source; /* NULL = of the whole */
	size_t line;        /* 0 = of the whole file */
	size_t column;      /* 0 = of the whole line */
	const char *text;   /* one sentence: what, and what to write instead */
};

struct news_problems {
	struct arena *arena;
	struct news_problem *rows;
	size_t count;
	bool more; /* there were over NEWS_PROBLEMS_MAX */
};

/* A file that it names: an image or attachment. */
struct news_file {
	const char *name; /* as `news_file_fn` knows it */
	const char *type; /* media type, by its content and name */
	struct str bytes;
	bool image; /* shown inside; else attached */
	int width;  /* of an image, in pixels; 0 = not known */
	int height;
	const char *content_id; /* of an image: left@right, by its content */
};

struct news {
	struct news_edition editions[LANG__MAX];
	const char **lists; /* names, as the front matter has them */
	size_t list_count;
	struct news_time send_at;
	bool ready; /* an edition says so, and none says no */
	bool bare;  /* an edition is no text at all, which is told */
	struct news_file *files;
	size_t file_count;
	uint64_t topics; /* all that its blocks and front matter name */
	struct news_problems problems;
	char hash[65]; /* of the editions and all files */
	/* The same newsletter in other words of its front matter, or one of
	   its editions alone: hashes of the subject and text of each, a blank
	   between. */
	char issue[2 * 65];
};

/* What is to be known of the site, list and its readers. */
struct news_site {
	const char *const *topics; /* keys, in the list's order */
	size_t topic_count;        /* 64 at most: bits of news_block.topics */
	const char *const *fields; /* personal fields besides name, address */
	size_t field_count;
	enum lang language;  /* of the list */
	const char *zone;    /* of the list */
	const char *domain;  /* for UIDs and Content-IDs */
	const char *list;    /* its name, for UIDs */
	const char *address; /* of the list: organises what nobody else does */
};

/*
 * Gives a file by the name that the newsletter gives it (checked: relative,
 * no "..", no leading dot).  Bytes in the arena.  ERR_NOT_FOUND, ERR_IO,
 * ERR_PERM, ERR_LIMIT.
 */
typedef enum err_code news_file_fn(void *ctx, struct arena *arena,
    const char *name, struct str *out, struct err *err);

struct news_source {
	const char *name;   /* of one edition, as `file` knows it */
	const char *folder; /* in front of names in messages; "" = none */
	news_file_fn *file;
	void *ctx;
};

/*
 * Reads the edition `source->name`, its twin (lettre.en.md beside
 * lettre.fr.md) if `file` has one, and what they name.  ERR_OK even when
 * problems were found; an error only when the edition itself cannot be read.
 */
enum err_code news_read(struct arena *arena, const struct news_site *site,
    const struct news_source *source, struct news *out, struct err *err);

/*
 * The lists that its front matter names, before the site they make is known;
 * no problem is told.  Errors as news_read().
 */
enum err_code news_read_lists(struct arena *arena,
    const struct news_source *source, const char *const **lists, size_t *count,
    struct err *err);

/*
 * The image or attachment of this name, or NULL; `written` is a value or the
 * target of a Markdown image, where a blank may stand as %20.
 */
const struct news_file *news_file_find(
    const struct news *news, const char *written, bool image);

/* "a, b": the names, of 64 at most, whose bits are set. */
const char *news_chosen_names(
    struct arena *arena, const char *const *names, size_t count, uint64_t bits);

/* Adds a problem; `text` is for the arena of the problems, translated. */
void news_problem(struct news_problems *problems, enum news_level level,
    const char *source, size_t line, size_t column, const char *text);

/*
 * "FILE:LINE:COLUMN: ", as compilers write it in any language; less of it
 * where the place is a line or a file, "" where it is the whole.
 */
const char *news_problem_place(
    struct arena *arena, const struct news_problem *problem);

/*
 * The other way: the error that a sentence with such a place tells, or one of
 * the whole; strings in the arena.
 */
struct news_problem news_problem_parse(struct arena *arena, const char *text);

/* By file, line and column; those of the whole newsletter come last. */
void news_problems_sort(struct news_problems *problems);

/* The first error as "FILE:LINE:COLUMN: sentence", ERR_INPUT; else ERR_OK. */
enum err_code news_first_error(
    const struct news_problems *problems, struct err *err);

#endif
