//! How numbers and texts stand in a cache: numbers in as few bytes as they need, all texts end to end
//! behind them, so that one look tells that they are UTF-8. Reading never believes a length: what does not
//! fit is [`Damaged`].

/// Writes one part.
#[derive(Default)]
pub struct Encoder {
    numbers: Vec<u8>,
    text: String,
}

impl Encoder {
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

    /// A number that may be missing.
    pub fn maybe_signed(&mut self, number: Option<i64>) {
        self.number(u64::from(number.is_some()));
        if let Some(number) = number {
            self.signed(number);
        }
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
    pub fn texts<T: AsRef<str>>(&mut self, texts: &[T]) {
        self.number(texts.len() as u64);
        for text in texts {
            self.text(text.as_ref());
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

/// What stands there is not what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged;

/// Reads one part.
pub struct Decoder<'a> {
    numbers: &'a [u8],
    text: &'a str,
}

impl<'a> Decoder<'a> {
    /// Looks at a part.
    pub fn open(part: &'a [u8]) -> Result<Self, Damaged> {
        let (length, rest) = part.split_first_chunk::<8>().ok_or(Damaged)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| Damaged)?;
        let (numbers, text) = rest.split_at_checked(length).ok_or(Damaged)?;
        Ok(Self { numbers, text: std::str::from_utf8(text).map_err(|_| Damaged)? })
    }

    /// That everything was read.
    pub fn end(&self) -> Result<(), Damaged> {
        if self.numbers.is_empty() && self.text.is_empty() { Ok(()) } else { Err(Damaged) }
    }

    /// A number.
    pub fn number(&mut self) -> Result<u64, Damaged> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.numbers.split_first().ok_or(Damaged)?;
            self.numbers = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Damaged)
    }

    /// A number of a narrower type.
    pub fn narrow<T: TryFrom<u64>>(&mut self) -> Result<T, Damaged> {
        T::try_from(self.number()?).map_err(|_| Damaged)
    }

    /// A number that may be negative.
    pub fn signed(&mut self) -> Result<i64, Damaged> {
        let number = self.number()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    /// A number that may be missing.
    pub fn maybe_signed<T: TryFrom<i64>>(&mut self) -> Result<Option<T>, Damaged> {
        match self.number()? {
            0 => Ok(None),
            _ => T::try_from(self.signed()?).map(Some).map_err(|_| Damaged),
        }
    }

    /// So many bytes as they are.
    pub fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Damaged> {
        let (bytes, rest) = self.numbers.split_first_chunk::<N>().ok_or(Damaged)?;
        self.numbers = rest;
        Ok(*bytes)
    }

    /// A text.
    pub fn text(&mut self) -> Result<&'a str, Damaged> {
        let length = self.narrow()?;
        self.cut(length)
    }

    /// A text that may be missing.
    pub fn maybe(&mut self) -> Result<Option<&'a str>, Damaged> {
        match self.narrow::<usize>()? {
            0 => Ok(None),
            length => self.cut(length - 1).map(Some),
        }
    }

    /// Several texts.
    pub fn texts(&mut self) -> Result<Vec<String>, Damaged> {
        let count = self.count()?;
        let mut texts = Vec::with_capacity(count);
        for _ in 0..count {
            texts.push(self.text()?.to_owned());
        }
        Ok(texts)
    }

    /// How many follow: never more than there are bytes for.
    pub fn count(&mut self) -> Result<usize, Damaged> {
        let count = self.narrow()?;
        if count <= self.numbers.len() { Ok(count) } else { Err(Damaged) }
    }

    fn cut(&mut self, length: usize) -> Result<&'a str, Damaged> {
        let (text, rest) = self.text.split_at_checked(length).ok_or(Damaged)?;
        self.text = rest;
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(numbers: Vec<u64>, signed: Vec<i64>, texts: Vec<String>, maybe: Option<String>) {
            let mut out = Encoder::default();
            out.number(numbers.len() as u64);
            for number in &numbers {
                out.number(*number);
            }
            for number in &signed {
                out.signed(*number);
            }
            out.texts(&texts);
            out.maybe(maybe.as_deref());
            let part = out.finish();
            let mut read = Decoder::open(&part).unwrap();
            prop_assert_eq!(read.number().unwrap(), numbers.len() as u64);
            for number in numbers {
                prop_assert_eq!(read.number(), Ok(number));
            }
            for number in signed {
                prop_assert_eq!(read.signed(), Ok(number));
            }
            prop_assert_eq!(read.texts(), Ok(texts));
            prop_assert_eq!(read.maybe(), Ok(maybe.as_deref()));
            prop_assert_eq!(read.end(), Ok(()));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            if let Ok(mut read) = Decoder::open(&bytes) {
                while read.texts().is_ok() && read.maybe().is_ok() && read.signed().is_ok() {}
            }
        }
    }
}
