"""Who may do what, whom may be called, and when: one policy a file, asked by the pipeline."""
