-- A call that was given another time may miss that one too; nothing else comes twice.

CREATE TABLE new_transitions (
    call INTEGER NOT NULL REFERENCES calls,
    seq INTEGER NOT NULL,
    status TEXT NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (call, seq)
) STRICT, WITHOUT ROWID;

INSERT INTO new_transitions SELECT call, seq, status, at FROM transitions;
DROP TABLE transitions;
ALTER TABLE new_transitions RENAME TO transitions;
CREATE UNIQUE INDEX transitions_once ON transitions (call, status) WHERE status != 'overdue';
