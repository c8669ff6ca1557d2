//! The use cases: what a person may do and what it does. The command line and the screen reach
//! catalogue, ledger and search only through here, so both obey the same rules.
