//! Texts that many projects hold in common: units, headings, stages. One copy serves all that hold it, so that a
//! million projects fit into memory. Used as the text, or the texts, that they are.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use foldhash::fast::RandomState;
use serde::{Serialize, Serializer};

use super::extra::Extra;
use super::project::Project;

/// A text that may be held in common.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SharedStr(Arc<str>);

/// Several texts, in order, that may be held in common.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SharedStrs(Arc<[String]>);

impl Deref for SharedStr {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Deref for SharedStrs {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.0
    }
}

impl Borrow<str> for SharedStr {
    fn borrow(&self) -> &str {
        self
    }
}

impl AsRef<str> for SharedStr {
    fn as_ref(&self) -> &str {
        self
    }
}

impl From<&str> for SharedStr {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for SharedStr {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<SharedStr> for String {
    fn from(text: SharedStr) -> Self {
        text.to_string()
    }
}

impl From<Vec<String>> for SharedStrs {
    fn from(texts: Vec<String>) -> Self {
        Self(texts.into())
    }
}

impl FromIterator<String> for SharedStrs {
    fn from_iter<I: IntoIterator<Item = String>>(texts: I) -> Self {
        Self(texts.into_iter().collect())
    }
}

impl<'a> IntoIterator for &'a SharedStrs {
    type Item = &'a String;
    type IntoIter = std::slice::Iter<'a, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl PartialEq<str> for SharedStr {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for SharedStr {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl PartialEq<String> for SharedStr {
    fn eq(&self, other: &String) -> bool {
        **self == **other
    }
}

impl<T: AsRef<str>, const N: usize> PartialEq<[T; N]> for SharedStrs {
    fn eq(&self, other: &[T; N]) -> bool {
        self.iter().map(String::as_str).eq(other.iter().map(AsRef::as_ref))
    }
}

impl fmt::Display for SharedStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for SharedStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Debug for SharedStrs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl Serialize for SharedStr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl Serialize for SharedStrs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

/// The one copy of each text met so far.
#[derive(Debug, Default)]
pub struct Interner {
    texts: HashSet<SharedStr, RandomState>,
    lists: HashSet<SharedStrs, RandomState>,
    extras: HashSet<InOrder, RandomState>,
}

impl Interner {
    /// The copy of a text.
    pub fn text(&mut self, text: &str) -> SharedStr {
        if let Some(known) = self.texts.get(text) {
            return known.clone();
        }
        let new = SharedStr::from(text);
        self.texts.insert(new.clone());
        new
    }

    /// The copy of several texts.
    pub fn texts(&mut self, texts: SharedStrs) -> SharedStrs {
        if let Some(known) = self.lists.get(&texts) {
            return known.clone();
        }
        self.lists.insert(texts.clone());
        texts
    }

    /// The copy of a project's further columns.
    pub fn extra(&mut self, extra: Extra) -> Extra {
        if extra.is_empty() {
            return extra;
        }
        let extra = InOrder(extra);
        if let Some(InOrder(known)) = self.extras.get(&extra) {
            return known.clone();
        }
        self.extras.insert(InOrder(extra.0.clone()));
        extra.0
    }

    /// Lets a project hold the copies that others hold.
    pub fn share(&mut self, project: &mut Project) {
        for text in [&mut project.stage, &mut project.mark, &mut project.printed_district] {
            *text = text.take().map(|text| self.text(&text));
        }
        project.goal = self.text(&project.goal);
        for texts in [&mut project.headings, &mut project.lead_units] {
            *texts = self.texts(std::mem::take(texts));
        }
        project.extra = self.extra(std::mem::take(&mut project.extra));
    }
}

/// Columns compared with their order, which two equal maps need not share.
#[derive(Debug)]
struct InOrder(Extra);

impl PartialEq for InOrder {
    fn eq(&self, other: &Self) -> bool {
        self.0.iter().eq(other.0.iter())
    }
}

impl Eq for InOrder {}

impl Hash for InOrder {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.iter().for_each(|column| column.hash(state));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::category::Category;
    use crate::domain::project::ProjectId;

    #[test]
    fn projects_that_say_the_same_hold_one_copy_and_stay_what_they_are() {
        let project = |serial, order: [&str; 2]| {
            let id = ProjectId { year: 2021, category: Category::Planning, serial };
            let mut project = Project::new(id, "两江燃机二期");
            project.stage = Some("续建".into());
            project.headings = vec!["能源".to_owned(), "电源".to_owned()].into();
            project.lead_units = vec!["市能源局".to_owned()].into();
            project.extra = order.map(|header| (header.to_owned(), "无".to_owned())).into_iter().collect();
            project
        };
        let printed =
            [project(1, ["备注", "文号"]), project(2, ["备注", "文号"]), project(3, ["文号", "备注"])];
        let mut shared = printed.clone();
        let mut interner = Interner::default();
        for project in &mut shared {
            interner.share(project);
        }
        assert_eq!(shared, printed);
        let [first, second, third] = shared;
        assert!(Arc::ptr_eq(&first.headings.0, &second.headings.0));
        assert!(Arc::ptr_eq(&first.lead_units.0, &third.lead_units.0));
        assert!(first.extra.is_same(&second.extra));
        let headers: Vec<&String> = third.extra.keys().collect();
        assert_eq!(headers, ["文号", "备注"], "the order of the columns is the list's own");
    }
}
