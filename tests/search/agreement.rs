//! The index agrees with the plain search, whatever it is asked.
