//! How numbers and texts stand in a cache: numbers in as few bytes as they need, all texts end to end
//! behind them, so that one look tells that they are UTF-8. Reading never believes a length: what does not
//! fit is `None`.

/// Writes one part.
#[derive(Default)]
pub struct Out {
    numbers: Vec<u8>,
    text: String,
}

impl Out {
    /// A number.
    pub fn number(&mut self, number: u64) {
        let mut rest = number;
        while rest >= 0x80 {
            self.numbers.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        self.numbers.push(rest as u8);
    }

    /// A number that may be negative; small ones are short.
    pub fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)).cast_unsigned());
    }

    /// Bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.numbers.extend_from_slice(bytes);
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.text.push_str(text);
    }

    /// A text that may be missing.
    pub fn maybe(&mut self, text: Option<&str>) {
        self.number(text.map_or(0, |text| text.len() as u64 + 1));
        self.text.push_str(text.unwrap_or_default());
    }

    /// Several texts.
    pub fn texts(&mut self, texts: &[String]) {
        self.number(texts.len() as u64);
        for text in texts {
            self.text(text);
        }
    }

    /// Bytes so far.
    pub fn len(&self) -> usize {
        self.numbers.len() + self.text.len()
    }

    /// The whole part.
    pub fn finish(self) -> Vec<u8> {
        let mut out = Vec::with_capacity(8 + self.len());
        out.extend((self.numbers.len() as u64).to_le_bytes());
        out.extend(self.numbers);
        out.extend(self.text.into_bytes());
        out
    }
}

/// Reads one part.
pub struct In<'a> {
    numbers: &'a [u8],
    text: &'a str,
}

impl<'a> In<'a> {
    /// Looks at a part.
    pub fn open(part: &'a [u8]) -> Option<Self> {
        let (length, rest) = part.split_first_chunk::<8>()?;
        let (numbers, text) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        Some(Self { numbers, text: std::str::from_utf8(text).ok()? })
    }

    /// Whether everything was read.
    pub fn is_over(&self) -> bool {
        self.numbers.is_empty() && self.text.is_empty()
    }

    /// A number.
    pub fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.numbers.split_first()?;
            self.numbers = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// A number of a narrower type.
    pub fn narrow<T: TryFrom<u64>>(&mut self) -> Option<T> {
        T::try_from(self.number()?).ok()
    }

    /// A number that may be negative.
    pub fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    /// So many bytes as they are.
    pub fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.numbers.split_first_chunk::<N>()?;
        self.numbers = rest;
        Some(*bytes)
    }

    /// A text.
    pub fn text(&mut self) -> Option<&'a str> {
        let length = self.narrow()?;
        self.cut(length)
    }

    /// A text that may be missing.
    pub fn maybe(&mut self) -> Option<Option<&'a str>> {
        match self.narrow::<usize>()? {
            0 => Some(None),
            length => self.cut(length - 1).map(Some),
        }
    }

    /// Several texts.
    pub fn texts(&mut self) -> Option<Vec<String>> {
        let count = self.count()?;
        let mut texts = Vec::with_capacity(count);
        for _ in 0..count {
            texts.push(self.text()?.to_owned());
        }
        Some(texts)
    }

    /// How many follow: never more than there are bytes for.
    pub fn count(&mut self) -> Option<usize> {
        self.narrow().filter(|count| *count <= self.numbers.len())
    }

    fn cut(&mut self, length: usize) -> Option<&'a str> {
        let (text, rest) = self.text.split_at_checked(length)?;
        self.text = rest;
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(numbers: Vec<u64>, signed: Vec<i64>, texts: Vec<String>, maybe: Option<String>) {
            let mut out = Out::default();
            out.number(numbers.len() as u64);
            numbers.iter().for_each(|n| out.number(*n));
            signed.iter().for_each(|n| out.signed(*n));
            out.texts(&texts);
            out.maybe(maybe.as_deref());
            let part = out.finish();
            let mut read = In::open(&part).unwrap();
            prop_assert_eq!(read.number().unwrap(), numbers.len() as u64);
            for number in numbers {
                prop_assert_eq!(read.number(), Some(number));
            }
            for number in signed {
                prop_assert_eq!(read.signed(), Some(number));
            }
            prop_assert_eq!(read.texts(), Some(texts));
            prop_assert_eq!(read.maybe(), Some(maybe.as_deref()));
            prop_assert!(read.is_over());
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            if let Some(mut read) = In::open(&bytes) {
                while read.texts().is_some() && read.maybe().is_some() && read.signed().is_some() {}
            }
        }
    }
}
