//! The strings in which a terminal answers: from their introducer to BEL, ST or the end of patience.
//! Nothing of them is kept.

use std::time::Duration;

const BEL: u8 = 0x07;
const ESC: u8 = 0x1b;
/// ST in its eight-bit form.
const ST: u8 = 0x9c;

/// How long an answer may take on the slowest line before what comes is taken for keys again.
const PATIENCE: Duration = Duration::from_secs(10);
/// So much longer for every byte: a clipboard is long, but no person types a thousand keys a second.
const A_BYTE: Duration = Duration::from_millis(1);
/// So few bytes may have been keys if the answer began late and never went on.
const FEW: usize = 3;

/// A string that has begun.
#[derive(Debug)]
pub struct Reply {
    introducer: u8,
    begun: Duration,
    length: u32,
    last: u8,
    /// Its beginning, where that may have been typed.
    late: Option<Vec<u8>>,
}

impl Reply {
    /// After ESC and this.
    pub fn new(introducer: u8, at: Duration) -> Self {
        Self { introducer, begun: at, length: 0, last: 0, late: None }
    }

    /// As [`Reply::new`], so late after ESC that it may have been typed.
    pub fn late(introducer: u8, at: Duration) -> Self {
        Self { late: Some(vec![introducer]), ..Self::new(introducer, at) }
    }

    /// Takes a byte. True when it was the last one.
    pub fn take(&mut self, byte: u8) -> bool {
        // In a character of several bytes 0x9c means nothing, unless the character is ST itself.
        let ends = match byte {
            BEL => true,
            b'\\' => self.in_escape(),
            ST => self.last < 0x80 || self.last == 0xc2,
            _ => false,
        };
        self.length = self.length.saturating_add(1);
        self.last = byte;
        if let Some(beginning) = &mut self.late
            && beginning.len() <= FEW + 1
        {
            beginning.push(byte);
        }
        ends
    }

    /// What stands after ESC.
    pub fn introducer(&self) -> u8 {
        self.introducer
    }

    /// Whether nothing of it has come.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Whether the last byte was ESC.
    pub fn in_escape(&self) -> bool {
        self.last == ESC
    }

    /// Whether a byte ends it unfinished: CAN and SUB by the standard, Ctrl-C because a person asks for it,
    /// any where it goes on for longer than an answer does.
    pub fn breaks_off(&self, byte: u8, at: Duration) -> bool {
        let overdue = at.saturating_sub(self.begun) > PATIENCE + A_BYTE * self.length;
        matches!(byte, 0x03 | 0x18 | 0x1a) || (overdue && !self.in_escape())
    }

    /// What a person typed, if it was one.
    pub fn was_typed(&self) -> Option<&[u8]> {
        self.late.as_deref().filter(|beginning| beginning.len() <= FEW)
    }
}
