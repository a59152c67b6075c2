-- One status following another.

CREATE TABLE transitions (
    call INTEGER NOT NULL REFERENCES calls,
    seq INTEGER NOT NULL,
    status TEXT NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (call, seq),
    UNIQUE (call, status)
) STRICT, WITHOUT ROWID;
