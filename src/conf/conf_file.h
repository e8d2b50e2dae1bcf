/*
 * The config file as libconfuse reads it: every value a text that was
 * checked against its row, with the line where it stands.
 */
#ifndef CONF_FILE_H
#define CONF_FILE_H

#include <confuse.h>
#include <stdbool.h>

#include "base/buf.h"
#include "conf/conf_table.h"

struct conf_reader {
	char *slot;       /* see conf_file.c; stays NULL */
	const char *name; /* of the file, in messages */
	struct buf complaints;
	size_t count;  /* of complaints, also those that found no room */
	int last_line; /* of the text */
	bool cut;      /* it ends too early: said once */
	bool ended;    /* it was read to its end, outside of any section */
};

/* Adds "NAME:LINE: sentence" to the complaints. */
void conf_complain(struct conf_reader *reader, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Reads the text.  What is wrong goes to the complaints; NULL when the text
 * could not be read to its end.  Give the result to cfg_free().
 */
cfg_t *conf_file_parse(struct conf_reader *reader, const char *text);

/* The option of this setting, NULL if the file does not set it. */
cfg_opt_t *conf_file_find(
    cfg_t *section, const struct conf_row *row, int variant);

/* Where a setting of the file stands, and where its section begins. */
int conf_file_line(const cfg_opt_t *opt);
int conf_file_start(const cfg_t *section);

#endif
