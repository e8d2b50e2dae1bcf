/* A folder of templates for one test. */
#ifndef UNIT_TMPL_BENCH_H
#define UNIT_TMPL_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "tmpl/tmpl.h"

struct bench {
	struct arena arena;
	struct err err;
	json_t *data;
	char folder[64];
};

/* `data` is JSON, for the templates. */
static inline int bench_setup(void **state, const char *data)
{
	static struct bench bench;

	bench = (struct bench){ .data = json_loads(data, 0, NULL),
		.folder = "/tmp/liaison-tmpl-XXXXXX" };
	assert_non_null(bench.data);
	assert_non_null(mkdtemp(bench.folder));
	*state = &bench;
	return 0;
}

static inline int bench_teardown(void **state)
{
	struct bench *bench = *state;
	char command[128];

	(void)snprintf(command, sizeof(command), "rm -rf '%s'", bench->folder);
	json_decref(bench->data);
	arena_free(&bench->arena);
	return system(command); /* NOLINT(cert-env33-c): our own mkdtemp */
}

static inline void write_file(
    struct bench *bench, const char *path, const char *text)
{
	char *whole = arena_printf(&bench->arena, "%s/%s", bench->folder, path);
	char *slash = strrchr(whole, '/');

	*slash = '\0';
	assert_int_equal(file_mkdir(whole, 0700, &bench->err), ERR_OK);
	*slash = '/';
	assert_int_equal(
	    file_write(whole, str_c(text), 0600, &bench->err), ERR_OK);
}

#endif
