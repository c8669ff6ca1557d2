//! Where a ledger lives: a file, or a PostgreSQL server. Only names it; never opens anything.

use std::fmt;
use std::path::{Path, PathBuf};

/// A ledger's address, as given to `--ledger` or `DIAODU_LEDGER`.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file.
    File(PathBuf),
    /// A connection string, `postgres://…` or `postgresql://…`; may name several hosts.
    Server(String),
    /// Nowhere but in this process, gone with it: for demonstrations that leave no trace.
    Memory,
}

impl Location {
    /// Reads an address. Everything that is not a `postgres://` or `postgresql://` string is a path.
    pub fn parse(text: &str) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Self::Server(text.to_owned())
        } else {
            Self::File(PathBuf::from(text))
        }
    }

    /// The file, unless it is a server.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Server(_) | Self::Memory => None,
        }
    }
}

impl From<&Path> for Location {
    fn from(path: &Path) -> Self {
        Self::File(path.to_owned())
    }
}

/// As a person may see it: without the password and without the parameters, which can hold one too.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Memory => f.write_str("memory"),
            Self::Server(text) => {
                let (scheme, rest) = text.split_once("://").unwrap_or(("postgres", text));
                let rest = rest.split_once('?').map_or(rest, |(address, _)| address);
                match rest.rsplit_once('@') {
                    None => write!(f, "{scheme}://{rest}"),
                    Some((user, host)) => {
                        let user = user.split_once(':').map_or(user, |(name, _)| name);
                        write!(f, "{scheme}://{user}@{host}")
                    }
                }
            }
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Location({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for text in [
            "postgres://desk:secret@db1,db2:5433/diaodu?sslmode=disable",
            "postgresql://desk:se@cret@db1/diaodu",
            "postgres://desk@db1/diaodu?password=secret",
        ] {
            let location = Location::parse(text);
            assert!(matches!(location, Location::Server(_)));
            let shown = format!("{location} {location:?}");
            assert!(!shown.contains("cret"), "{shown}");
            assert!(shown.contains("desk@db1"), "{shown}");
        }
        assert_eq!(Location::parse("postgres.db").path(), Some(Path::new("postgres.db")));
    }
}
