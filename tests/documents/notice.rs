//! The notice itself as input: the whole published text, prose and annex.

use diaodu::catalogue::Catalogue;
use diaodu::domain::category::Category;
use diaodu::intake::ReadOptions;

use crate::document;

#[test]
fn the_published_text_is_the_shipped_catalogue() {
    let read = document("notice-2021.txt", &ReadOptions::default());
    let shipped = Catalogue::built_in();
    let year = shipped.year(2021).unwrap();
    assert_eq!(read.year, 2021);
    assert_eq!(read.encoding.as_deref(), Some("utf-8"));
    assert_eq!(read.projects, year.projects());
    let mut notice = read.notice.clone().unwrap();
    // The press published the section counts; the notice's text has none.
    notice.sections.clone_from(&year.notice.as_ref().unwrap().sections);
    assert_eq!(Some(&notice), year.notice.as_ref());
    assert_eq!(read.categories, [Category::Construction]);
    let rows = read.rows;
    assert_eq!((rows.projects, rows.headings, rows.rejected), (2, 5, 0));
    assert_eq!(rows.read, rows.projects + rows.headings + rows.notes);
}

#[test]
fn declared_totals_stand_beside_what_was_read() {
    let read = document("notice-2021.txt", &ReadOptions::default());
    let beside: Vec<_> =
        read.declared.iter().map(|d| (d.heading.as_str(), d.count, d.found, d.agrees)).collect();
    assert_eq!(
        beside,
        [
            ("重大建设项目", Some(894), 2, false),
            ("重大前期规划研究项目", Some(258), 0, false),
            ("重大招商项目", Some(100), 0, false),
        ]
    );
}
