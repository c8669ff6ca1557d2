//! The one file that knows the YAML library: text ⇄ a small tree of our own.
//!
//! The tree is typed and bounded: so many bytes, so deep, so much text. It is checked before the library
//! sees the text (200 kB of `[` keeps it busy for half a minute otherwise), and while it is built (aliases
//! multiply). It never knows what a field means.

use std::cell::Cell;
use std::fmt;

use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::domain::lang::Bilingual;
use crate::words;

/// The deepest tree accepted.
pub const MAX_DEPTH: usize = 12;

/// The most brackets open at once in a text that is handed to the library. Text may hold brackets of its
/// own, so this is far above [`MAX_DEPTH`] and far below what the library is slow at.
const MAX_OPEN: usize = 1_000;

/// A value of the tree.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Nothing, `~`, `null`.
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Another number.
    Float(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// Fields in the order written; a name may stand twice.
    Map(Vec<(String, Self)>),
}

/// Why a text is not a tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum YamlError {
    /// Larger or deeper than the caps, told before parsing, or grown past them by aliases.
    #[error("over the limit: {}", .0.words().en)]
    OverLimit(Over),
    /// Not YAML.
    #[error("{message}")]
    Syntax {
        /// What the library says.
        message: String,
        /// Line within the text, from 1, where it says so.
        line: Option<u32>,
    },
}

/// Which cap a text is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// So many bytes, at most so many.
    Size(usize, usize),
    /// Nested too deep.
    Depth,
    /// Grown by aliases.
    Aliases,
}

impl Over {
    /// For a person.
    pub fn words(self) -> Bilingual {
        match self {
            Self::Size(bytes, most) => words!("{bytes} 字节，至多 {most}", "{bytes} bytes, at most {most}"),
            Self::Depth => words!("嵌套超过 {MAX_DEPTH} 层", "nested deeper than {MAX_DEPTH}"),
            Self::Aliases => words!("别名使内容成倍增长", "aliases multiply the text"),
        }
    }
}

/// Parses one document of at most `most_bytes`.
pub fn parse(text: &str, most_bytes: usize) -> Result<Node, YamlError> {
    if text.len() > most_bytes {
        return Err(YamlError::OverLimit(Over::Size(text.len(), most_bytes)));
    }
    if most_open(text) > MAX_OPEN {
        return Err(YamlError::OverLimit(Over::Depth));
    }
    let budget = Cell::new(most_bytes.saturating_mul(2) + 1024);
    let seed = Grow { depth: MAX_DEPTH, budget: &budget };
    seed.deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| {
        let line = error.location().map(|at| at.line() as u32);
        let message = error.to_string();
        let over = [(DEPTH, Over::Depth), (ALIASES, Over::Aliases)];
        match over.into_iter().find(|(mark, _)| message.contains(mark)) {
            Some((_, over)) => YamlError::OverLimit(over),
            None => YamlError::Syntax { message, line },
        }
    })
}

/// Writes a value as YAML, in the library's plain block style.
pub fn write(value: &impl Serialize) -> Result<String, YamlError> {
    serde_yaml::to_string(value).map_err(|e| YamlError::Syntax { message: e.to_string(), line: None })
}

/// How a cap passes through the library's errors.
const DEPTH: &str = "over the limit of depth";
const ALIASES: &str = "over the limit by aliases";

/// The most brackets open at once, or indicators `- ` and `? ` in a row, whichever is more. Quotes are not
/// looked at, so it may count too much, never too little.
fn most_open(text: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    for line in text.lines() {
        let mut indicators = 0;
        let mut rest = line.trim_start();
        while let Some(after) = rest.strip_prefix("- ").or_else(|| rest.strip_prefix("? ")) {
            indicators += 1;
            rest = after.trim_start();
        }
        deepest = deepest.max(indicators);
        for byte in line.bytes() {
            match byte {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                _ => continue,
            }
            deepest = deepest.max(open);
        }
    }
    deepest
}

/// Grows a [`Node`], at most so deep and within a budget of bytes shared by the whole tree.
#[derive(Clone, Copy)]
struct Grow<'a> {
    depth: usize,
    budget: &'a Cell<usize>,
}

impl Grow<'_> {
    fn spend<E: Error>(&self, bytes: usize) -> Result<(), E> {
        match self.budget.get().checked_sub(bytes + 8) {
            Some(left) => {
                self.budget.set(left);
                Ok(())
            }
            None => Err(E::custom(ALIASES)),
        }
    }

    fn below<E: Error>(self) -> Result<Self, E> {
        match self.depth.checked_sub(1) {
            Some(depth) => Ok(Self { depth, ..self }),
            None => Err(E::custom(DEPTH)),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Grow<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Grow<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Int(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Node, E> {
        Ok(i64::try_from(value).map_or(Node::Float(value as f64), Node::Int))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Node, E> {
        self.spend(value.len())?;
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let below = self.below()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(below)? {
            self.spend(0)?;
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let below = self.below()?;
        let mut map = Vec::new();
        while let Some(key) = entries.next_key_seed(below)? {
            let key = match key {
                Node::Text(text) => text,
                Node::Int(number) => number.to_string(),
                _ => return Err(A::Error::custom("a field's name must be plain text")),
            };
            map.push((key, entries.next_value_seed(below)?));
        }
        Ok(Node::Map(map))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        self.deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_lists_and_fields_are_told_apart() {
        let node = parse("a: 1\nb: [x, 2.5, true, ~]\nc: '1'\n", 1000).unwrap();
        let list = Node::List(vec![Node::Text("x".into()), Node::Float(2.5), Node::Bool(true), Node::Null]);
        assert_eq!(
            node,
            Node::Map(vec![
                ("a".into(), Node::Int(1)),
                ("b".into(), list),
                ("c".into(), Node::Text("1".into()))
            ])
        );
    }

    #[test]
    fn bombs_are_refused_before_they_grow() {
        let brackets = "[".repeat(200_000);
        assert!(matches!(parse(&brackets, 1 << 20), Err(YamlError::OverLimit(_))));
        let dashes = "- ".repeat(100_000);
        assert!(matches!(parse(&dashes, 1 << 20), Err(YamlError::OverLimit(_))));
        let mut aliases = format!("a: &a {}\nb:\n", "x".repeat(10_000));
        aliases.push_str(&"- *a\n".repeat(1_000));
        assert!(matches!(parse(&aliases, 1 << 20), Err(YamlError::OverLimit(_))), "scalars multiply");
        let mut laughs = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
        for (name, before) in
            ["b", "c", "d", "e", "f", "g", "h", "i"].iter().zip(["a", "b", "c", "d", "e", "f", "g", "h"])
        {
            let nine = vec![format!("*{before}"); 9].join(", ");
            laughs = [laughs, format!("{name}: &{name} [{nine}]\n")].concat();
        }
        assert!(parse(&laughs, 1 << 20).is_err(), "a billion laughs");
        assert!(matches!(parse("a: 1", 3), Err(YamlError::OverLimit(_))));
    }

    #[test]
    fn a_mistake_says_its_line() {
        let Err(YamlError::Syntax { line, .. }) = parse("a: 1\nb: [1\nc: 2\n", 100) else { panic!() };
        assert!(line.is_some_and(|l| l >= 2), "{line:?}");
    }
}
