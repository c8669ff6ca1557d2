//! The container of old Office files, read just far enough to look at one stream before a library does.
//! Every sector number is checked and every chain is bounded by the file's own size.

/// Why the container cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a sound compound file: {0}")]
pub struct Unsound(&'static str);

/// The first bytes of every compound file.
pub const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

const END: u32 = 0xffff_fffe;

struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
}

/// The content of the first stream that has one of these names; `None` where there is none.
pub fn stream(bytes: &[u8], names: &[&str]) -> Result<Option<Vec<u8>>, Unsound> {
    let container = Container::open(bytes)?;
    let directory = container.chain(long(bytes, 48).ok_or(Unsound("short header"))?, usize::MAX)?;
    let entries: Vec<CfbEntry> = directory.chunks_exact(128).map(CfbEntry::read).collect();
    let Some(root) = entries.first() else { return Err(Unsound("no directory")) };
    for name in names {
        let Some(entry) = entries.iter().find(|e| e.is_stream && e.name.eq_ignore_ascii_case(name)) else {
            continue;
        };
        let smallest = long(bytes, 56).unwrap_or(4096) as usize;
        return if entry.size >= smallest {
            container.chain(entry.start, entry.size).map(Some)
        } else {
            container.mini(root, entry).map(Some)
        };
    }
    Ok(None)
}

/// Whether the container has a stream of that name.
pub fn has(bytes: &[u8], name: &str) -> bool {
    matches!(stream(bytes, &[name]), Ok(Some(_)))
}

struct CfbEntry {
    name: String,
    is_stream: bool,
    start: u32,
    size: usize,
}

impl CfbEntry {
    fn read(raw: &[u8]) -> Self {
        let length = usize::from(u16::from_le_bytes([raw[64], raw[65]])).clamp(2, 64) - 2;
        let units = raw[..length].chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]]));
        Self {
            name: char::decode_utf16(units).map(|c| c.unwrap_or('?')).collect(),
            is_stream: raw[66] == 2,
            start: long(raw, 116).unwrap_or(END),
            size: long(raw, 120).unwrap_or(0) as usize,
        }
    }
}

impl<'a> Container<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, Unsound> {
        if !bytes.starts_with(MAGIC) || bytes.len() < 512 {
            return Err(Unsound("no header"));
        }
        let shift = u16::from_le_bytes([bytes[30], bytes[31]]);
        if !matches!(shift, 9 | 12) {
            return Err(Unsound("sector size"));
        }
        let mut container = Self { bytes, sector: 1 << shift, fat: Vec::new() };
        let most = bytes.len() / container.sector + 1;
        let mut fat_sectors: Vec<u32> = bytes[76..512].chunks_exact(4).filter_map(|b| long(b, 0)).collect();
        let mut next = long(bytes, 68).unwrap_or(END);
        for _ in 0..most {
            let Some(sector) = container.sector(next) else { break };
            let (list, link) = sector.split_at(container.sector - 4);
            fat_sectors.extend(list.chunks_exact(4).filter_map(|b| long(b, 0)));
            next = long(link, 0).unwrap_or(END);
        }
        for number in fat_sectors.into_iter().take(most) {
            if let Some(sector) = container.sector(number) {
                container.fat.extend(sector.chunks_exact(4).filter_map(|b| long(b, 0)));
            }
        }
        Ok(container)
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        self.bytes.get(start..start.checked_add(self.sector)?)
    }

    fn chain(&self, start: u32, size: usize) -> Result<Vec<u8>, Unsound> {
        let mut content = Vec::new();
        let mut next = start;
        while next < END && content.len() < size {
            if content.len() > self.bytes.len() {
                return Err(Unsound("a chain that runs in a circle"));
            }
            // The last sector may be cut short.
            let Some(sector) = self.sector(next).or_else(|| self.last(next)) else { break };
            content.extend_from_slice(sector);
            next = self.fat.get(next as usize).copied().unwrap_or(END);
        }
        content.truncate(size);
        Ok(content)
    }

    fn last(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        self.bytes.get(start..).filter(|rest| !rest.is_empty() && rest.len() < self.sector)
    }

    fn mini(&self, root: &CfbEntry, entry: &CfbEntry) -> Result<Vec<u8>, Unsound> {
        let store = self.chain(root.start, root.size)?;
        let table = self.chain(long(self.bytes, 60).unwrap_or(END), usize::MAX)?;
        let mut content = Vec::new();
        let mut next = entry.start;
        while next < END && content.len() < entry.size {
            let at = next as usize * 64;
            let Some(sector) = store.get(at..(at + 64).min(store.len())) else { break };
            if sector.is_empty() || content.len() > self.bytes.len() {
                return Err(Unsound("a short chain that runs in a circle"));
            }
            content.extend_from_slice(sector);
            next = long(&table, next as usize * 4).unwrap_or(END);
        }
        content.truncate(entry.size);
        Ok(content)
    }
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}
