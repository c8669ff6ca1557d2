//! The source columns that have no field of their own, by their printed header, in the order of the list. Most
//! projects have none, and then it takes a pointer's room; equal ones may be held in common, for a million projects are
//! held at once.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, LazyLock};

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

type ExtraColumns = IndexMap<String, String>;

static NONE: LazyLock<ExtraColumns> = LazyLock::new(ExtraColumns::new);

/// Printed header → text, used as the map it holds.
#[derive(Clone, Debug, Default)]
pub struct Extra(Option<Arc<ExtraColumns>>);

impl Deref for Extra {
    type Target = ExtraColumns;

    fn deref(&self) -> &ExtraColumns {
        self.0.as_deref().unwrap_or(&NONE)
    }
}

impl DerefMut for Extra {
    fn deref_mut(&mut self) -> &mut ExtraColumns {
        Arc::make_mut(self.0.get_or_insert_default())
    }
}

impl Extra {
    /// Whether both are one copy.
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.as_ref().map(Arc::as_ptr) == other.0.as_ref().map(Arc::as_ptr)
    }
}

impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Extra {}

impl FromIterator<(String, String)> for Extra {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(columns: I) -> Self {
        let columns: ExtraColumns = columns.into_iter().collect();
        Self((!columns.is_empty()).then(|| Arc::new(columns)))
    }
}

impl<'a> IntoIterator for &'a Extra {
    type Item = (&'a String, &'a String);
    type IntoIter = indexmap::map::Iter<'a, String, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Serialize for Extra {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}
