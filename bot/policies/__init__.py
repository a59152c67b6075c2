"""Who may do what, whom may be called, and when: policies, asked by the pipeline."""
