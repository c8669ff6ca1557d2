//! What docs/operating.md says of permissions and sshd is what the program does.

use std::fmt::Write as _;
use std::fs;

use diaodu::domain::lang::Lang;
use diaodu::domain::permission::{Scope, TABLE};
use diaodu::domain::role::Role;

use crate::host::Host;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/operating.md");

/// Compares the text between two markers; `UPDATE_DOCS=1` rewrites it.
fn holds(part: &str, should: &str) {
    let page = fs::read_to_string(PAGE).unwrap();
    let begins = page.find(&format!("<!-- {part}:")).expect("the part's beginning");
    let from = begins + page[begins..].find("-->\n").expect("the end of its comment") + 4;
    let to = from + page[from..].find(&format!("<!-- /{part} -->")).expect("the part's end");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(PAGE, format!("{}{should}{}", &page[..from], &page[to..])).unwrap();
    } else {
        assert!(
            &page[from..to] == should,
            "stale: UPDATE_DOCS=1 cargo test --test ssh documents -- --test-threads 1"
        );
    }
}

#[test]
fn the_table_of_permissions_is_the_programs() {
    let mut text = String::from("| |");
    for role in Role::ALL {
        write!(text, " {} {} |", role.title(Lang::En), role.title(Lang::Zh)).unwrap();
    }
    text.push_str("\n|---|---|---|---|---|---|---|\n");
    for (action, reaches) in TABLE {
        write!(text, "| {} {} |", action.title(Lang::En), action.title(Lang::Zh)).unwrap();
        for reach in reaches {
            let word = match reach {
                Scope::None => "–",
                Scope::Own => "own",
                Scope::All => "all",
            };
            write!(text, " {word} |").unwrap();
        }
        text.push('\n');
    }
    holds("permissions", &text);
}

#[test]
fn the_block_for_sshd_is_the_programs() {
    let printed = Host::new().keeper("ssh setup").out;
    let from = printed.find("Match User desk").expect("the block");
    let to = from + printed[from..].find("Match all\n").expect("its end") + "Match all\n".len();
    holds("sshd", &format!("```\n{}```\n", &printed[from..to]));
}
