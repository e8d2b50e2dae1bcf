-- What a person's own mails are found by: what is held about them?
CREATE INDEX inbox_sender ON inbox (lower(sender)) WHERE sender <> '';
