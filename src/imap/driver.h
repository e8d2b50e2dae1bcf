/* Our stream as the bottom of libetpan's. */
#ifndef IMAP_DRIVER_H
#define IMAP_DRIVER_H

#include <libetpan/libetpan.h>

#include "imap/stream.h"

/*
 * A mailstream over `stream`.  libetpan frees it; the stream itself stays
 * with the caller, who closes it afterwards.  Never NULL.
 */
mailstream *driver_new(struct stream *stream);

#endif
