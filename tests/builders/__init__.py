"""What tests build and share: values, stores, wires. No test lives here."""
