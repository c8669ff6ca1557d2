//! A text cut into records and cells, which are slices of it wherever that can be: nothing is copied but cells with
//! doubled quotes.

use memchr::{memchr, memchr2, memchr3};

/// The records of a text. Quotes count only where a cell begins with one; inside, `""` is one, separators and line breaks
/// are text. A lone `\r` ends a record too. Lines without any character are no records.
pub struct DelimitedRecords<'a> {
    text: &'a str,
    separator: u8,
    /// Up to where it is read, in bytes.
    at: usize,
    /// The line that `at` is in, as an editor counts.
    line: u32,
    /// A cell with doubled quotes, put together.
    scratch: String,
}

impl<'a> DelimitedRecords<'a> {
    /// From the beginning. The separator is an ASCII character.
    pub fn new(text: &'a str, separator: u8) -> Self {
        Self { text, separator, at: 0, line: 1, scratch: String::new() }
    }

    /// How many bytes are read.
    pub fn read(&self) -> usize {
        self.at
    }

    /// Goes to the next record and tells the line it begins in; `None` at the end. Its cells are to be taken before the
    /// next.
    pub fn begin(&mut self) -> Option<u32> {
        while matches!(self.byte(), Some(b'\r' | b'\n')) {
            self.end_line();
        }
        self.byte().map(|_| self.line)
    }

    /// Every cell of the record.
    pub fn cells(&mut self, mut cell: impl FnMut(&str)) {
        loop {
            self.cell(&mut cell);
            match self.byte() {
                Some(byte) if byte == self.separator => self.at += 1,
                Some(_) => return self.end_line(),
                None => return,
            }
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// One cell, up to the separator or line break behind it.
    fn cell(&mut self, cell: &mut impl FnMut(&str)) {
        if self.byte() != Some(b'"') {
            let plain = self.plain();
            return cell(plain);
        }
        self.at += 1;
        let inside = self.quoted();
        // Mostly the quote ends the cell; else what follows, up to a quote that stands alone, belongs to it.
        if !matches!(self.byte(), Some(b) if b != self.separator && b != b'\r' && b != b'\n') {
            return cell(inside);
        }
        self.scratch.clear();
        self.scratch.push_str(inside);
        while self.byte() == Some(b'"') {
            self.at += 1;
            self.scratch.push('"');
            let more = self.quoted();
            self.scratch.push_str(more);
        }
        let rest = self.plain();
        self.scratch.push_str(rest);
        cell(&self.scratch);
    }

    /// The text up to the next quote, which is passed; all of it where there is none.
    fn quoted(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let end = memchr(b'"', rest.as_bytes()).unwrap_or(rest.len());
        let inside = &rest[..end];
        self.line += breaks(inside.as_bytes());
        self.at = (self.at + end + 1).min(self.text.len());
        inside
    }

    /// The text up to the next separator or line break.
    fn plain(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let end = memchr3(self.separator, b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Passes a line break: `\n`, `\r\n` or `\r`.
    fn end_line(&mut self) {
        let pair = self.text.as_bytes()[self.at..].starts_with(b"\r\n");
        self.at += if pair { 2 } else { 1 };
        self.line += 1;
    }
}

/// How many line breaks a text holds.
fn breaks(text: &[u8]) -> u32 {
    let mut count = 0;
    let mut at = 0;
    while let Some(found) = memchr2(b'\n', b'\r', &text[at..]) {
        at += found;
        at += if text[at..].starts_with(b"\r\n") { 2 } else { 1 };
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(text: &str) -> Vec<Vec<String>> {
        let mut records = DelimitedRecords::new(text, b',');
        let mut found = Vec::new();
        while records.begin().is_some() {
            let mut cells = Vec::new();
            records.cells(|cell| cells.push(cell.to_owned()));
            found.push(cells);
        }
        found
    }

    #[test]
    fn quotes_that_nothing_closes_take_the_rest() {
        assert_eq!(all("a,\"b\nc,d"), [["a", "b\nc,d"]]);
        assert_eq!(all("\"a\"\"b\"\"\",c\r\"x\"y\"z,\"\""), [["a\"b\"", "c"], ["xy\"z", ""]]);
    }

    proptest! {
        /// As the library of that name cuts it.
        #[test]
        fn records_are_those_of_the_common_reader(text in "[a甲,\"\n\r ]{0,40}") {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> =
                reader.records().flatten().map(|r| r.iter().map(str::to_owned).collect()).collect();
            prop_assert_eq!(all(&text), theirs);
        }
    }
}
