/* A person's choices on a list: by mail, confirmed or proved, or by hand. */
#ifndef CORE_OP_CHANGE_H
#define CORE_OP_CHANGE_H

#include "core/change.h"
#include "core/op_subscription.h"

struct op_change {
	const struct conf_list *list;
	const char *address_key;
	const struct change *change;
	const struct op_proof *proof;
	enum lang language; /* to tell them in, unless they choose another */
	bool tell;          /* how it stands now, also when nothing changed */
};

enum op_changed {
	OP_CHANGED,
	OP_CHANGED_ALREADY, /* it was so before */
	OP_CHANGED_NOBODY   /* not subscribed to the list: nobody is told */
};

/* Makes the change with its proof.  Needs a transaction. */
enum err_code op_change(struct ctx *ctx, struct arena *arena,
    const struct op_change *spec, enum op_changed *result, struct err *err);

#endif
