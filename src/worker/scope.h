/* Which mailings the sender of a relay carries, by the settings. */
#ifndef WORKER_SCOPE_H
#define WORKER_SCOPE_H

#include "conf/conf.h"
#include "store/mailing.h"

/*
 * A named relay carries the mail of the lists that name it; the site's own
 * all the rest: notices of the site, and what belongs to lists that are in
 * the settings no more.  End with scope_clear(); the relay must outlive it.
 */
void scope_make(const struct conf *conf, const struct conf_smtp *relay,
    struct mailing_scope *out);
void scope_clear(struct mailing_scope *scope);

#endif
