//! Styles and the cursor, apart from the text: matched characters, the chosen row, no colour, light
//! ground, wide ambiguous characters, and where an input method finds the cursor.

use diaodu::tui::cells::Ambiguous;
use diaodu::tui::theme::{Background, Theme};
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

use crate::driver::{Driver, Opening};

#[test]
fn the_matched_characters_are_lit_and_no_others() {
    let mut screen = Opening::default().size(80, 24).open();
    screen.keys("/博世");
    let lit = |screen: &Driver, fg: Color| -> Vec<bool> {
        let cells = screen.cells_of("九龙坡博世氢");
        cells.iter().map(|c| c.modifier.contains(Modifier::UNDERLINED) && c.fg == fg).collect()
    };
    // On the chosen row by their line alone: a colour there cannot be read everywhere.
    assert_eq!(lit(&screen, Color::Reset), [false, false, false, true, true, false]);
    screen.keys("<Ctrl-U>质检<Esc>/氢<Down>");
    assert_eq!(lit(&screen, Color::Cyan), [false, false, false, false, false, true]);
}

/// The row a person looks at is not the one whose lamp goes out.
#[test]
fn the_chosen_row_keeps_what_its_colour_says() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).size(80, 24).open();
    screen.keys("r300<Tab>主体结构<Ctrl-S><Esc>").at("2021-03-26T12:00:00+08:00").keys("<Home>");
    let looks = |screen: &Driver, report: &str| {
        let cell = screen.cells_of(report).swap_remove(0);
        (cell.fg, cell.modifier.contains(Modifier::REVERSED))
    };
    assert_eq!(looks(&screen, "已报"), (Color::Green, true));
    assert_eq!(looks(&screen, "逾期"), (Color::LightRed, false));
    screen.keys("j");
    assert_eq!(looks(&screen, "已报"), (Color::Green, false));
    assert_eq!(looks(&screen, "逾期"), (Color::LightRed, true));
}

/// Red is a lamp there, so a row that is wholly red is chosen by its ground all the same.
#[test]
fn no_chosen_row_is_without_its_ground() {
    let screen = Opening::demo(300).size(80, 24).open();
    let (buffer, _) = screen.frame();
    let row = (0..24).find(|y| buffer[(0, *y)].symbol() == "▌").unwrap();
    assert!((1..80).all(|x| buffer[(x, row)].modifier.contains(Modifier::REVERSED)));
}

#[test]
fn the_chosen_row_is_told_by_a_bar_and_weight_besides_its_ground() {
    let screen = Opening::default().size(80, 24).open();
    assert!(screen.line_with("431").starts_with('▌'));
    assert!(!screen.line_with("544").starts_with('▌'));
    assert!(screen.cells_of("九龙坡博世").iter().all(|c| c.modifier.contains(Modifier::BOLD)));
}

#[test]
fn without_colour_no_cell_has_one_and_the_selection_is_reversed() {
    let theme = Theme { colour: false, ..Theme::default() };
    let mut screen = Opening::demo(300).theme(theme).size(80, 24).open();
    screen.keys("/a");
    let (buffer, _) = screen.frame();
    assert!(buffer.content.iter().all(|c| c.fg == Color::Reset && c.bg == Color::Reset));
    screen.keys("<Esc>");
    let name: String = screen.model.chosen().unwrap().name.chars().take(4).collect();
    assert!(screen.cells_of(&name).iter().all(|c| c.modifier.contains(Modifier::REVERSED)));
}

#[test]
fn on_a_light_ground_nothing_is_yellow_or_cyan() {
    let theme = Theme { ground: Background::Light, ..Theme::default() };
    let mut screen = Opening::demo(300).theme(theme).size(140, 45).open();
    screen.keys("/a").at("2021-03-20T12:00:00+08:00");
    let (buffer, _) = screen.frame();
    assert!(buffer.content.iter().all(|c| !matches!(c.fg, Color::Yellow | Color::Cyan)));
}

#[test]
fn where_ambiguous_characters_take_two_columns_lines_are_ascii_and_rows_still_align() {
    let theme = Theme { ambiguous: Ambiguous::Wide, ..Theme::default() };
    for (width, height) in [(60, 15), (80, 24), (140, 45)] {
        let screen = Opening::default().theme(theme).size(width, height).open();
        for line in screen.lines() {
            assert!(Ambiguous::Wide.width(&line) <= usize::from(width), "{line}");
            assert!(!line.contains(['─', '│', '▌', '●', '›', '–', '…', '·']), "{line}");
        }
    }
}

#[test]
fn the_cursor_stands_behind_what_is_typed_and_the_clock_does_not_move_it() {
    let mut screen = Opening::default().size(80, 24).open();
    assert_eq!(screen.frame().1, None, "nothing is typed into");
    screen.keys("/博世jl");
    let place = Some(Position::new(3 + 4 + 2, 1));
    assert_eq!(screen.frame().1, place);
    screen.at("2021-03-24T12:00:01+08:00");
    assert_eq!(screen.frame().1, place);
    screen.keys("<Left><Left><Left>");
    assert_eq!(screen.frame().1, Some(Position::new(3 + 2, 1)));
}

#[test]
fn a_long_text_scrolls_in_its_field_and_the_cursor_stays_inside() {
    let mut screen = Opening::default().size(60, 15).open();
    screen.keys("/").keys(&"九龙坡博世".repeat(20));
    let cursor = screen.frame().1.unwrap();
    assert!(cursor.y == 1 && cursor.x < 60, "{cursor:?}");
}

#[test]
fn no_size_panics_and_a_small_one_says_so() {
    let mut screen = Opening::demo(300).open();
    for (width, height) in [(0, 0), (1, 1), (2, 1), (1, 50), (59, 15), (60, 14), (500, 200), (60, 15), (3, 3)]
    {
        screen.resize(width, height);
        screen.frame();
        screen.keys("j/f<Esc><Esc>?<Esc>:<Esc>");
    }
    screen.resize(40, 10).sees("终端太小").sees("60×15");
    screen.resize(80, 24).sees_no("终端太小");
}

#[test]
fn invented_data_always_stands_under_its_banner() {
    for (width, height) in [(60, 15), (80, 24), (140, 45)] {
        let mut screen = Opening::demo(50).size(width, height).open();
        screen.sees("全部内容均为虚构");
        screen.keys("/x").sees("全部内容均为虚构");
    }
    Opening::default().open().sees_no("虚构的内容");
}

#[test]
fn a_popup_never_leaves_half_a_character_beside_its_border() {
    let mut screen = Opening::demo(1252).size(141, 40).open();
    for popup in ["s", "f", "?", ":"] {
        screen.keys(popup);
        let (buffer, _) = screen.frame();
        for y in 0..buffer.area.height {
            for x in 1..buffer.area.width {
                if ["│", "┌", "└"].contains(&buffer[(x, y)].symbol()) {
                    let left = Ambiguous::Narrow.of(buffer[(x - 1, y)].symbol());
                    assert!(left < 2, "{popup}: a wide character reaches over the border at {x},{y}");
                }
            }
        }
        screen.keys("<Esc>");
    }
}
