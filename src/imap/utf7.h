/* Folder names on the wire: modified UTF-7 (RFC 3501 section 5.1.3). */
#ifndef IMAP_UTF7_H
#define IMAP_UTF7_H

/* Valid UTF-8 as modified UTF-7; free() it. */
char *utf7_encode(const char *utf8);

#endif
