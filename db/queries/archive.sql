-- What is held and what went out: src/store/archive.c.

-- name: held_add
-- A message for a human.
INSERT INTO held (inbox, list, kind, sender, subject, message_id, why, created)
VALUES (:inbox, :list, :kind, :sender, :subject, :message_id, :why, :created)
RETURNING id;

-- name: held_count
-- How many still wait.
SELECT count(*) FROM held WHERE state = 'waiting';

-- name: archive_add
-- Something went out on a list.
INSERT INTO archive (list, kind, mailing, author, subject, language, text, at)
VALUES (:list, :kind, :mailing, :author, :subject, :language, :text, :at);

-- name: archive_range
-- What went out in a period, oldest first.
SELECT id, list, kind, mailing, author, subject, language, text, at
FROM archive WHERE list = :list AND at >= :from AND at < :until
ORDER BY at, id;
