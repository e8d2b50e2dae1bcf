/* What the tests of the store share: a database with something in it. */
#ifndef TESTS_STORE_SUPPORT_H
#define TESTS_STORE_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "store/db.h"
#include "store/handle.h"
#include "store/subscription.h"

enum { NOW = 1700000000 };

/* Fails with the sentence of the error. */
#define must(call)                                                             \
	do {                                                                   \
		struct err err = { 0 };                                        \
		enum err_code rc_ = (call);                                    \
		if (rc_ != ERR_OK)                                             \
			fail_msg(                                              \
			    "%s: %s: %s", #call, err_name(rc_), err.text);     \
	} while (0)

/* Expects this code. */
#define must_be(code, call)                                                    \
	do {                                                                   \
		struct err err = { 0 };                                        \
		enum err_code rc_ = (call);                                    \
		if (rc_ != (code))                                             \
			fail_msg("%s: wanted %s, got %s: %s", #call,           \
			    err_name(code), err_name(rc_), err.text);          \
		if (rc_ != ERR_OK && err.text[0] == '\0')                      \
			fail_msg("%s: no sentence", #call);                    \
	} while (0)

static inline struct db *memory(void)
{
	struct db *db = NULL;

	must(db_open_memory(&db, &err));
	return db;
}

/* A fresh state folder; remove_folder() takes it away. */
static inline char *make_folder(void)
{
	char *folder = strdup("/tmp/liaison-store-XXXXXX");

	assert_non_null(mkdtemp(folder));
	return folder;
}

static inline void remove_folder(char *folder)
{
	char command[256];

	(void)snprintf(command, sizeof(command), "rm -rf -- '%s'", folder);
	assert_int_equal(system(command), 0);
	free(folder);
}

static inline struct db *open_write(const char *folder)
{
	struct db *db = NULL;

	must(db_open(folder, DB_WRITE, &db, &err));
	return db;
}

/* Any statement, for looking behind the functions; its first number. */
static inline int64_t ask(struct db *db, const char *sql)
{
	int64_t value = 0;

	must(db_pragma(db, sql, &value, &err));
	return value;
}

static inline void run(struct db *db, const char *sql)
{
	must(db_exec(db, sql, &err));
}

static inline int64_t make_list(struct db *db, const char *name)
{
	int64_t id = 0;

	must(list_ensure(db, name, NOW, &id, &err));
	return id;
}

/* An active subscription of person `n`, with single mails. */
static inline int64_t make_person(struct db *db, int64_t list, int n)
{
	char address[64];
	struct subscription sub = {
		.list = list,
		.address = address,
		.address_key = address,
		.name = "",
		.topics = "",
	};
	bool own = !db_in_transaction(db);

	(void)snprintf(address, sizeof(address), "p%d@example.org", n);
	if (own)
		must(db_begin(db, &err));
	must(subscription_put(db, &sub, NOW, &err));
	if (own)
		must(db_commit(db, &err));
	return sub.id;
}

#endif
