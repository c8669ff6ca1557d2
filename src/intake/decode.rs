//! Bytes → text. Chinese Excel writes csv in GBK, the web in UTF-8, Notepad in UTF-16: the encoding is told
//! before anything is split (GBK's second bytes include `|` and `\`), and it is reported. Where two
//! encodings fit equally well it asks instead of guessing.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::words;

/// A document's text and the encoding it was in.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text without its byte order mark.
    pub text: String,
    /// The WHATWG name in lower case: `utf-8`, `gbk`, `gb18030`, `utf-16le`, `windows-1252`.
    pub encoding: String,
    /// What a person should know: two encodings in one file.
    pub warning: Option<Finding>,
}

/// Decodes a whole file, in the encoding of that label where one is given.
///
/// # Errors
/// [`Exit::Usage`] for an unknown label; [`Exit::Malformed`] where the bytes do not fit it, where nothing
/// fits, or where more than one encoding does.
pub fn decode(bytes: Vec<u8>, file: &str, label: Option<&str>) -> Result<Decoded, Failure> {
    let said = match label {
        Some(label) => Some(Encoding::for_label(label.trim().as_bytes()).ok_or_else(|| unknown(label))?),
        None => None,
    };
    let marked = Encoding::for_bom(&bytes).map(|(found, _)| found);
    match marked.or(said).or_else(|| utf_16_without_bom(&bytes)) {
        Some(encoding) => decode_as(bytes, file, encoding),
        None => guess(bytes, file),
    }
}

/// Decodes in one encoding. UTF-8 is not copied: the file may be large.
fn decode_as(bytes: Vec<u8>, file: &str, encoding: &'static Encoding) -> Result<Decoded, Failure> {
    if encoding == UTF_8 {
        return match String::from_utf8(bytes) {
            Ok(mut text) => {
                if text.starts_with('\u{feff}') {
                    text.drain(..'\u{feff}'.len_utf8());
                }
                Ok(Decoded { text, encoding: name(encoding), warning: None })
            }
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                Err(does_not_fit(file, encoding, error.as_bytes(), at))
            }
        };
    }
    let Some(text) = by_pieces(&bytes, encoding) else {
        let at = first_fault(&bytes, encoding);
        return Err(does_not_fit(file, encoding, &bytes, at));
    };
    let shown = if encoding == GBK && has_four_byte(&bytes) { GB18030 } else { encoding };
    Ok(Decoded { text, encoding: name(shown), warning: None })
}

/// Decodes piece by piece, as the decoder wants room for three bytes a byte; `None` where something does not fit.
fn by_pieces(bytes: &[u8], encoding: &'static Encoding) -> Option<String> {
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let mut text = String::with_capacity(bytes.len());
    let mut piece = String::with_capacity(1 << 16);
    let mut rest = bytes;
    loop {
        piece.clear();
        let (result, read, malformed) = decoder.decode_to_string(rest, &mut piece, true);
        text.push_str(&piece);
        rest = &rest[read..];
        if malformed {
            return None;
        }
        if result == CoderResult::InputEmpty {
            return Some(text);
        }
    }
}

/// Decodes a file of which nothing is said.
fn guess(bytes: Vec<u8>, file: &str) -> Result<Decoded, Failure> {
    if memchr::memchr(0, &bytes).is_some() {
        return Err(Problem::Nothing.failure(file));
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => {
            // Read as GBK it must make words too, or there is no doubt.
            let fits = |c: Chinese| c.pairs > 0 && c.common * 2 >= c.pairs;
            let doubtful = reads_strangely(&text) && Chinese::in_gb18030(text.as_bytes()).is_some_and(fits);
            return if doubtful {
                Err(Problem::Ambiguous(vec!["utf-8", "gbk"]).failure(file))
            } else {
                Ok(Decoded { text, encoding: name(UTF_8), warning: None })
            };
        }
        Err(error) => error.into_bytes(),
    };
    if let Some(answer) = nearly_utf_8(&bytes, file) {
        return answer;
    }
    let encoding = not_utf_8(&bytes).map_err(|problem| problem.failure(file))?;
    decode_as(bytes, file, encoding)
}

/// UTF-8 with bytes in it that are none, as where two systems wrote one file. Among Latin letters they are those of
/// Windows-1252; in a Chinese text they are faults. `None` where too little of it is UTF-8.
fn nearly_utf_8(bytes: &[u8], file: &str) -> Option<Result<Decoded, Failure>> {
    let (mut letters, mut others, mut strays) = (0_usize, 0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars().filter(|c| !c.is_ascii()) {
            let latin = matches!(c, '\u{80}'..='\u{24f}' | '\u{2010}'..='\u{2122}');
            *(if latin { &mut letters } else { &mut others }) += 1;
        }
        strays += chunk.invalid().len();
    }
    let first = bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
    let is_latin = others * 50 <= letters;
    if !is_latin && others >= strays * 20 {
        return Some(Err(does_not_fit(file, UTF_8, bytes, first)));
    }
    if !is_latin || letters < strays * 2 {
        return None;
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    let warning = Finding::warning(
        codes::ENCODING_IN_DOUBT,
        words!(
            "文件混用 utf-8 与 windows-1252，已分别读取",
            "the file mixes utf-8 and windows-1252; each was read as what it is"
        ),
    );
    let warning = warning.in_file(file).at_line(line_of(bytes, first));
    Some(Ok(Decoded { text, encoding: name(UTF_8), warning: Some(warning) }))
}

fn name(encoding: &'static Encoding) -> String {
    encoding.name().to_ascii_lowercase()
}

/// Why an encoding was not found.
enum Problem {
    Ambiguous(Vec<&'static str>),
    Nothing,
}

impl Problem {
    fn failure(&self, file: &str) -> Failure {
        let finding = match self {
            Self::Ambiguous(labels) => {
                let labels = labels.join(", ");
                Finding::error(
                    codes::ENCODING_IN_DOUBT,
                    words!("不止一种编码说得通：{labels}", "more than one encoding fits: {labels}"),
                )
                .hint(words!("用 --encoding 指明", "say which with --encoding"))
            }
            Self::Nothing => Finding::error(
                codes::ENCODING_IN_DOUBT,
                words!("无法判断编码，或不是文本文件", "no encoding fits, or this is not a text file"),
            )
            .hint(words!("用 --encoding 指明，如 gb18030", "name it with --encoding, e.g. gb18030")),
        };
        Failure::new(Exit::Malformed, finding.in_file(file))
    }
}

fn unknown(label: &str) -> Failure {
    let finding =
        Finding::error(codes::ENCODING_IN_DOUBT, words!("未知的编码名", "not the name of an encoding"))
            .on_field("--encoding")
            .got(label)
            .expected(words!(
                "如 utf-8、gbk、gb18030、utf-16le、windows-1252",
                "e.g. utf-8, gbk, gb18030, utf-16le, windows-1252"
            ));
    Failure::new(Exit::Usage, finding)
}

fn does_not_fit(file: &str, encoding: &'static Encoding, bytes: &[u8], at: usize) -> Failure {
    let name = name(encoding);
    let line = line_of(bytes, at);
    let message = words!("内容不是 {name} 编码", "the content is not {name}");
    let finding = Finding::error(codes::BAD_ENCODING, message)
        .in_file(file)
        .at_line(line)
        .hint(words!("用 --encoding 指明编码", "name the encoding with --encoding"));
    Failure::new(Exit::Malformed, finding)
}

/// The line that a byte is in, from 1.
fn line_of(bytes: &[u8], at: usize) -> u32 {
    memchr::memchr_iter(b'\n', &bytes[..at.min(bytes.len())]).count() as u32 + 1
}

/// Where the first fault lies, roughly: the end of the longest prefix, by whole lines, that decodes.
fn first_fault(bytes: &[u8], encoding: &'static Encoding) -> usize {
    let mut good = 0;
    for end in memchr::memchr_iter(b'\n', bytes) {
        if encoding.decode_without_bom_handling_and_without_replacement(&bytes[good..=end]).is_none() {
            return good;
        }
        good = end + 1;
    }
    good
}

/// The encoding of bytes that are not UTF-8.
fn not_utf_8(bytes: &[u8]) -> Result<&'static Encoding, Problem> {
    let chinese = Chinese::in_gb18030(bytes);
    let latin = isolated_high_bytes(bytes);
    match chinese {
        // Common characters through and through: nothing else looks like that by chance.
        Some(found) if found.common * 10 >= found.pairs * 7 && found.trail_letters * 2 < found.pairs => {
            Ok(GBK)
        }
        Some(found) if latin && found.trail_letters == found.pairs => Ok(WINDOWS_1252),
        Some(_) => match detector(bytes) {
            e if e == GBK || e == GB18030 => Ok(GBK),
            e if e == WINDOWS_1252 && latin => Ok(WINDOWS_1252),
            e => Err(Problem::Ambiguous(vec!["gbk", e.name()])),
        },
        None if latin => Ok(WINDOWS_1252),
        None => Err(Problem::Nothing),
    }
}

fn detector(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(1 << 20)], bytes.len() <= 1 << 20);
    detector.guess(None, Utf8Detection::Deny)
}

/// UTF-16 of a table shows in its commas, digits and line ends: every second byte of them is 0.
fn utf_16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    if sample.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let encoding = match (even, odd) {
        (0, n) if n * 40 >= sample.len() => UTF_16LE,
        (n, 0) if n * 40 >= sample.len() => UTF_16BE,
        _ => return None,
    };
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(|_| encoding)
}

/// What a text holds when read as GB18030.
struct Chinese {
    /// Two-byte characters.
    pairs: usize,
    /// Of these, the 3,755 common ones of GB 2312's first level and its punctuation.
    common: usize,
    /// Of these, second bytes in ASCII's range.
    trail_letters: usize,
}

impl Chinese {
    /// `None` where the bytes are not GB18030.
    fn in_gb18030(bytes: &[u8]) -> Option<Self> {
        let mut found = Self { pairs: 0, common: 0, trail_letters: 0 };
        let mut at = 0;
        while at < bytes.len() {
            let lead = bytes[at];
            if lead < 0x80 {
                at += 1;
                continue;
            }
            let trail = *bytes.get(at + 1)?;
            match (lead, trail) {
                (0x81..=0xfe, 0x40..=0x7e | 0x80..=0xfe) => {
                    found.pairs += 1;
                    found.trail_letters += usize::from(trail < 0x80);
                    let common = matches!(lead, 0xb0..=0xd7) || matches!(lead, 0xa1..=0xa3);
                    found.common += usize::from(common && trail >= 0xa1);
                    at += 2;
                }
                (0x81..=0xfe, 0x30..=0x39) => {
                    let third = (0x81..=0xfe).contains(bytes.get(at + 2)?);
                    let fourth = (0x30..=0x39).contains(bytes.get(at + 3)?);
                    if !(third && fourth) {
                        return None;
                    }
                    at += 4;
                }
                _ => return None,
            }
        }
        Some(found)
    }
}

fn has_four_byte(bytes: &[u8]) -> bool {
    let mut at = 0;
    while at + 1 < bytes.len() {
        match (bytes[at], bytes[at + 1]) {
            (0..=0x7f, _) => at += 1,
            (_, 0x30..=0x39) => return true,
            _ => at += 2,
        }
    }
    false
}

/// Whether high bytes stand between ASCII letters, as accents do: `Montréal`.
fn isolated_high_bytes(bytes: &[u8]) -> bool {
    let (mut alone, mut high) = (0_usize, 0_usize);
    for (at, byte) in bytes.iter().enumerate().filter(|(_, b)| **b >= 0x80) {
        high += 1;
        let before = at == 0 || bytes[at - 1] < 0x80;
        let after = bytes.get(at + 1).is_none_or(|b| *b < 0x80);
        alone += usize::from(before && after && !(0x80..0xa0).contains(byte) || (0x91..=0x97).contains(byte));
    }
    high > 0 && alone * 10 >= high * 8
}

/// Whether valid UTF-8 reads like nothing that people write: all beyond ASCII lies in the two-byte range,
/// and neither as the accents of a Latin text nor as one plain alphabet. Short GBK texts look like that.
fn reads_strangely(text: &str) -> bool {
    let mut alphabets = [false; 4];
    let (mut accents, mut beside, mut previous_high) = (0, 0, false);
    for c in text.chars() {
        match u32::from(c) {
            0..=0x7f => {
                previous_high = false;
                continue;
            }
            // Marks of Windows-1252 that were taken for Latin-1 are as rare as accents.
            0x80..=0x24f => {
                alphabets[0] = true;
                accents += 1;
                beside += usize::from(previous_high);
            }
            0x391..=0x3c9 => alphabets[1] = true,
            0x410..=0x44f | 0x401 | 0x451 => alphabets[2] = true,
            0x5d0..=0x5ea | 0x621..=0x64a => alphabets[3] = true,
            0x250..=0x7ff => return true,
            _ => return false,
        }
        previous_high = true;
    }
    // An accent beside another is rare; pairs of them are how GBK looks here.
    alphabets.iter().filter(|seen| **seen).count() > 1 || beside * 3 > accents
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(bytes: &[u8]) -> Result<String, &'static str> {
        decode(bytes.to_vec(), "f.csv", None).map(|d| d.encoding).map_err(|f| f.findings[0].code.id())
    }

    #[test]
    fn each_encoding_is_told_and_reported() {
        let text = "序号,项目名称\r\n1,九龙坡博世氢材料发动机|\\\r\n";
        let utf_16 = |big: bool, bom: bool| -> Vec<u8> {
            let marked = if bom { format!("\u{feff}{text}") } else { text.to_owned() };
            marked.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
        };
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), "utf-8"),
            (format!("\u{feff}{text}").into_bytes(), "utf-8"),
            (GBK.encode(text).0.into_owned(), "gbk"),
            (GB18030.encode(&format!("{text}㐀𠮷")).0.into_owned(), "gb18030"),
            (utf_16(false, true), "utf-16le"),
            (utf_16(true, true), "utf-16be"),
            (utf_16(false, false), "utf-16le"),
            (utf_16(true, false), "utf-16be"),
        ] {
            let decoded = decode(bytes, "f.csv", None).unwrap();
            assert_eq!(decoded.encoding, encoding);
            assert!(decoded.text.starts_with(text), "{encoding}: {:?}", decoded.text);
        }
        assert_eq!(
            told(&WINDOWS_1252.encode("Name,Place\nPont Élysée,Montréal – Québec\n").0),
            Ok("windows-1252".into())
        );
        assert_eq!(told(&WINDOWS_1252.encode("Name\nCafé\n").0), Ok("windows-1252".into()));
        assert_eq!(told("Name\nCafé Émile\nСанкт-Петербург\nΑθήνα 中\n".as_bytes()), Ok("utf-8".into()));
        assert_eq!(told("Name\nCafé\n".as_bytes()), Ok("utf-8".into()));
        assert_eq!(told(b"plain,ascii\n"), Ok("utf-8".into()));
    }

    #[test]
    fn doubt_is_said_and_a_label_settles_it() {
        // Characters whose GBK bytes are also valid UTF-8.
        let doubtful = GBK.encode("一级,摹本\n").0.into_owned();
        if std::str::from_utf8(&doubtful).is_ok() {
            assert_eq!(told(&doubtful), Err("E3003"));
        }
        let short = GBK.encode("一,一一\n").0.into_owned();
        assert!(std::str::from_utf8(&short).is_ok());
        assert_eq!(told(&short), Err("E3003"));
        let settled = decode(short.clone(), "f.csv", Some("gb18030")).unwrap();
        assert_eq!((settled.text.as_str(), settled.encoding.as_str()), ("一,一一\n", "gb18030"));
        assert_eq!(decode(short, "f.csv", Some("latin9000")).unwrap_err().exit, Exit::Usage);
        assert_eq!(told(b"\x00\x01\x02\xff\xfe\x00\x00\x00\x00"), Err("E3003"));
    }

    #[test]
    fn two_encodings_in_one_file_are_read_each_as_what_it_is() {
        let latin = b"1,Tau\xc3\xa1,Conclu\xedda\n2,S\xc3\xa3o Jos\xc3\xa9,obra\n";
        let decoded = decode(latin.to_vec(), "f.csv", None).unwrap();
        assert_eq!(decoded.text, "1,Tauá,Concluída\n2,São José,obra\n");
        assert_eq!(decoded.warning.map(|w| w.line), Some(Some(1)));
        let many = "某某高速公路工程".repeat(4);
        let chinese = [b"1,\n2,".as_slice(), &many.as_bytes()[..many.len() - 2], b"\n3,x\n"].concat();
        let failure = decode(chinese, "f.csv", None).unwrap_err();
        assert_eq!((failure.exit, failure.findings[0].line), (Exit::Malformed, Some(2)));
        // A dash of Windows-1252 that went through Latin-1 to UTF-8.
        assert_eq!(told("Red \u{96} Amber\n".as_bytes()), Ok("utf-8".into()));
    }

    #[test]
    fn bytes_that_do_not_fit_name_their_line() {
        let failure = decode(b"ok\n\xff\xff\n".to_vec(), "f.csv", Some("utf-8")).unwrap_err();
        assert_eq!((failure.exit, failure.findings[0].line), (Exit::Malformed, Some(2)));
        let failure = decode(b"ok\nok\n\xff\xff\n".to_vec(), "f.csv", Some("gbk")).unwrap_err();
        assert_eq!(failure.findings[0].line, Some(3));
    }

    proptest! {
        #[test]
        fn chinese_comes_back_from_gbk(text in "[，、]?项目[一-龥]{4,40}[a-z0-9,\n]{0,20}") {
            let (bytes, _, unmappable) = GB18030.encode(&text);
            prop_assume!(!unmappable);
            let decoded = decode(bytes.into_owned(), "f", None);
            if let Ok(decoded) = decoded {
                prop_assert_eq!(decoded.text, text);
            }
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(bytes.clone(), "f", None);
            let _ = decode(bytes, "f", Some("gbk"));
        }
    }
}
