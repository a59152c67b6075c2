"""The truth about every call: `interface` says what can be asked, `records` what is answered."""
