/*
 * A newsletter from its files to running mailings: read, made (rendered in all
 * variants), counted, sent.  Nothing is stored before op_newsletter_send().
 */
#ifndef CORE_OP_NEWSLETTER_H
#define CORE_OP_NEWSLETTER_H

#include "base/crypto.h"
#include "core/op_mailing.h"
#include "news/news.h"
#include "store/subscription.h"

enum { OP_LISTS_MAX = 16 };

/* One list that it goes to, and what its readers get: a mailing. */
struct op_target {
	const struct conf_list *list;
	/* By language and mask of the used topics: op_newsletter_make(). */
	struct op_variant *variants;
	size_t variant_count;
};

struct op_newsletter {
	struct op_target targets[OP_LISTS_MAX]; /* in the order of the file */
	size_t target_count;
	struct news_site site;
	struct news news; /* with the problems that were found */
	int64_t as_of;
	/* Keys of the topics that it uses: bit n of variants is topics[n]. */
	const char *topics[NEWS_TOPICS_MAX];
	size_t topic_count;
	const char *source; /* for messages */
	enum lang language; /* of its words, for archive and ledger */
	/* Filled by op_newsletter_make(). */
	const char *subject; /* in that language, for nobody special */
	/* By the reader's language: the same, and all its words. */
	const char *subjects[LANG__MAX];
	const char *text[LANG__MAX];
	char hash[CRYPTO_HEX]; /* of the files */
	char seen[CRYPTO_HEX]; /* of all that readers will see */
};

/*
 * Reads the edition `source->name`, its twin and their files, for these lists
 * or (count 0) those that it names.  ERR_OK even when problems were found
 * (news.problems; among them unknown lists, or none at all).
 */
enum err_code op_newsletter_read(struct ctx *ctx, struct arena *arena,
    const struct news_source *source, const struct conf_list *const *lists,
    size_t count, int64_t as_of, struct op_newsletter *out, struct err *err);

/*
 * Renders all variants.  ERR_INPUT for the first problem that is an error, and
 * for what only rendering finds (unknown fields).
 */
enum err_code op_newsletter_make(struct ctx *ctx, struct arena *arena,
    struct op_newsletter *newsletter, struct err *err);

/*
 * Is it the variant that goes by this name: "fr.5", or "fr" for what those get
 * who want all topics.
 */
bool op_newsletter_variant_is(const struct op_newsletter *newsletter,
    const struct op_variant *variant, const char *name);

/*
 * Why there is nothing to show of the variant with this name, or (NULL) of
 * any: ERR_REFUSED when it is empty, ERR_NOT_FOUND with the names of those
 * that there are when there is none.
 */
enum err_code op_newsletter_nothing(struct arena *arena,
    const struct op_newsletter *newsletter, const char *name, struct err *err);

/* Why a subscription of a target gets a mail, or none. */
enum op_reach {
	OP_REACHED,
	OP_EMPTY,  /* there is nothing on their topics */
	OP_PAST,   /* what would be for them are events that are over */
	OP_DIGEST, /* it comes with the next digest */
	OP_NONE,   /* they want no mail */
	OP_PAUSED,
	OP_TWICE, /* they get it through another list */
	OP_REACH__MAX
};

/* A subscription, and what it gets of a newsletter that was made. */
struct op_reader {
	const struct op_target *target;
	const struct op_variant *variant; /* NULL unless OP_REACHED */
	enum op_reach reach;
	struct subscription sub;
};

/*
 * Calls back with every active subscription of the targets' lists, those of
 * one person one after the other.  Strings are valid during the call only.
 */
typedef enum err_code op_reader_fn(
    void *arg, const struct op_reader *reader, struct err *err);
enum err_code op_newsletter_readers(struct ctx *ctx,
    const struct op_newsletter *newsletter, op_reader_fn *each, void *arg,
    struct err *err);

struct op_readers {
	int64_t reached; /* mails that will be queued */
	int64_t by_reach[OP_REACH__MAX];
	int64_t by_language[LANG__MAX];    /* of those who are reached */
	int64_t by_topic[NEWS_TOPICS_MAX]; /* who want the used topic n */
	int64_t by_target[OP_LISTS_MAX];
	/* Of variant v of target t: by_variant[t * variant_count + v]. */
	int64_t *by_variant;
};

/* Those of this variant, on all lists: their variants are the same. */
int64_t op_readers_of(const struct op_newsletter *newsletter,
    const struct op_readers *readers, size_t variant);

/* Counts them; array in the arena. */
enum err_code op_newsletter_count(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *newsletter, struct op_readers *out,
    struct err *err);

/*
 * The mails that this address gets of it: usually one, NULL variant = none and
 * why.  For who is on none of its lists: the first one's in the list's
 * language with all topics, `sub.id` 0.  Strings in the arena.
 */
enum err_code op_newsletter_reader(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *newsletter, const char *address,
    struct op_reader *out, struct err *err);

/*
 * Exactly the bytes that this reader gets, but for their ids.  For who is not
 * subscribed (sub.id 0; sub.address, name, language and topics are used) the
 * ways out do nothing.  ERR_NOT_FOUND when they get nothing.
 */
enum err_code op_newsletter_one(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *newsletter, const struct op_reader *reader,
    struct buf *out, struct err *err);

/* What is mailed to a target; it borrows from both. */
struct op_mailing op_newsletter_mailing(
    const struct op_newsletter *newsletter, const struct op_target *target);

/* How it is sent, and what became of it. */
struct op_queued {
	bool again;         /* even if it went out within a day */
	int64_t newsletter; /* its frozen files, 0 = none */
	/* Called in the transaction that starts the mailings; may be NULL. */
	enum err_code (*also)(
	    void *arg, const struct op_queued *queued, struct err *err);
	void *also_arg;
	void (*progress)(void *arg, int64_t queued); /* may be NULL */
	void *arg;
	int64_t mailing;                /* of the first list */
	int64_t mailings[OP_LISTS_MAX]; /* of each target */
	int64_t count;                  /* mails of all */
};

/*
 * Queues it to all its lists, who is on several gets it from the first one,
 * and starts all by one commit.  ERR_EXISTS when the same files went to one of
 * them within a day, unless `again` (threat T50).  When it fails nothing is
 * sent; what a crash leaves is mailings that are still `preparing`.  Readers
 * get what their subscription says when it is queued, whatever they change
 * afterwards.
 */
enum err_code op_newsletter_send(struct ctx *ctx, struct arena *arena,
    const struct op_newsletter *newsletter, struct op_queued *queued,
    struct err *err);

#endif
