//! A cache says what the YAML says.

use std::fs;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime};

use diaodu::catalogue::Catalogue;
use diaodu::domain::category::Category;
use diaodu::domain::interned::SharedStr;
use diaodu::domain::money::Money;
use diaodu::domain::project::{Project, ProjectId};
use proptest::prelude::*;

use super::folder::{Folder, YEAR, project, same};

fn text() -> impl Strategy<Value = String> {
    // What a list may hold: anything but what is cleaned away on the way in.
    "[ -~一-龥★ⅢａＡ、“”]{0,30}".prop_map(|text| text.trim().to_owned())
}

fn lines() -> impl Strategy<Value = String> {
    proptest::collection::vec(text(), 0..3).prop_map(|lines| lines.join("\n").trim().to_owned())
}

fn named() -> impl Strategy<Value = String> {
    text().prop_map(|text| if text.is_empty() { "无名".to_owned() } else { text })
}

fn money() -> impl Strategy<Value = Option<Money>> {
    proptest::option::of((-9_000_000_i64..9_000_000_000).prop_map(Money::wan))
}

prop_compose! {
    fn any_project()(
        serial in 1_u32..999_999_999,
        name in named(),
        (printed_serial, mark, stage, district) in
            (proptest::option::of(named()), proptest::option::of(named()), proptest::option::of(named()), proptest::option::of(named())),
        (headings, lead_units) in (proptest::collection::vec(named(), 0..4), proptest::collection::vec(named(), 0..3)),
        (content, goal) in (lines(), lines()),
        years in (proptest::option::of(1950_i16..2100), proptest::option::of(1950_i16..2100)),
        (total, planned) in (money(), money()),
        extra in proptest::collection::vec((named(), text()), 0..3),
    ) -> Project {
        let mut project = Project::new(ProjectId { year: YEAR, category: Category::Construction, serial }, name);
        let own = |text: Option<String>| text.map(SharedStr::from);
        (project.printed_serial, project.mark, project.stage) = (own(printed_serial), own(mark), own(stage));
        project.printed_district = own(district);
        (project.headings, project.lead_units) = (headings.into(), lead_units.into());
        (project.content, project.goal) = (content, goal.into());
        (project.start_year, project.finish_year) = years;
        (project.total_investment, project.planned_investment) = (total, planned);
        project.extra = extra.into_iter().collect();
        project
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn whatever_a_list_holds(projects in proptest::collection::vec(any_project(), 1..40)) {
        // Enough long ones to make the list worth a cache.
        let mut all = projects;
        all.extend((1..=130).map(|serial| project(1_000_000 + serial, "长")));
        let folder = Folder::of(1);
        folder.put(&all);
        prop_assert_eq!(folder.keep().from_cache, 0);
        prop_assert_eq!(folder.agrees(), 1);
    }
}

#[test]
fn with_everything_that_is_wrong_in_it() {
    let folder = Folder::of(200);
    let wrong = "- serial: 900\n  name: 甲\n  nmae: 乙\n- serial: [\n- serial: 3\n  name: 重复\n- name: 无号\n\
                 - serial: 901\n  name: 丙\n  start_year: 2025\n  finish_year: 2021\n  stage: 未听说\n";
    folder.put_text(&format!("# invented: true\n{}{wrong}", folder.text()));
    let first = folder.keep();
    assert_eq!((first.from_cache, first.catalogue.year(YEAR).unwrap().invented), (0, true));
    assert!(first.findings.len() >= 5, "{:#?}", first.findings);
    assert_eq!(folder.agrees(), 1);
}

#[test]
fn in_many_blocks_and_on_every_core() {
    let folder = Folder::of(9_000);
    folder.keep();
    assert_eq!(folder.agrees(), 1);
}

#[test]
fn names_of_ten_thousand_characters() {
    let folder = Folder::of(100);
    let mut projects: Vec<Project> = (1..=100).map(|serial| project(serial, "长")).collect();
    projects[7].name = "调度".repeat(5_000);
    folder.put(&projects);
    folder.keep();
    assert_eq!(folder.agrees(), 1);
    assert_eq!(folder.read().catalogue.project(projects[7].id).unwrap().name.chars().count(), 10_000);
}

#[test]
fn a_short_list_has_none() {
    let folder = Folder::of(3);
    assert!(folder.read().unwritten.is_empty());
    assert_eq!(folder.agrees(), 0);
}

/// The reader's rules and the cache's bytes belong together: whoever changes what is read from a list, or
/// how it stands in a cache, changes `FORMAT` with it, or old caches would be believed.
#[test]
fn the_format_number_belongs_to_these_bytes() {
    let folder = Folder::of(1);
    let mut projects: Vec<Project> = (1..=120).map(|serial| project(serial, "长")).collect();
    projects[0] = every_field();
    folder.put(&projects);
    let loaded = folder.keep();
    assert_eq!(loaded.catalogue.project(every_field().id), Some(&every_field()));
    let bytes = fs::read(folder.cache()).unwrap();
    let trailer = &bytes[bytes.len() - 32..];
    let blocks = usize::try_from(u64::from_le_bytes(trailer[..8].try_into().unwrap())).unwrap();
    let format = u32::from_le_bytes(trailer[20..24].try_into().unwrap());
    assert_eq!(
        (format, crc32fast::hash(&bytes[..blocks])),
        (2, BYTES),
        "change FORMAT and this number together"
    );
}

const BYTES: u32 = 2_460_115_909;

fn every_field() -> Project {
    let mut project = project(1, "全");
    project.printed_serial = Some("一".into());
    project.mark = Some("★".into());
    project.headings = vec!["重大产业项目".to_owned(), "工业支柱产业".to_owned()].into();
    (project.start_year, project.finish_year) = (Some(2021), Some(2025));
    project.stage = Some("新开工".into());
    project.content = "一行\n二行".into();
    project.goal = "开工建设".into();
    project.printed_district = Some("九龙坡区".into());
    project.total_investment = Some(Money::wan(120_000));
    project.planned_investment = Some(Money(123_456_700));
    project.continues = "2020-1-17".parse().ok();
    project.extra = [("业主".to_owned(), "某公司".to_owned())].into_iter().collect();
    project
}

#[test]
fn a_list_left_alone_is_known_by_its_times_and_one_just_touched_by_its_hash() {
    let folder = Folder::of(200);
    let touch = |when: SystemTime| fs::File::open(folder.list()).unwrap().set_modified(when).unwrap();
    // As if just written, however slow this machine is: its times could hide a second change.
    touch(SystemTime::now() + Duration::from_secs(3_600));
    folder.keep();
    let unsettled = folder.read();
    assert_eq!((unsettled.from_cache, unsettled.unwritten.len()), (1, 1), "believed, and written anew");
    drop(unsettled);
    touch(SystemTime::now());
    wait_until_settled(&folder);
    folder.keep();
    let settled = folder.read();
    assert_eq!((settled.from_cache, settled.unwritten.len()), (1, 0));
    // Touched, or copied back from a backup: other times, the same content.
    touch(SystemTime::UNIX_EPOCH);
    let touched = folder.read();
    assert_eq!((touched.from_cache, touched.unwritten.len()), (1, 1));
}

/// Waits until the file system's clock is well past the list's last change.
fn wait_until_settled(folder: &Folder) {
    let changed = fs::metadata(folder.list()).unwrap().modified().unwrap();
    loop {
        let probe = tempfile::NamedTempFile::new_in(folder.data()).unwrap();
        let now = probe.as_file().metadata().unwrap().modified().unwrap();
        if now.duration_since(changed).unwrap_or_default() > Duration::from_millis(2_100) {
            return;
        }
        std::thread::yield_now();
    }
}

#[test]
fn writers_and_readers_at_once_never_meet_half_a_cache() {
    let folder = Folder::of(1_500);
    folder.keep();
    let (plain, findings) = Catalogue::load(&folder.data());
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..4 {
                    // Just written, so every reading writes it anew.
                    let loaded = folder.keep();
                    assert_eq!(loaded.from_cache, 1);
                    same(&loaded, &plain, &findings);
                }
            });
        }
    });
    assert_eq!(fs::read_dir(folder.caches()).unwrap().count(), 1, "one cache, nothing unfinished");
}

#[test]
fn one_that_is_stopped_leaves_nothing() {
    let folder = Folder::of(200);
    let mut loaded = folder.read();
    let unwritten = loaded.unwritten.remove(0);
    let year = loaded.catalogue.year(YEAR).unwrap();
    unwritten.write(year.category(Category::Construction), &AtomicBool::new(true)).unwrap();
    assert_eq!(fs::read_dir(folder.caches()).unwrap().count(), 0);
}
