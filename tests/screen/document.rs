//! docs/keys.md is the keymap's own words.

use std::fs;
use std::path::Path;

use diaodu::tui::keymap;

#[test]
fn the_document_of_keys_is_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/keys.md");
    let should = keymap::document();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &should).unwrap();
    }
    let is = fs::read_to_string(&path).unwrap_or_default();
    assert!(is == should, "docs/keys.md is stale: UPDATE_DOCS=1 cargo test --test screen document");
}
