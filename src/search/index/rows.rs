//! Which of many things each text holds: a bit for each text, sixty-four texts to a word, a row for each
//! thing. A question about few things then reads few bytes, whatever else is known of the texts.

/// Words in a block: what one thread looks at before it looks at the stop flag.
pub(super) const WORDS: usize = 64;
/// Texts in a block.
pub(super) const BLOCK: usize = WORDS * 64;

/// A bit for each text of a block.
pub(super) type BlockBits = [u64; WORDS];

/// Rows of bits, block after block.
#[derive(Debug, Default)]
pub(super) struct BitRows {
    count: usize,
    /// Words of a row within a block: all, but for lists of less than a block.
    stride: usize,
    bits: Vec<u64>,
}

impl BitRows {
    /// Rows over so many texts. `things` puts down the rows of a text.
    pub fn of(texts: usize, rows: usize, things: impl Fn(usize, &mut dyn FnMut(usize)) + Sync) -> Self {
        let stride = texts.div_ceil(64).min(WORDS);
        let blocks = texts.div_ceil(BLOCK);
        let size = rows * stride;
        let mut bits = vec![0; blocks * size];
        let fill = |(block, bits): (usize, &mut [u64])| {
            for word in 0..stride {
                let first = block * BLOCK + word * 64;
                let mut held = vec![0_u64; rows];
                for at in first..(first + 64).min(texts) {
                    things(at, &mut |row| held[row] |= 1 << (at - first));
                }
                for (row, held) in held.into_iter().enumerate() {
                    bits[row * stride + word] = held;
                }
            }
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(blocks);
        if threads <= 1 || size == 0 {
            bits.chunks_mut(size.max(1)).enumerate().for_each(fill);
        } else {
            let share = blocks.div_ceil(threads);
            std::thread::scope(|scope| {
                for (part, bits) in bits.chunks_mut(share * size).enumerate() {
                    let fill = &fill;
                    scope.spawn(move || {
                        let blocks = bits.chunks_mut(size).enumerate();
                        blocks.for_each(|(block, bits)| fill((part * share + block, bits)));
                    });
                }
            });
        }
        Self { count: rows, stride, bits }
    }

    /// The bits of one row in one block.
    fn row(&self, block: usize, row: usize) -> &[u64] {
        let from = (block * self.count + row) * self.stride;
        &self.bits[from..from + self.stride]
    }

    /// Keeps those of a block that hold the thing.
    pub fn keep(&self, block: usize, row: usize, of: &mut BlockBits) {
        of.iter_mut().zip(self.row(block, row)).for_each(|(of, held)| *of &= held);
    }

    /// Adds those of a block that hold the thing.
    pub fn add(&self, block: usize, row: usize, to: &mut BlockBits) {
        to.iter_mut().zip(self.row(block, row)).for_each(|(to, held)| *to |= held);
    }

    pub fn bytes(&self) -> usize {
        self.bits.len() * 8
    }
}

/// Keeps those that are in both.
pub(super) fn both(of: &mut BlockBits, with: &BlockBits) {
    of.iter_mut().zip(with).for_each(|(of, with)| *of &= with);
}

/// Those that are in either.
pub(super) fn either(of: &mut BlockBits, with: &BlockBits) {
    of.iter_mut().zip(with).for_each(|(of, with)| *of |= with);
}

/// Whether a text is among those of its block.
pub(super) fn holds(block: &BlockBits, at: usize) -> bool {
    block[at % BLOCK / 64] >> (at % 64) & 1 == 1
}
