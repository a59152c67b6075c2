"""The request limit of the Voicy account: one budget, learned from the API's headers."""
