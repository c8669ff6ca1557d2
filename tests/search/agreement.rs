//! The index agrees with the plain search, whatever it is asked: same hits, same order, same points, with
//! masks, signatures, tables, threads and narrowing.

use std::sync::atomic::AtomicBool;

use diaodu::domain::category::Category;
use diaodu::domain::interned::SharedStr;
use diaodu::domain::project::{Project, ProjectId};
use diaodu::search::{Flags, Hit, Index, Query, SearchOptions, SearchResult, plain, possible};
use proptest::prelude::*;

use super::{lines, project};

const WORDS: &[&str] = &[
    "重庆",
    "长寿",
    "九龙坡",
    "博世",
    "氢",
    "材料",
    "发动机",
    "忠县",
    "綦江",
    "绿色",
    "女",
    "产业园",
    "高铁",
    "轨道",
    "15号线",
    "T3B",
    "AMOLED",
    "(一期)",
    "“三峡”",
    "5G",
    "石柱",
    "西安",
    "先",
    "方案",
    "二",
    "儿",
    "啊",
    "重慶",
    "长",
    "机",
    "4K+5G",
    " ",
    "、",
    "安",
    "A",
];

fn text(most: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(WORDS), 0..=most).prop_map(|words| words.concat())
}

fn list() -> impl Strategy<Value = Vec<Project>> {
    let one = (
        (text(5), text(6), text(3), 0..3_usize, proptest::option::of(2020..2023_i16)),
        proptest::collection::vec(text(2), 0..3),
        proptest::collection::vec(text(2), 0..3),
        (proptest::option::of("续建|新开工"), proptest::option::of("★|▲"), 0..40_u32),
    );
    proptest::collection::vec(one, 1..24).prop_map(|rows| {
        let mut projects: Vec<Project> = rows
            .into_iter()
            .zip(1..)
            .map(|((words, units, headings, (stage, mark, skip)), serial)| {
                let (name, content, goal, category, start_year) = words;
                let category = Category::ALL[category];
                let mut project =
                    Project::new(ProjectId { year: 2021, category, serial: serial * 7 + skip % 7 }, name);
                (project.content, project.goal, project.start_year) = (content, goal.into(), start_year);
                (project.lead_units, project.headings) = (units.into(), headings.into());
                (project.stage, project.mark) = (stage.map(SharedStr::from), mark.map(SharedStr::from));
                project
            })
            .collect();
        projects.sort_by_key(|project| project.id);
        projects
    })
}

fn query() -> impl Strategy<Value = String> {
    let pinyin = proptest::sample::select(
        &[
            "chongqing",
            "cq",
            "zhong",
            "zong",
            "changshou",
            "cs",
            "jlp",
            "boshi",
            "bs",
            "qing",
            "q",
            "cailiao",
            "clf",
            "fdj",
            "fadongji",
            "zhx",
            "lvse",
            "luse",
            "nv",
            "gt",
            "xian",
            "xa",
            "fangan",
            "fa",
            "er",
            "e",
            "sz",
            "t3b",
            "amoled",
            "a",
            "5g",
            "cycy",
            "hx",
            "gdwl",
            "jlpbosqcl",
        ][..],
    );
    let word = prop_oneof![
        proptest::sample::select(WORDS).prop_map(str::to_owned),
        pinyin.prop_map(str::to_owned),
        "[a-z]{1,5}",
        text(2),
        "[1-9][0-9]{0,2}",
        (proptest::sample::select(WORDS), "[a-z]{1,3}").prop_map(|(a, b)| format!("{a}{b}")),
        ("[a-z]{1,3}", proptest::sample::select(WORDS)).prop_map(|(a, b)| format!("{a}{b}")),
    ];
    let filter = proptest::sample::select(
        &[
            "is:starred",
            "is:late",
            "!is:red",
            "stage:续建",
            "stage:xkg",
            "year:2021",
            "year:2021-",
            "unit:九龙坡",
            "sector:cyy",
            "category:招商",
            "!mark:★",
            "unit:cq,cs",
            "stage:=续建",
            "!unit:=\"重庆、博世\",=氢",
            "district:chongqing",
        ][..],
    );
    let part = prop_oneof![
        8 => (proptest::sample::select(&["", "", "", "", "!", "'", "^", "!'"][..]), word,
              proptest::sample::select(&["", "", "", "$"][..]))
            .prop_map(|(before, word, after)| format!("{before}{word}{after}")),
        1 => filter.prop_map(str::to_owned),
    ];
    proptest::collection::vec(part, 1..4).prop_map(|parts| parts.join(" "))
}

fn run(
    index: &Index,
    query: &Query,
    flags: &[Flags],
    previous: Option<&SearchResult>,
    threads: usize,
) -> SearchResult {
    let options = SearchOptions { limit: usize::MAX, previous, threads, ..SearchOptions::default() };
    index.search(query, flags, &options, &AtomicBool::new(false)).expect("nobody stops it")
}

fn flags_of(projects: &[Project]) -> Vec<Flags> {
    projects.iter().map(|project| Flags(project.id.serial as u16)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn as_the_plain_search_finds(projects in list(), typed in query()) {
        let index = Index::build(&projects);
        let flags = flags_of(&projects);
        let (query, _) = Query::parse(&typed);
        let expected = plain::search(&projects, &query, &flags);
        let found = run(&index, &query, &flags, None, 1);
        prop_assert_eq!(&found.hits, &expected);
        let mut totals = [0; 3];
        for hit in &expected {
            totals[projects[hit.position as usize].category().index()] += 1;
        }
        prop_assert_eq!(found.totals, totals);
        let mut positions: Vec<u32> = expected.iter().map(|hit| hit.position).collect();
        positions.sort_unstable();
        prop_assert_eq!(found.positions().collect::<Vec<_>>(), positions);
    }

    #[test]
    fn as_the_plain_search_finds_letter_by_letter(projects in list(), typed in query()) {
        let index = Index::build(&projects);
        let mut previous: Option<SearchResult> = None;
        for (end, c) in typed.char_indices() {
            let (query, _) = Query::parse(&typed[..end + c.len_utf8()]);
            let found = run(&index, &query, &[], previous.as_ref(), 1);
            prop_assert_eq!(&found.hits, &plain::search(&projects, &query, &[]), "{}", &typed[..end]);
            previous = Some(found);
        }
    }

    #[test]
    fn what_is_possible_holds_every_hit(projects in list(), typed in query()) {
        let flags = flags_of(&projects);
        let (query, _) = Query::parse(&typed);
        let kept = possible(&projects, &query);
        for hit in plain::search(&projects, &query, &flags) {
            prop_assert!(kept.contains(&hit.position), "{typed}: {}", projects[hit.position as usize].name);
        }
    }

    #[test]
    fn limits_and_categories_only_cut(projects in list(), typed in query(), limit in 0..6_usize, category in 0..3_usize) {
        let index = Index::build(&projects);
        let (query, _) = Query::parse(&typed);
        let only = Category::ALL[category];
        let options = SearchOptions { limit, category: Some(only), ..SearchOptions::default() };
        let cut = index.search(&query, &[], &options, &AtomicBool::new(false)).expect("nobody stops it");
        let whole = run(&index, &query, &[], None, 1);
        let expected: Vec<Hit> = whole
            .hits
            .iter()
            .filter(|hit| projects[hit.position as usize].category() == only)
            .take(limit)
            .copied()
            .collect();
        prop_assert_eq!(cut.hits, expected);
        prop_assert_eq!(cut.totals, whole.totals);
    }

    #[test]
    fn a_glance_sees_what_comes_first(projects in list(), typed in query(), limit in 1..6_usize) {
        let index = Index::build(&projects);
        let flags = flags_of(&projects);
        let (query, _) = Query::parse(&typed);
        let whole = run(&index, &query, &flags, None, 1);
        if let Some(seen) = glance(&index, &query, &flags, None, limit) {
            for (category, seen) in Category::ALL.into_iter().zip(seen) {
                let of = |hit: &&Hit| projects[hit.position as usize].category() == category;
                let first: Vec<Hit> = whole.hits.iter().filter(of).take(seen.len()).copied().collect();
                prop_assert_eq!(seen, first, "{}", typed);
            }
        }
    }
}

fn glance(
    index: &Index,
    query: &Query,
    flags: &[Flags],
    previous: Option<&SearchResult>,
    limit: usize,
) -> Option<[Vec<Hit>; 3]> {
    index.glance(
        query,
        flags,
        &SearchOptions { limit, previous, ..SearchOptions::default() },
        &AtomicBool::new(false),
    )
}

/// Several blocks of real names, each with its number before it.
fn many() -> Vec<Project> {
    let names: Vec<&str> = lines(include_str!("../fixtures/search/names.txt")).collect();
    (0..9_500_u32).map(|n| project(n + 1, &format!("{n}{}", names[n as usize % names.len()]))).collect()
}

#[test]
fn threads_change_nothing() {
    let projects = many();
    let index = Index::build(&projects);
    for typed in ["博世", "重庆 高速", "jlpbs", "boshi", "gd15", "9", "!高铁", "changshou !5"] {
        let (query, _) = Query::parse(typed);
        let one = run(&index, &query, &[], None, 1);
        assert!(one.total() > 0, "{typed}");
        for threads in [2, 3, 8] {
            let several = run(&index, &query, &[], None, threads);
            assert_eq!((&several.hits, several.totals), (&one.hits, one.totals), "{typed} on {threads}");
        }
    }
    let (query, _) = Query::parse("jlpbs");
    assert_eq!(run(&index, &query, &[], None, 2).hits, plain::search(&projects, &query, &[]));
}

/// So many hits that most are passed over by what is known of the best so far.
#[test]
fn a_glance_over_many_sees_the_very_first_of_each_category() {
    let mut projects = many();
    for project in &mut projects {
        project.id.category = Category::ALL[project.id.serial as usize % 7 % 3];
    }
    let index = Index::build(&projects);
    let mut previous: Option<SearchResult> = None;
    for typed in [
        "项",
        "项目",
        "9",
        "'9",
        "^9",
        "s",
        "sh",
        "shi",
        "c",
        "gongcheng",
        "gc",
        "t",
        "xm",
        "t3b",
        "j",
        "jian",
        "g",
        "博",
        "重庆 g",
        "gc xm",
        "项目 重 j",
    ] {
        let (query, _) = Query::parse(typed);
        let whole = run(&index, &query, &[], previous.as_ref(), 2);
        for limit in [1, 7, 200] {
            let seen = glance(&index, &query, &[], previous.as_ref(), limit);
            let Some(seen) = seen else { continue };
            assert!(!seen[0].is_empty(), "{typed}");
            for (category, seen) in Category::ALL.into_iter().zip(seen) {
                let of = |hit: &&Hit| projects[hit.position as usize].category() == category;
                let first: Vec<Hit> = whole.hits.iter().filter(of).take(seen.len()).copied().collect();
                assert_eq!(seen, first, "{typed}, {limit} of {category:?}");
            }
        }
        previous = Some(whole);
    }
}

/// The same where whole blocks are of one category, as in a list by annexes, with names of every make.
#[test]
fn a_glance_over_annexes_sees_the_very_first_of_each() {
    const WORDS: [&str; 32] = [
        "重庆",
        "长寿",
        "产业园",
        "桥",
        "（一期）",
        "g",
        "GA",
        "T3B ",
        "高速",
        "公路",
        "改造",
        "博世",
        "氢",
        "大",
        "厂",
        "-",
        "二儿",
        "安",
        "燃料",
        "软件",
        "常",
        "绿",
        "城市",
        "成都",
        "车",
        "5",
        "厂区",
        "储",
        "传",
        "CH",
        "x",
        "吉林",
    ];
    let mut seed = 7_u32;
    let mut dice = move |sides: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed as usize / 256 % sides
    };
    let mut names: Vec<String> = (0..20_000)
        .map(|_| {
            let words = 1 + dice(6);
            (0..words).map(|_| WORDS[dice(WORDS.len())]).collect()
        })
        .collect();
    // The best stand last, so that every block has better ones than those before it.
    names.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
    let projects: Vec<Project> = names
        .iter()
        .zip(0..)
        .map(|(name, n)| {
            let mut project = project(n + 1, name);
            project.id.category = Category::ALL[n as usize / 8_300];
            project
        })
        .collect();
    let index = Index::build(&projects);
    for typed in [
        "桥", "长", "大", "重庆", "一期", "a", "c", "ch", "cha", "chan", "chang", "changs", "cs", "g", "ga",
        "gao", "gaos", "gs", "r", "ra", "ran", "ruan", "rl", "e", "er", "n", "an", "t", "t3", "3b", "5", "x",
        "j", "ji", "jl", "^ch", "ch$", "桥$", "^大", "'ch", "'桥", "l", "lv", "lu", "chanye", "cheng", "chu",
        "chuan", "b", "boshiq", "大 桥", "ch g", "车 q",
    ] {
        let (query, _) = Query::parse(typed);
        let whole = run(&index, &query, &[], None, 2);
        for limit in [1, 40, 256] {
            let Some(seen) = glance(&index, &query, &[], None, limit) else { continue };
            for (category, seen) in Category::ALL.into_iter().zip(seen) {
                let of = |hit: &&Hit| projects[hit.position as usize].category() == category;
                let first: Vec<Hit> = whole.hits.iter().filter(of).take(seen.len()).copied().collect();
                assert_eq!(seen, first, "{typed}, {limit} of {category:?}");
                // What follows where fewer were seen than asked for does not stand unbroken in its name.
                let next = whole.hits.iter().filter(of).nth(seen.len()).filter(|_| seen.len() < limit);
                assert!(
                    next.is_none_or(|hit| hit.score < 7_000 * typed.split(' ').count() as i32),
                    "{typed}"
                );
            }
        }
    }
}

#[test]
fn names_decide_nothing_where_other_fields_or_terms_may() {
    let index = Index::build(&many());
    for typed in ["", "431", "2021-1-431", "!博世", "博世 !氢", "stage:续建"] {
        assert_eq!(glance(&index, &Query::parse(typed).0, &[], None, 9), None, "{typed}");
    }
}

#[test]
fn a_stopped_search_answers_nothing() {
    let index = Index::build(&many());
    let (query, _) = Query::parse("博世");
    let options = SearchOptions::default();
    assert_eq!(index.glance(&query, &[], &options, &AtomicBool::new(true)), None);
    assert!(index.search(&query, &[], &SearchOptions::default(), &AtomicBool::new(true)).is_none());
}

#[test]
fn an_answer_of_another_list_is_not_narrowed() {
    let (few, all) =
        (Index::build(&[project(1, "忠县")]), Index::build(&[project(1, "忠县"), project(2, "忠县港区")]));
    let parse = |typed| Query::parse(typed).0;
    let previous = run(&few, &parse("忠"), &[], None, 1);
    assert_eq!(run(&all, &parse("忠县"), &[], Some(&previous), 1).hits.len(), 2);
}
