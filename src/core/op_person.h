/*
 * What a person asks for over all lists: to be left alone, to be forgotten,
 * to be called or written to otherwise (RGPD articles 16, 17 and 21).
 */
#ifndef CORE_OP_PERSON_H
#define CORE_OP_PERSON_H

#include <jansson.h>

#include "core/change.h"
#include "core/op_subscription.h"

struct op_person {
	const char *address; /* normalised */
	enum lang language;  /* to tell them in */
	const struct op_proof *proof;
};

/*
 * Queues a notice to them, in answer to their mail if there was one; `extra`
 * as in notify.h.  Needs a transaction.
 */
enum err_code op_person_tell(struct ctx *ctx, struct arena *arena,
    const struct op_person *who, const char *template, json_t *extra,
    struct err *err);

/*
 * Leaves every list and is never written to again: no import brings the
 * address back, only a subscription that it confirms itself.  One notice.
 * The same for strangers.  Needs a transaction.
 */
enum err_code op_object(struct ctx *ctx, struct arena *arena,
    const struct op_person *who, struct err *err);

/*
 * Forgets the address everywhere (store/person.h), but for the keyed hash that
 * no import gets past; one last notice, which is purged as all are.  The same
 * for strangers.  Needs a transaction.
 */
enum err_code op_erase(struct ctx *ctx, struct arena *arena,
    const struct op_person *who, struct err *err);

enum op_corrected {
	OP_CORRECTED,
	OP_CORRECT_NOBODY, /* on no list: nobody is told */
	OP_CORRECT_REFUSED /* not a name or not an address to write to: told */
};

/*
 * Corrects the name at once; a new address is asked first (op_readdress()). The
 * old address is told.  Needs a transaction.
 */
enum err_code op_correct(struct ctx *ctx, struct arena *arena,
    const struct op_person *who, const struct change *change,
    enum op_corrected *result, struct err *err);

/* May this be asked for and shown in a mail: a name, an address, not ours? */
bool op_correct_ok(
    const struct ctx *ctx, struct arena *arena, const struct change *change);

/*
 * The new address, `who`, has confirmed: subscriptions of the old one are
 * theirs, united with those that they had; both are told.  Nothing when the
 * old one is gone.  Needs a transaction.
 */
enum err_code op_readdress(struct ctx *ctx, struct arena *arena,
    const struct op_person *who, const char *old_address, struct err *err);

#endif
