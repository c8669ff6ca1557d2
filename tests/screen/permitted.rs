//! What is not permitted stands grey in its place and says why, by the one table of permissions; a change of
//! rights shows without a keystroke.

use std::path::Path;

use diaodu::desk::people::AddUser;
use diaodu::domain::role::Role;
use ratatui::buffer::Cell;

use crate::driver::{Driver, NOON, Opening, moment};

/// li files for 九龙坡区政府, sun only looks.
fn registered(place: &Path) -> Driver {
    let keeper = Opening::default().ledger(place).open();
    for (id, role, units) in
        [("li", Role::Reporter, vec!["九龙坡区政府".to_owned()]), ("sun", Role::Viewer, vec![])]
    {
        let enrolment = AddUser {
            id: id.parse().unwrap(),
            roles: Some(std::iter::once(role).collect()),
            units: Some(units),
            channels: None,
            keys: Vec::new(),
            expires: None,
        };
        keeper.desk.enrol(&enrolment, moment(NOON)).unwrap();
    }
    keeper
}

fn open(place: &Path, person: &'static str) -> Driver {
    Opening::default().ledger(place).session(person).size(120, 36).open()
}

/// Whether a hint is drawn as what always stands back: the way out at the right.
fn is_grey(screen: &Driver, hint: &str) -> bool {
    let look = |cell: &Cell| (cell.fg, cell.modifier);
    let quiet = look(screen.cells_of("q 退出").last().unwrap());
    screen.cells_of(hint).iter().filter(|cell| cell.symbol() != " ").all(|cell| look(cell) == quiet)
}

#[test]
fn another_units_project_is_greyed_out_with_the_reason() {
    let place = tempfile::tempdir().unwrap();
    registered(place.path());
    let mut li = open(place.path(), "li");
    assert!(!is_grey(&li, "r 填报"), "one's own project");
    li.keys("j");
    assert!(is_grey(&li, "r 填报"), "another unit's");
    li.keys("r").sees("不是本单位的项目，无权填报（牵头 两江新区管委会）").sees_no("填报 2021-03");
    li.keys(":填报").sees("– 不是本单位的项目");
}

#[test]
fn whoever_only_looks_is_told_so_on_the_sheets_too() {
    let place = tempfile::tempdir().unwrap();
    let keeper = registered(place.path());
    let first = keeper.model.chosen().unwrap().id;
    let opened = diaodu::desk::sheet::RowCommand::OpenIssue(
        first,
        diaodu::domain::issue::IssueKind::Land,
        "地块未交付".into(),
        None,
    );
    keeper.desk.perform(&opened, moment(NOON)).unwrap();
    let mut sun = open(place.path(), "sun");
    assert!(is_grey(&sun, "r 填报"));
    sun.keys("r").sees("无权填报").keys("i").sees("地块未交付");
    let before = sun.desk.pulse(None).unwrap().counter;
    for (key, why) in [("a", "无权登记问题"), ("u", "无权提级问题"), ("x", "无权销号")] {
        sun.keys(key).sees(why);
    }
    assert_eq!(sun.desk.pulse(None).unwrap().counter, before);
}

#[test]
fn a_revocation_greys_a_running_screen_out_without_a_keystroke() {
    let place = tempfile::tempdir().unwrap();
    let keeper = registered(place.path());
    let mut li = open(place.path(), "li");
    li.at("2021-03-24T12:00:02+08:00");
    assert!(!is_grey(&li, "r 填报"));
    keeper.desk.revoke(&"li".parse().unwrap(), None, "调离", moment(NOON)).unwrap();
    li.at("2021-03-24T12:00:04+08:00");
    assert!(is_grey(&li, "r 填报"));
    li.keys("r").sees("li 的权限已撤销");
}
