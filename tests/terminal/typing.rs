//! Typing, pasting, resizing.

use crate::pty::Pty;

#[test]
fn chinese_is_typed_and_the_cursor_waits_where_the_input_method_needs_it() {
    let mut pty = Pty::open(80, 24);
    pty.sees("距截止 1天 12:00:00").send("/博世").sees("1 项匹配");
    pty.until("with the cursor behind the text", |s| s.cursor_position() == (1, 3 + 4) && !s.hide_cursor());
    let lit = pty.look(|s| {
        let row = (0..24).find(|y| s.contents_between(*y, 0, *y, 80).contains("431 ★")).unwrap();
        (0..80).filter_map(|x| s.cell(row, x)).filter(|c| c.underline() && c.has_contents()).count()
    });
    assert_eq!(lit, 2, "博 and 世 are lit");
    pty.send("\x1b").sees("质检中心").until("without a cursor", vt100::Screen::hide_cursor);
}

#[test]
fn a_paste_full_of_commands_stays_a_text() {
    let mut pty = Pty::open(80, 24);
    pty.sees("431").send("\x1b[200~q博世\x07\x1b]0;title\x07\r\nq\x1b[201~");
    pty.sees("q博世").send("\x15博世").sees("1 项匹配");
}

#[test]
fn a_storm_of_sizes_ends_in_a_whole_screen() {
    let mut pty = Pty::open(80, 24);
    pty.sees("431");
    for n in 0..200u16 {
        pty.resize(1 + n * 37 % 240, 1 + n * 13 % 70);
        if n % 10 == 0 {
            pty.send("jk/x\x15\r");
        }
    }
    pty.resize(1, 1).resize(100, 30).sees("431 ★ 九龙坡博世氢材料发动机").sees("质检中心").sees("退出");
    pty.send("q");
    assert_eq!(pty.exit(), 0);
}

/// A reader that is woken once for both and looks at the key only would leave the screen at the old size.
#[test]
fn a_key_and_a_size_that_arrive_together_are_both_heard() {
    let mut pty = Pty::open(100, 30);
    pty.sees("431");
    for round in 0..60u16 {
        let (columns, rows) = (90 + round % 30, 24 + round % 7);
        let (key, chosen) = if round % 2 == 0 { ("j", "544") } else { ("k", "431") };
        pty.send(key).resize(columns, rows);
        pty.until("at its size with the row chosen", |s| {
            let hints = s.contents_between(rows - 1, 0, rows - 1, columns);
            let row = (0..rows).map(|y| s.contents_between(y, 0, y, columns)).find(|r| r.starts_with('▌'));
            hints.trim_end().ends_with("退出") && row.is_some_and(|r| r.contains(chosen))
        });
    }
}

#[test]
fn a_terminal_of_one_cell_is_borne() {
    let mut pty = Pty::open(1, 1);
    pty.until("entered", vt100::Screen::alternate_screen);
    pty.resize(80, 24).sees("431");
}

#[test]
fn nothing_is_ever_asked_of_the_terminal_and_every_frame_is_one_piece() {
    let mut pty = Pty::open(80, 24);
    pty.sees("431").send("/jlp").sees("1 项匹配").send("\x1b");
    pty.until("the search left", |s| !s.contents().contains("项匹配")).send("\x0cq");
    pty.exit();
    let bytes = String::from_utf8_lossy(&pty.bytes()).into_owned();
    for question in ["\x1b[6n", "\x1b[c", "\x1b[>c", "\x1b[?u", "\x1b[5n", "\x1b]11;?"] {
        assert!(!bytes.contains(question), "{question:?}");
    }
    assert_eq!(bytes.matches("\x1b[?2026h").count(), bytes.matches("\x1b[?2026l").count());
    assert!(!bytes.contains("\x1b[?1000h"), "the mouse is left alone unless asked for");
}

#[test]
fn the_mouse_is_taken_only_when_asked_for_and_given_back() {
    let mut pty = Pty::open_with(80, 24, &["--mouse"], &[]);
    pty.sees("544")
        .send("\x1b[<0;10;6M")
        .until("at the second row", |s| s.contents_between(5, 0, 5, 2).starts_with('▌'));
    pty.send("q");
    pty.exit();
    let bytes = String::from_utf8_lossy(&pty.bytes()).into_owned();
    assert!(bytes.contains("\x1b[?1000h") && bytes.contains("\x1b[?1000l"));
}

#[test]
fn under_no_color_the_chosen_row_is_reversed_and_stays_so() {
    let mut pty = Pty::open_with(80, 24, &[], &[("NO_COLOR", "1")]);
    pty.sees("431").send("j");
    let chosen = |s: &vt100::Screen, row: u16| s.cell(row, 4).is_some_and(vt100::Cell::inverse);
    pty.until("reversed in the second row", |s| chosen(s, 5) && !chosen(s, 4));
    let coloured = pty.look(|s| {
        let cells = (0..24).flat_map(|y| (0..80).filter_map(move |x| s.cell(y, x)));
        cells.filter(|c| c.fgcolor() != vt100::Color::Default || c.bgcolor() != vt100::Color::Default).count()
    });
    assert_eq!(coloured, 0);
}

#[test]
fn what_is_copied_goes_through_the_terminal() {
    let mut pty = Pty::open(80, 24);
    pty.sees("431").send("y").sees("已复制：2021-1-431");
    // base64 of the id
    assert!(String::from_utf8_lossy(&pty.bytes()).contains("\x1b]52;c;MjAyMS0xLTQzMQ==\x07"));
}

#[test]
fn a_dumb_terminal_gets_plain_text() {
    let mut pty = Pty::open_with(80, 24, &[], &[("TERM", "dumb")]);
    assert_eq!(pty.exit(), 0);
    let bytes = pty.bytes();
    assert!(!bytes.contains(&0x1b), "{}", String::from_utf8_lossy(&bytes));
    assert!(String::from_utf8_lossy(&bytes).contains("2021"));
}
