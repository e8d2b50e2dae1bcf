/* Bringing people in from elsewhere: never who left or objected. */
#ifndef CORE_OP_IMPORT_H
#define CORE_OP_IMPORT_H

#include "base/arena.h"
#include "base/err.h"
#include "core/ctx.h"
#include "store/subscription.h"

enum op_import_result {
	OP_IMPORT_NEW,     /* (to be) added or invited */
	OP_IMPORT_THERE,   /* on the list already: nothing is changed */
	OP_IMPORT_CHANGED, /* on the list already, with other fields now */
	OP_IMPORT_LEFT,    /* left this list or objected: not brought back */
	OP_IMPORT_INVITED, /* asked less than a day ago */
	OP_IMPORT__MAX
};

enum op_import_mode {
	OP_IMPORT_LOOK, /* what would be done */
	OP_IMPORT_ADD,
	OP_IMPORT_INVITE
};

struct op_import {
	const struct conf_list *list;
	int64_t list_id; /* 0 = not in the database yet (with LOOK) */
	enum op_import_mode mode;
	const char *source; /* of the consent */
};

/* What the database says of this person (addr_key()): NEW, THERE or LEFT. */
enum err_code op_import_look(struct ctx *ctx, struct arena *arena,
    const struct op_import *import, const char *key,
    enum op_import_result *result, struct err *err);

/*
 * One person: `sub` gives address (normalised), name, language, delivery,
 * topics, and those of fields (NULL = none) that the file has a value for: they
 * are set for who is there already, too.  Needs a transaction unless the mode
 * is LOOK.
 */
enum err_code op_import_person(struct ctx *ctx, struct arena *arena,
    const struct op_import *import, struct subscription *sub,
    enum op_import_result *result, struct err *err);

#endif
