//! Every answer in every piece yields no key, and what is typed around it arrives.

use proptest::prelude::*;

use super::*;
use crate::tui::event::Mouse;

/// What terminals answer, with both ends that a string may have.
const ANSWERS: &[&[u8]] = &[
    b"\x1b]11;rgb:ffff/ffff/ffff\x07",
    b"\x1b]10;rgb:8383/9494/9696\x1b\\",
    b"\x1b]4;1;rgb:cdcd/0000/0000\x1b\\",
    b"\x1b]12;#ff8800\x07",
    b"\x1b]52;c;YWJjZGo=\x07",
    "\x1b]l标题 qcj\x1b\\".as_bytes(),
    b"\x1b]99;i=1:p=?;\x1b\\",
    b"\x1bP1+r524742=38\x1b\\",
    b"\x1bP0+r\x1b\\",
    b"\x1bP1$r0m\x1b\\",
    b"\x1bP>|kitty(0.35.2)\x1b\\",
    b"\x1bP!|7E565445\x1b\\",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b^private qq\x1b\\",
    b"\x1bXstring jk\x1b\\",
    b"\x1b[?62;22;52c",
    b"\x1b[>41;330;0c",
    b"\x1b[=0c",
    b"\x1b[?2026;2$y",
    b"\x1b[4;2$y",
    b"\x1b[8;24;80t",
    b"\x1b[4;600;800t",
    b"\x1b[48;24;80;600;800t",
    b"\x1b[24;80R",
    b"\x1b[?24;80;1R",
    b"\x1b[0n",
    b"\x1b[?997;1n",
    b"\x1b[?1u",
    b"\x1b[>4;2m",
    b"\x1b[?1;0;256S",
    b"\x1b[I",
    b"\x1b[O",
    b"\x9d11;rgb:0/0/0\x9c",
    b"\xc2\x9d11;rgb:0/0/0\xc2\x9c",
    b"\xc2\x9b?62;22c",
];

const BETWEEN: Duration = Duration::from_millis(20);

/// A line: bytes come after a time, and the parser's patience ends when nothing does.
#[derive(Default)]
struct Wire {
    parser: Parser,
    now: Duration,
    events: Vec<Event>,
}

impl Wire {
    fn wait(&mut self, time: Duration) -> &mut Self {
        let until = self.now + time;
        while let Some(left) = self.parser.wait(self.now).filter(|left| self.now + *left < until) {
            self.now += left;
            self.events.extend(self.parser.expire(self.now));
        }
        self.now = until;
        self
    }

    fn send(&mut self, bytes: &[u8]) -> &mut Self {
        self.events.extend(self.parser.feed(bytes, self.now));
        self
    }

    fn slowly(&mut self, bytes: &[u8], gap: Duration) -> &mut Self {
        for byte in bytes {
            self.send(&[*byte]).wait(gap);
        }
        self
    }

    /// What was typed, once nothing is waited for any more.
    fn keys(&mut self) -> String {
        self.wait(Duration::from_secs(5));
        self.events
            .drain(..)
            .map(|event| match event {
                Event::Key(key) => key.to_string(),
                other => format!("{other:?}"),
            })
            .collect::<Vec<_>>()
            .join(" ")
    }
}

#[test]
fn an_answer_is_no_key_whole_or_byte_by_byte() {
    for answer in ANSWERS {
        let shown = String::from_utf8_lossy(answer);
        assert_eq!(Wire::default().send(b"a").send(answer).send(b"b").keys(), "a b", "{shown:?}");
        for gap in [1, 20, 50, 90] {
            let gap = Duration::from_millis(gap);
            let keys = Wire::default().send(b"a").slowly(answer, gap).send(b"b").keys();
            assert_eq!(keys, "a b", "{shown:?} every {gap:?}");
        }
    }
}

#[test]
fn in_two_pieces_with_a_pause_it_is_none_either() {
    for answer in ANSWERS {
        // After its very first byte only a short pause tells it from Esc.
        for at in 2..answer.len() {
            let keys = Wire::default()
                .send(&answer[..at])
                .wait(Duration::from_millis(250))
                .send(&answer[at..])
                .send(b"b")
                .keys();
            assert_eq!(keys, "b", "{:?} after {at} bytes", String::from_utf8_lossy(answer));
        }
    }
}

/// A quarter of a second between bytes: the first one cannot be told from Esc, the rest still does nothing.
#[test]
fn on_the_slowest_line_no_more_than_esc_is_made_of_it() {
    for answer in [ANSWERS[0], ANSWERS[1], ANSWERS[4], ANSWERS[7], ANSWERS[13], ANSWERS[16], ANSWERS[17]] {
        let keys = Wire::default().slowly(answer, Duration::from_millis(250)).send(b"b").keys();
        assert_eq!(keys, "Esc b", "{:?}", String::from_utf8_lossy(answer));
    }
}

#[test]
fn an_answer_that_never_ends_does_not_leave_the_keyboard_dead() {
    for beginning in ["\x1b]11;rgb:ff", "\x1bP1+r52", "\x1b_Gi=1", "\x1b^x", "\x1bXx", "\x1b[?62;2", "\x1b]5"]
    {
        let begun = beginning.as_bytes();
        let paused = Wire::default().send(begun).wait(Duration::from_millis(1_500)).send(b"jk").keys();
        assert_eq!(paused, "j k", "{beginning:?}");
        assert_eq!(Wire::default().send(begun).wait(BETWEEN).send(b"\x03").keys(), "Ctrl-C", "{beginning:?}");
        assert_eq!(Wire::default().send(begun).wait(BETWEEN).send(b"\x1b").keys(), "Esc", "{beginning:?}");
        assert_eq!(Wire::default().send(begun).wait(BETWEEN).send(b"\x1b[A").keys(), "↑", "{beginning:?}");
    }
    // A person who types on without a pause is heard in the end.
    let mut wire = Wire::default();
    wire.send(b"\x1b]11;rgb:").slowly(&[b'j'; 100], Duration::from_millis(200));
    assert!(wire.keys().ends_with("j j j"));
}

#[test]
fn a_long_clipboard_on_a_slow_line_is_swallowed_to_its_end() {
    let mut wire = Wire::default();
    wire.send(b"\x1b]52;c;");
    for _ in 0..1_000 {
        wire.wait(Duration::from_millis(90)).send(&[b'q'; 100]);
    }
    assert_eq!(wire.send(b"\x07j").keys(), "j");
}

#[test]
fn keys_are_what_they_were() {
    for (bytes, keys) in [
        ("j", "j"),
        ("九\r", "九 Enter"),
        ("\x1b[A\x1b[B\x1b[C\x1b[D", "↑ ↓ → ←"),
        ("\x1bOA\x1bOH\x1bOF", "↑ Home End"),
        ("\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~", "Home End Home End Home End"),
        ("\x1b[5~\x1b[6~\x1b[3~\x1b[Z", "PgUp PgDn Del Shift-Tab"),
        ("\x1b[1;5C\x1b[1;3D\x1b[1;2A", "Ctrl-→ Alt-← ↑"),
        ("\x01\x0e\x13\t\x7f\x08", "Ctrl-A Ctrl-N Ctrl-S Tab Backspace Ctrl-H"),
        ("\n\x1c\x1f\0", "Ctrl-J Ctrl-4 Ctrl-7 Ctrl-Space"),
        ("\x1bb\x1b\x7f\x1b\r\x1b九", "Alt-b Alt-Backspace Alt-Enter Alt-九"),
        ("\x1b[27u\x1b[106;5u\x1b[106;1:3u\x1b[57441u", "Esc Ctrl-J"),
        // Function keys, the keypad and the Linux console's own say nothing here.
        ("\x1bOP\x1b[15~\x1b[[A\x1bOj\x1b[2~", ""),
        // No character, and half of one.
        ("\u{e9}", "é"),
    ] {
        assert_eq!(Wire::default().send(bytes.as_bytes()).keys(), keys, "{bytes:?}");
        assert_eq!(Wire::default().slowly(bytes.as_bytes(), BETWEEN).keys(), keys, "{bytes:?} slowly");
    }
    assert_eq!(Wire::default().send(b"a\xff\xe4\xb8b\xf0\x28c").keys(), "a b ( c");
    // A character may take its time.
    assert_eq!(Wire::default().slowly("渝".as_bytes(), Duration::from_secs(2)).keys(), "渝");
}

#[test]
fn esc_acts_after_a_moment_and_at_once_when_typed_again() {
    let mut wire = Wire::default();
    wire.send(b"\x1b").wait(ESCAPE + Duration::from_millis(1));
    assert_eq!(wire.events.len(), 1);
    assert_eq!(Wire::default().slowly(b"\x1b\x1b\x1b", Duration::from_millis(30)).keys(), "Esc Esc Esc");
    assert_eq!(Wire::default().send(b"\x1b\x1b").keys(), "Esc Esc");
}

#[test]
fn a_person_who_types_esc_and_then_what_begins_an_answer_is_understood() {
    for (typed, keys) in
        [("]", "]"), ("[", "["), ("P", "P"), ("_", "_"), ("]]j", "] ] j"), ("[j", "[ j"), ("[2", "[ 2")]
    {
        for pause in [150, 350, 1_000] {
            let mut wire = Wire::default();
            wire.send(b"\x1b").wait(Duration::from_millis(pause));
            wire.slowly(typed.as_bytes(), Duration::from_millis(150));
            assert_eq!(wire.keys(), format!("Esc {keys}"), "{typed:?} after {pause} ms");
        }
    }
    // Held with Alt, they are what they say.
    assert_eq!(Wire::default().send(b"\x1b]").keys(), "Alt-]");
    assert_eq!(Wire::default().send(b"\x1b[").keys(), "Alt-[");
    assert_eq!(Wire::default().send(b"\x1bO").keys(), "Alt-O");
}

/// Quick fingers, and scripts that type: what follows Esc is a key of its own unless both come at once.
#[test]
fn esc_and_a_key_soon_after_it_are_two_keys() {
    for pause in [30, 45, 60, 90, 110, 200] {
        let pause = Duration::from_millis(pause);
        for (typed, keys) in
            [("j", "j"), ("/", "/"), ("九", "九"), ("\r", "Enter"), ("]", "]"), ("[", "["), ("O", "O")]
        {
            let keys = format!("Esc {keys}");
            let heard = Wire::default().send(b"\x1b").wait(pause).send(typed.as_bytes()).keys();
            assert_eq!(heard, keys, "{typed:?} after {pause:?}");
        }
        // The key is there at once.
        let mut wire = Wire::default();
        wire.send(b"\x1b").wait(pause).send(b"j");
        assert_eq!(wire.events.len(), 2, "after {pause:?}");
    }
    assert_eq!(Wire::default().slowly(b"\x1bj", Duration::from_millis(10)).keys(), "Alt-j");
}

#[test]
fn ctrl_c_after_a_pause_ends_a_paste_whose_end_was_lost() {
    let mut wire = Wire::default();
    wire.send(b"\x1b[200~qa\x03d").wait(SILENCE).send(b"\x03").send(b"j").wait(SILENCE);
    let [Event::Paste(text), Event::Key(end), Event::Key(key)] = &wire.events[..] else {
        panic!("{:?}", wire.events)
    };
    assert_eq!((text.as_str(), *end, *key), ("qa\u{3}d", Key::ctrl('c'), Key::char('j')));
}

#[test]
fn a_paste_is_a_text_with_whatever_is_in_it() {
    let pasted = "q\x1b]11;x\x07\r\n九";
    let bytes = format!("\x1b[200~{pasted}\x1b[201~j");
    for slow in [false, true] {
        let mut wire = Wire::default();
        if slow {
            wire.slowly(bytes.as_bytes(), BETWEEN)
        } else {
            wire.send(bytes.as_bytes())
        };
        wire.wait(SILENCE);
        let [Event::Paste(text), Event::Key(key)] = &wire.events[..] else { panic!("{:?}", wire.events) };
        assert_eq!((text.as_str(), key), (pasted, &Key::char('j')));
    }
}

#[test]
fn the_mouse_speaks_both_of_its_languages() {
    let mut wire = Wire::default();
    wire.send(b"\x1b[<0;10;6M\x1b[<0;10;6m\x1b[<64;1;1M\x1b[<65;1;1M\x1b[<2;3;4M\x1b[<32;3;4M");
    wire.send(b"\x1b[M\x20\x2a\x26\x1b[M\x23\x2a\x26\x1b[M\x60\x21\x21j");
    let mice: Vec<Mouse> =
        wire.events.iter().filter_map(|e| if let Event::Mouse(m) = e { Some(*m) } else { None }).collect();
    let up = Mouse::WheelUp;
    assert_eq!(mice, [Mouse::Click(9, 5), up, Mouse::WheelDown, Mouse::Click(9, 5), up]);
    assert!(matches!(wire.events.last(), Some(Event::Key(key)) if *key == Key::char('j')));
}

proptest! {
    /// Answers in any number and any pieces, with words typed between them.
    #[test]
    fn typed_words_survive_among_answers_in_any_pieces(
        parts in prop::collection::vec((0..ANSWERS.len(), "[a-z九龙坡]{0,4}"), 1..6),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0u64..95), 0..12),
    ) {
        let mut bytes = Vec::new();
        let mut words = String::new();
        for (answer, word) in &parts {
            bytes.extend_from_slice(word.as_bytes());
            words.push_str(word);
            bytes.extend_from_slice(ANSWERS[*answer]);
        }
        let mut cuts: Vec<(usize, u64)> =
            cuts.iter().map(|(at, gap)| (at.index(bytes.len()), *gap)).collect();
        cuts.sort_unstable();
        cuts.dedup_by_key(|cut| cut.0);
        let mut wire = Wire::default();
        let mut from = 0;
        for (at, gap) in cuts {
            wire.send(&bytes[from..at]).wait(Duration::from_millis(gap));
            from = at;
        }
        wire.send(&bytes[from..]);
        let expected: Vec<String> = words.chars().map(String::from).collect();
        prop_assert_eq!(wire.keys(), expected.join(" "));
    }

    /// Whatever comes, nothing breaks, and after a pause the keyboard is there.
    #[test]
    fn any_bytes_leave_a_keyboard_that_works(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 0..8)) {
        let mut wire = Wire::default();
        for piece in &pieces {
            wire.send(piece).wait(BETWEEN);
        }
        wire.wait(Duration::from_secs(5));
        if !matches!(wire.parser.state, State::Paste(_)) {
            prop_assert!(wire.send(b"j").keys().ends_with('j'));
        }
    }
}
