/* A connection that is made only to see whether it can be, and what for. */
#ifndef SMTP_LOOK_H
#define SMTP_LOOK_H

#include "smtp/smtp.h"

/*
 * Connects as smtp_run() does, logs in, fills in options->offer and says QUIT;
 * no mail is named.  The same errors.
 */
enum err_code smtp_look(const struct smtp_options *options, struct err *err);

#endif
