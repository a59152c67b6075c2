-- Since when the bot works on a copy of an earlier file: what was asked for before may be done.

ALTER TABLE file_notes ADD COLUMN copied_at REAL;
