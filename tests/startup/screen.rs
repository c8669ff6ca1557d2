//! The screen while its list is still being read.

use std::sync::Arc;

use diaodu::desk::App;
use diaodu::desk::opening::StagedLoad;
use diaodu::desk::settings::{CliOverrides, DataSource, Environment, Settings};
use diaodu::domain::category::Category;
use diaodu::domain::lang::Lang;
use diaodu::domain::time::parse_moment;
use diaodu::tui::event::{Answer, Event};
use diaodu::tui::layout::Size;
use diaodu::tui::model::{CatalogueView, Model};
use diaodu::tui::theme::Theme;
use diaodu::tui::update::update;
use diaodu::tui::view;

use super::folder::{Folder, YEAR};

fn settings(folder: &Folder) -> Settings {
    let (settings, _) = Settings::decide(CliOverrides::default(), &Environment::default());
    Settings { data: DataSource::Folder(folder.data()), caches: Some(folder.caches()), ..settings }
}

fn model(opening: &StagedLoad) -> Model {
    let book = CatalogueView { catalogue: Arc::clone(opening.desk.catalogue()), year: YEAR };
    let now = parse_moment("2021-03-24T12:00:00+08:00").unwrap();
    let size = Size { width: 100, height: 30 };
    let model = Model::new(book, Lang::Zh, Theme::default(), size, now);
    match &opening.rest {
        Some(rest) => model.reading_on(rest.totals),
        None => model,
    }
}

fn shown(model: &Model) -> String {
    let (buffer, _) = view::draw(model);
    buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect::<String>().replace(' ', "")
}

fn press(model: &mut Model, keys: &str) {
    for key in keys.chars() {
        update(model, Event::Key(key.to_string().parse().unwrap()));
    }
}

fn read(model: &mut Model, desk: &App) {
    let book = CatalogueView { catalogue: Arc::clone(desk.catalogue()), year: YEAR };
    update(model, Event::Answer(Answer::Read(book, desk.findings().to_vec())));
}

#[test]
fn the_beginning_is_shown_and_walked_until_the_rest_is_there() {
    let folder = Folder::of(6_000);
    let opening = StagedLoad::begin(settings(&folder), Vec::new());
    let mut model = model(&opening);
    let rest = opening.rest.expect("too long to wait for");
    assert_eq!(rest.totals, [None, Some(0), Some(0)], "no cache tells how long it is");
    update(&mut model, Event::Answer(Answer::Reading(43)));
    let screen = shown(&model);
    assert!(screen.contains("第1号建设项目") && screen.contains("正在载入目录43%"), "{screen}");
    assert!(screen.contains("1建设…"), "{screen}");
    press(&mut model, "jjj");
    assert_eq!(model.chosen().unwrap().id.serial, 4);
    press(&mut model, " ");
    press(&mut model, "A");
    assert!(model.lists[0].marked.len() <= 1, "what is not there yet cannot be marked");
    press(&mut model, "/第");
    assert!(!shown(&model).contains("项匹配"), "no hits are counted in half a list");
    update(&mut model, Event::Key("Esc".parse().unwrap()));

    let chosen = model.chosen().unwrap().id;
    read(&mut model, &rest.read());
    assert_eq!(model.chosen().unwrap().id, chosen, "where the person was");
    assert!(shown(&model).contains("1建设6000"), "{}", shown(&model));
    press(&mut model, "G");
    assert_eq!(model.chosen().unwrap().id.serial, 6_000);
}

#[test]
fn a_cache_tells_how_long_the_list_is() {
    let folder = Folder::of(6_000);
    folder.keep();
    // Just written, its times are not believed at once; the whole reading believes its hash.
    let opening = StagedLoad::begin(settings(&folder), Vec::new());
    assert_eq!(opening.rest.unwrap().read().year().unwrap().category(Category::Construction).len(), 6_000);
}

#[test]
fn a_short_list_is_whole_at_once() {
    let folder = Folder::of(12);
    let opening = StagedLoad::begin(settings(&folder), Vec::new());
    assert!(opening.rest.is_none());
    assert_eq!(opening.desk.year().unwrap().projects().len(), 12);
}

#[test]
fn what_cannot_be_read_is_said_when_all_is_read() {
    let folder = Folder::of(1_000);
    folder.put_text(&format!("{}- serial: [\n", folder.text()));
    let opening = StagedLoad::begin(settings(&folder), Vec::new());
    let mut model = model(&opening);
    assert!(model.said.is_empty());
    read(&mut model, &opening.rest.unwrap().read());
    assert!(model.said.iter().any(|said| said.words.en.contains("E1003")), "{:?}", model.said);
}

#[test]
fn names_of_ten_thousand_characters_are_drawn() {
    let folder = Folder::of(1);
    folder.put_text(&format!("- serial: 1\n  name: {}\n", "调度".repeat(5_000)));
    let mut model = model(&StagedLoad::begin(settings(&folder), Vec::new()));
    for (width, height) in [(60, 15), (80, 24), (140, 45)] {
        update(&mut model, Event::Resize(Size { width, height }));
        assert!(shown(&model).contains("调度调度"));
    }
}
