//! Bulletins: only what the ledger holds, gaps named, in four forms, from templates an office may write.

use std::fs;
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _};
use diaodu::desk::bulletin::{Audience, BulletinFormat, BulletinRequest, write};
use diaodu::desk::issue::NewIssue;
use diaodu::domain::exit::Exit;
use diaodu::domain::issue::{IssueKind, Level};
use diaodu::domain::money::YI;

use crate::support::{at, bare_list, desk, fill, invented, month};

fn asked(audience: Audience) -> BulletinRequest {
    BulletinRequest { month: month("2021-06"), audience, template: None }
}

fn with_template(text: &str) -> BulletinRequest {
    BulletinRequest { template: Some(("own.md".into(), text.into())), ..asked(Audience::Commission) }
}

#[test]
fn the_standard_sentences_say_the_boards_figures() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = invented(300);
    fill(folder.path(), &catalogue, 6);
    let desk = desk(folder.path(), catalogue);
    let now = at("2021-06-28");
    let sheets = desk.sheets_of(month("2021-06"), Audience::Commission.categories()).unwrap();
    let total = sheets.board(month("2021-06"), diaodu::domain::board::GroupBy::Category).total.now;
    let document = desk.bulletin(&asked(Audience::Commission), now).unwrap();
    let text = String::from_utf8(write(&document, BulletinFormat::Markdown).unwrap()).unwrap();
    for said in [
        "# 2021年1—6月市级重大项目推进情况通报".to_owned(),
        format!("累计完成投资{}亿元", total.ytd.rounded(YI, 2)),
        format!(
            "有年度计划的项目完成投资{}亿元，占年度计划投资{}亿元的{}%，慢于时序进度",
            total.ytd_planned.rounded(YI, 2),
            total.plan.rounded(YI, 2),
            total.progress().unwrap().percent(1)
        ),
        format!("应报{}个项目，已报{}个", total.due, total.filed),
        "台账没有上年同期月报，不作同比。".to_owned(),
        "内容均为虚构".to_owned(),
        "2021年6月28日".to_owned(),
    ] {
        assert!(text.contains(&said), "{said}\n\n{text}");
    }
    assert!(!text.contains("同比增长") && !text.contains("None") && !text.contains("undefined"), "{text}");
}

#[test]
fn an_empty_ledger_says_nothing_it_does_not_know() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(folder.path(), bare_list(3));
    for audience in Audience::ALL {
        let document = desk.bulletin(&asked(audience), at("2021-06-28")).unwrap();
        let text = String::from_utf8(write(&document, BulletinFormat::Markdown).unwrap()).unwrap();
        assert!(text.contains("台账尚无本年6月及以前的月报"), "{text}");
        for never in ["累计完成投资0", "时序进度0", "None", "undefined", "全年预测", "首位"] {
            assert!(!text.contains(never), "{never}: {text}");
        }
    }
    assert!(!folder.path().join("ledger.db").exists(), "reading makes no ledger");
}

#[test]
fn issues_that_wait_for_a_decision_are_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = bare_list(2);
    let id = catalogue.in_force().unwrap().projects()[0].id;
    let desk = desk(folder.path(), catalogue);
    let opening = NewIssue {
        project: id,
        kind: IssueKind::Land,
        text: "红线内 3 户未交地".into(),
        owner: Some("市规划自然资源局".into()),
        limit: None,
        level: Level::LeadingGroup,
        from_report: None,
    };
    desk.open_issue(&opening, at("2021-06-10")).unwrap();
    let document = desk.bulletin(&asked(Audience::Commission), at("2021-06-28")).unwrap();
    let text = String::from_utf8(write(&document, BulletinFormat::Markdown).unwrap()).unwrap();
    assert!(text.contains("红线内 3 户未交地") && text.contains("责任单位市规划自然资源局"), "{text}");
    let other = desk.bulletin(&asked(Audience::Bureau), at("2021-06-28")).unwrap();
    let other = String::from_utf8(write(&other, BulletinFormat::Markdown).unwrap()).unwrap();
    assert!(other.contains("没有待决策的问题"), "a construction project's issue is not the bureau's");
}

#[test]
fn an_offices_template_is_used_and_a_wrong_name_in_it_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(folder.path(), bare_list(2));
    let now = at("2021-06-28");
    let wrong = desk.bulletin(&with_template("# 简报\n\n完成{{ 累计完成投质 }}。"), now).unwrap_err();
    let finding = &wrong.findings[0];
    assert_eq!((wrong.exit, finding.code.id(), finding.line), (Exit::Malformed, "E1505", Some(3)));
    assert_eq!((finding.file.as_deref(), finding.got.as_deref()), (Some("own.md"), Some("累计完成投质")));
    assert!(finding.expected.as_ref().unwrap().zh.contains("累计完成投资"));

    fs::create_dir(folder.path().join("templates")).unwrap();
    let own = "# {{ 年 }}年{{ 月 }}月简报\n\n共{{ 项目数 }}个项目。\n";
    fs::write(folder.path().join("templates/commission.md"), own).unwrap();
    let document = desk.bulletin(&asked(Audience::Commission), now).unwrap();
    assert_eq!(document.title, "2021年6月简报");
    assert_eq!(document.blocks.len(), 1);
}

#[test]
fn every_form_holds_the_same_tables() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = invented(120);
    fill(folder.path(), &catalogue, 6);
    let desk = desk(folder.path(), catalogue);
    for audience in Audience::ALL {
        let document = desk.bulletin(&asked(audience), at("2021-06-28")).unwrap();
        let tables: Vec<_> = document
            .blocks
            .iter()
            .filter_map(|b| match b {
                diaodu::publish::document::Block::Table(table) => Some(table),
                _ => None,
            })
            .collect();
        assert!(tables.len() >= 2, "{}", tables.len());

        let html = String::from_utf8(write(&document, BulletinFormat::Html).unwrap()).unwrap();
        assert_eq!(html.matches("<table>").count(), tables.len());

        let book = write(&document, BulletinFormat::Xlsx).unwrap();
        let mut book = calamine::Xlsx::new(Cursor::new(book)).unwrap();
        assert_eq!(book.sheet_names().len(), tables.len() + 1);
        let sheet = book.worksheet_range_at(1).unwrap().unwrap();
        let (table, column) = (tables[0], tables[0].figures.iter().position(|f| *f).unwrap());
        let printed: f64 = table.rows[0][column].parse().unwrap();
        assert_eq!(sheet.get((1, column)), Some(&Data::Float(printed)), "a figure is a number in a workbook");

        let word = write(&document, BulletinFormat::Docx).unwrap();
        let mut zip = zip::ZipArchive::new(Cursor::new(word)).unwrap();
        let mut xml = String::new();
        zip.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
        assert_eq!(xml.matches("<w:tbl>").count(), tables.len());
        assert!(xml.contains("仿宋") && xml.contains(&document.title), "set as official documents are");
        for table in xml.split("<w:tbl>").skip(1) {
            let (header, rows) = table.split_once("</w:tr>").unwrap();
            assert!(header.contains("<w:tblHeader />"), "the header comes again on every page");
            assert!(header.contains("<w:keepNext />"), "and never stands alone at the foot of one");
            assert!(!rows.contains("<w:tblHeader />"));
            let cut = rows.matches("<w:tr>").count() - rows.matches("<w:cantSplit />").count();
            assert_eq!(cut, 0, "no row is broken by a page's end");
        }
    }
}

#[test]
fn the_documents_name_every_figure_a_template_may_use() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(folder.path(), bare_list(2));
    let documented: Vec<&str> =
        include_str!("../../docs/indicators.md").split(|c: char| !c.is_alphanumeric()).collect();
    for audience in Audience::ALL {
        for name in desk.figures(month("2021-06"), audience, at("2021-06-28")).unwrap().keys() {
            assert!(documented.contains(name), "{name} is not in docs/indicators.md");
        }
    }
}
