-- The compiled messages of mailings: src/store/content.c.

-- name: content_add
-- What all recipients of one variant get.
INSERT INTO content (mailing, variant, compiled, cuts)
VALUES (:mailing, :variant, :compiled, :cuts);

-- name: content_add_part
-- A large part, once for all variants that have it.
INSERT OR IGNORE INTO content_part (mailing, hash, bytes)
VALUES (:mailing, :hash, :bytes);

-- name: content_get
-- What is left of it, and where parts belong.
SELECT compiled, cuts FROM content
WHERE mailing = :mailing AND variant = :variant;

-- name: content_part
-- One of them.
SELECT bytes FROM content_part WHERE mailing = :mailing AND hash = :hash;
