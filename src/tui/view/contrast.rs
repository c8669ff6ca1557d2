//! Measures every word's contrast on the palettes that terminals ship with, on the ground and on the chosen
//! row. The figures are those of WCAG 2; 4.5 is its bound for text.

#![allow(clippy::unreadable_literal, reason = "colours are written RRGGBB")]

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

use super::canvas::Canvas;
use crate::tui::layout::Area;
use crate::tui::theme::{Background, TextRole, Theme};

/// A terminal's own colours, as 0xRRGGBB.
struct Palette {
    name: &'static str,
    ground: Background,
    text: u32,
    back: u32,
    /// Red, green, yellow, blue, cyan, bright black, bright red.
    colours: [u32; 7],
}

const SOLARIZED: [u32; 7] = [0xdc322f, 0x859900, 0xb58900, 0x268bd2, 0x2aa198, 0x002b36, 0xcb4b16];
const XTERM: [u32; 7] = [0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0x00cdcd, 0x7f7f7f, 0xff0000];
const CAMPBELL: [u32; 7] = [0xc50f1f, 0x13a10e, 0xc19c00, 0x0037da, 0x3a96dd, 0x767676, 0xe74856];
const TANGO: [u32; 7] = [0xcc0000, 0x4e9a06, 0xc4a000, 0x3465a4, 0x06989a, 0x555753, 0xef2929];
const NORD: [u32; 7] = [0xbf616a, 0xa3be8c, 0xebcb8b, 0x81a1c1, 0x88c0d0, 0x4c566a, 0xbf616a];
const GRUVBOX: [u32; 7] = [0xcc241d, 0x98971a, 0xd79921, 0x458588, 0x689d6a, 0x928374, 0xfb4934];
const GRUVBOX_LIGHT: [u32; 7] = [0xcc241d, 0x98971a, 0xd79921, 0x458588, 0x689d6a, 0x928374, 0x9d0006];
const VSCODE: [u32; 7] = [0xcd3131, 0x0dbc79, 0xe5e510, 0x2472c8, 0x11a8cd, 0x666666, 0xf14c4c];

const PALETTES: [Palette; 11] = [
    dark("Solarized Dark", 0x839496, 0x002b36, SOLARIZED),
    light("Solarized Light", 0x657b83, 0xfdf6e3, SOLARIZED),
    dark("Nord", 0xd8dee9, 0x2e3440, NORD),
    dark("Gruvbox", 0xebdbb2, 0x282828, GRUVBOX),
    light("Gruvbox Light", 0x3c3836, 0xfbf1c7, GRUVBOX_LIGHT),
    dark("Campbell", 0xcccccc, 0x0c0c0c, CAMPBELL),
    light("Campbell on white", 0x0c0c0c, 0xffffff, CAMPBELL),
    dark("xterm", 0xe5e5e5, 0x000000, XTERM),
    light("xterm on white", 0x000000, 0xffffff, XTERM),
    dark("Tango", 0xd3d7cf, 0x000000, TANGO),
    dark("VS Code", 0xcccccc, 0x1e1e1e, VSCODE),
];

const fn dark(name: &'static str, text: u32, back: u32, colours: [u32; 7]) -> Palette {
    Palette { name, ground: Background::Dark, text, back, colours }
}

const fn light(name: &'static str, text: u32, back: u32, colours: [u32; 7]) -> Palette {
    Palette { name, ground: Background::Light, text, back, colours }
}

impl Palette {
    fn rgb(&self, colour: Color, own: u32) -> u32 {
        let at = match colour {
            Color::Reset => return own,
            Color::Red => 0,
            Color::Green => 1,
            Color::Yellow => 2,
            Color::Blue => 3,
            Color::Cyan => 4,
            Color::DarkGray => 5,
            Color::LightRed => 6,
            other => panic!("{other:?} is not measured"),
        };
        self.colours[at]
    }

    fn contrast(&self, cell: &Cell) -> f64 {
        assert!(!cell.modifier.contains(Modifier::DIM), "how much dim takes away is not known");
        contrast(self.rgb(cell.fg, self.text), self.rgb(cell.bg, self.back))
    }

    /// What may be asked of a word there: no more than the palette gives its own text.
    fn bound(&self) -> f64 {
        contrast(self.text, self.back).min(4.5)
    }
}

fn luminance(rgb: u32) -> f64 {
    let channel = |shift: u32| {
        let c = f64::from((rgb >> shift) & 0xff) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.0722f64.mul_add(channel(0), 0.2126f64.mul_add(channel(16), 0.7152 * channel(8)))
}

fn contrast(a: u32, b: u32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

const WORDS: [TextRole; 10] = [
    TextRole::Text,
    TextRole::Quiet,
    TextRole::Strong,
    TextRole::Accent,
    TextRole::Match,
    TextRole::ChosenAside,
    TextRole::Good,
    TextRole::Care,
    TextRole::Bad,
    TextRole::Invented,
];

/// A cell in a role, perhaps on the chosen row.
fn cell(role: TextRole, ground: Background, chosen: bool) -> Cell {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 1, 1));
    let mut canvas = Canvas::new(&mut buffer, Theme { ground, ..Theme::default() });
    canvas.put(0, 0, 1, "x", role);
    if chosen {
        canvas.restyle(Area { x: 0, y: 0, width: 1, height: 1 }, TextRole::Chosen);
    }
    buffer[(0, 0)].clone()
}

#[test]
fn every_word_can_be_read_on_every_palette() {
    let mut faint = Vec::new();
    for palette in &PALETTES {
        for (role, chosen) in WORDS.into_iter().flat_map(|role| [(role, false), (role, true)]) {
            let bound = match (role, palette.ground, chosen) {
                // No palette here has a red that is readable on each; the word and its weight say the same.
                // So with a light one's blue.
                (TextRole::Bad, ..)
                | (TextRole::Care | TextRole::Invented, Background::Light, _)
                | (TextRole::Accent | TextRole::Match, Background::Light, false) => 3.0,
                _ => palette.bound(),
            };
            let has = palette.contrast(&cell(role, palette.ground, chosen));
            if has + 0.005 < bound {
                faint.push(format!("{role:?} on {}, chosen {chosen}: {has:.2} of {bound:.2}", palette.name));
            }
        }
    }
    assert!(faint.is_empty(), "{faint:#?}");
}

/// So that the measure is known to see what it is for.
#[test]
fn bright_black_is_found_unreadable() {
    let mut grey = Cell::new("x");
    grey.set_fg(Color::DarkGray);
    let faint = PALETTES.iter().filter(|palette| palette.contrast(&grey) < 3.0).map(|palette| palette.name);
    let faint: Vec<_> = faint.collect();
    assert!(
        faint.contains(&"Solarized Dark") && faint.contains(&"Nord") && faint.contains(&"VS Code"),
        "{faint:?}"
    );
}

#[test]
fn on_the_chosen_row_lamps_keep_their_colour_and_nothing_else_does() {
    for ground in [Background::Dark, Background::Light] {
        for role in WORDS {
            let (before, after) = (cell(role, ground, false), cell(role, ground, true));
            assert!(after.modifier.contains(Modifier::REVERSED), "{role:?} is on the chosen row");
            match role {
                TextRole::Good | TextRole::Care | TextRole::Bad | TextRole::Invented => {
                    assert_eq!(after.fg, before.fg);
                }
                _ => assert_eq!(after.fg, Color::Reset, "{role:?}"),
            }
        }
        let lit = cell(TextRole::Match, ground, true).modifier;
        assert!(lit.contains(Modifier::UNDERLINED | Modifier::BOLD), "matched letters keep their line");
        let lamps = [TextRole::Good, TextRole::Care, TextRole::Bad].map(|role| cell(role, ground, true));
        if ground == Background::Dark {
            assert!(lamps[0].fg != lamps[1].fg && lamps[1].fg != lamps[2].fg && lamps[0].fg != lamps[2].fg);
        }
    }
}
