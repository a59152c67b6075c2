-- Know when the bot last wrote, for a clock that is set back while it is stopped.

ALTER TABLE file_notes ADD COLUMN seen_at REAL;
