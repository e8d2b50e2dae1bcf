-- What opening and migrating a database asks.

-- name: db_tables
-- How many tables there are: none means a fresh file.
SELECT count(*) FROM sqlite_schema;

-- name: db_is_wal
-- Did the change to a write-ahead log work?  Some file systems cannot.
SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal';

-- name: db_backup
-- A compact copy of everything, into a new or empty file.
VACUUM INTO :path;

-- name: db_broken_references
-- Rows whose REFERENCES point nowhere.
SELECT count(*) FROM pragma_foreign_key_check;

-- name: db_begin
-- The write lock, from the first moment on.
BEGIN IMMEDIATE;

-- name: db_commit
-- What a transaction did is there to stay.
COMMIT;

-- name: db_part_begin
-- A part of the transaction that may fail alone.
SAVEPOINT part;

-- name: db_part_end
-- It belongs to the whole.
RELEASE part;

-- name: db_part_undo
-- As if it had not begun; db_part_end follows.
ROLLBACK TO part;
