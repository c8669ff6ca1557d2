//! A list long enough that the screen is there before its end.

use std::fs;
use std::time::Duration;

use diaodu::catalogue::write_list;
use diaodu::domain::category::Category;
use diaodu::domain::project::{Project, ProjectId};

use crate::pty::Pty;

#[test]
fn typed_at_once_a_search_finds_in_all_of_it_and_the_next_start_has_a_cache() {
    let house = tempfile::tempdir().unwrap();
    let data = house.path().join("data");
    let category = Category::Construction;
    let projects = (1..=6_000_u32).map(|serial| {
        let mut project =
            Project::new(ProjectId { year: 2021, category, serial }, format!("第{serial}号项目"));
        project.content = "修一座桥。".repeat(8);
        project
    });
    write_list(&data, 2021, category, false, projects).unwrap();
    let caches = house.path().join("caches");
    let (data, at) = (data.to_str().unwrap(), caches.to_str().unwrap());
    for start in ["without a cache", "with one"] {
        let mut pty = Pty::open_with(100, 30, &["--data", data], &[("XDG_CACHE_HOME", at)]);
        pty.sees("第1号项目").send("/5999").sees("第5999号项目").sees("1 项匹配");
        pty.send("\x1b").sees("q 退出").send("G").sees("第6000号项目");
        if start == "without a cache" {
            let written = || {
                fs::read_dir(caches.join("diaodu")).is_ok_and(|entries| {
                    entries.flatten().any(|entry| entry.path().extension().is_some_and(|e| e == "list"))
                })
            };
            // The clock draws once a second, which gives the wait something to look at.
            pty.until("kept", |_| written());
        }
        pty.send("q");
        assert_eq!(pty.exit_within(Duration::from_secs(30)), 0, "{start}");
        pty.is_given_back();
    }
    let left: Vec<_> =
        fs::read_dir(caches.join("diaodu")).unwrap().flatten().map(|e| e.file_name()).collect();
    assert_eq!(left.len(), 1, "{left:?}");
}
