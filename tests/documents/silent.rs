//! Rows that went missing or were made up without a word: lists that go on with empty last columns, headers of mostly
//! unknown columns, rows of column numbers, sheets that explain, formulas without a result, sheets named by annexes.

use std::io::{Cursor, Write as _};

use diaodu::domain::category::Category;
use diaodu::domain::codes;
use diaodu::domain::finding::Severity;
use diaodu::domain::project::Project;
use diaodu::intake::{DocumentSource, Map, ParsedDocument, ReadOptions, read};
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;

type Rows<'a> = &'a [&'a [&'a str]];

/// A workbook of those sheets.
fn book(sheets: &[(&str, Rows<'_>)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            for (column, text) in (0..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
                match text.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number).unwrap(),
                    Err(_) => sheet.write_string(row, column, *text).unwrap(),
                };
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// A page of those tables.
fn page(tables: &[Rows<'_>]) -> Vec<u8> {
    let mut page = String::from("<meta charset=utf-8>");
    for rows in tables {
        page.push_str("<table>");
        for row in *rows {
            page.push_str("<tr>");
            row.iter().for_each(|cell| page.extend(["<td>", cell, "</td>"]));
            page.push_str("</tr>");
        }
        page.push_str("</table><p>续</p>");
    }
    page.into_bytes()
}

fn given(name: &str, bytes: Vec<u8>, options: &ReadOptions) -> ParsedDocument {
    let source = DocumentSource { bytes, name: name.into(), ..DocumentSource::default() };
    read(source, options).unwrap_or_else(|failure| panic!("{name}: {failure}"))
}

fn said() -> ReadOptions {
    ReadOptions { year: Some(2030), category: Some(Category::Construction), ..ReadOptions::default() }
}

fn mapped(map: &str) -> ReadOptions {
    ReadOptions { map: Map::parse(map).unwrap(), ..said() }
}

fn names(document: &ParsedDocument) -> Vec<&str> {
    document.projects.iter().map(|p: &Project| p.name.as_str()).collect()
}

fn told(document: &ParsedDocument, severity: Severity) -> Vec<&str> {
    let passed = document.findings.iter().filter(|f| f.code == codes::SHEET_PASSED_OVER);
    passed.filter(|f| f.severity == severity).map(|f| f.field.as_deref().unwrap_or_default()).collect()
}

const FIRST: Rows<'static> = &[
    &["序号", "项目名称", "牵头单位", "备注"],
    &["1", "滨江大道", "市住建局", "重点"],
    &["2", "城东水厂", "市水务局", ""],
    &["3", "北站枢纽", "市交通局", "续建"],
];

#[test]
fn a_list_goes_on_although_its_last_columns_are_empty_from_here_on() {
    let whole = ["滨江大道", "城东水厂", "北站枢纽", "南湖公园", "西山隧道", "会展中心"];
    let narrower: [Rows<'_>; 4] = [
        &[
            &["4", "南湖公园", "市园林局", ""],
            &["5", "西山隧道", "市交通局", ""],
            &["6", "会展中心", "市商务局", ""],
        ],
        &[&["4", "南湖公园", "", ""], &["5", "西山隧道", "", ""], &["6", "会展中心", "", ""]],
        &[&["4", "南湖公园", "", ""], &["5", "西山隧道", "市交通局", ""], &["6", "会展中心", "", ""]],
        &[&["4", "南湖公园", "", "新增"], &["5", "西山隧道", "", ""], &["6", "会展中心", "", ""]],
    ];
    for more in narrower {
        let read = given("a.html", page(&[FIRST, more]), &said());
        assert_eq!(names(&read), whole, "{more:?}");
        let read = given("a.xlsx", book(&[("一", FIRST), ("二", more)]), &said());
        assert_eq!(names(&read), whole, "{more:?}");
        assert_eq!(told(&read, Severity::Note), ["二"], "the reader hears of the sheet");
    }
    // A page in the middle is narrow, and one of contacts stands between.
    let contacts: Rows<'_> = &[&["1", "张三科长"], &["2", "李四主任"]];
    let middle: Rows<'_> = &[&["4", "南湖公园", "", ""]];
    let last: Rows<'_> = &[&["5", "西山隧道", "市交通局", "新建"], &["6", "会展中心", "市商务局", ""]];
    assert_eq!(names(&given("a.html", page(&[FIRST, middle, last]), &said())), whole);
    let read = given("a.html", page(&[FIRST, contacts, middle, last]), &said());
    assert_eq!(names(&read), whole, "a table of contacts is no part of the list");
    assert_eq!(told(&read, Severity::Warning).len(), 1, "and what was not read is told");
}

#[test]
fn what_looks_like_projects_and_is_not_read_is_told() {
    // Serials that leap may be pages that are missing, or another list.
    let leaps: Rows<'_> = &[&["41", "南湖公园", "", ""], &["42", "西山隧道", "", ""]];
    for read in [
        given("a.html", page(&[FIRST, leaps]), &said()),
        given("a.xlsx", book(&[("一", FIRST), ("二", leaps)]), &said()),
    ] {
        assert_eq!(read.projects.len(), 3);
        assert_eq!(told(&read, Severity::Warning).len(), 1, "{:?}", read.findings);
    }
    // Nor has every list serials.
    let plain: Rows<'_> = &[
        &["项目名称", "牵头单位", "总投资（万元）", "备注"],
        &["滨江大道", "市住建局", "1200", "重点"],
        &["城东水厂", "市水务局", "90", ""],
    ];
    let more: Rows<'_> = &[&["南湖公园", "市园林局", "300", ""], &["西山隧道", "市交通局", "20", ""]];
    let sums: Rows<'_> = &[&["交通", "12", "300", ""], &["水利", "4", "900", ""]];
    for (rows, warnings) in [(more, 1), (sums, 0)] {
        let read = given("a.xlsx", book(&[("一", plain), ("二", rows)]), &said());
        assert_eq!((read.projects.len(), told(&read, Severity::Warning).len()), (2, warnings), "{rows:?}");
        let read = given("a.html", page(&[plain, rows]), &said());
        assert_eq!((read.projects.len(), told(&read, Severity::Warning).len()), (2, warnings), "{rows:?}");
    }
    let signed: Rows<'_> = &[&["填报人：王五", "", "", ""], &["审核人：赵六", "日期", "", ""]];
    let read = given("a.html", page(&[FIRST, signed]), &said());
    assert_eq!((read.projects.len(), told(&read, Severity::Warning).len()), (3, 0));
}

#[test]
fn a_header_that_names_projects_is_one_beside_any_number_of_own_columns() {
    for own in [7, 13, 300] {
        let labels: Vec<String> = (0..own).map(|n| format!("自有指标甲{n}")).collect();
        let mut header = vec!["序号", "项目名称", "总投资（万元）"];
        header.extend(labels.iter().map(String::as_str));
        header.extend(["2021", "2022", "2023"]);
        // A header may explain itself at length.
        let long = "是否列入上级计划，列入的填文号。".repeat(5);
        header.push(&long);
        let values: Vec<String> = (0..own).map(|n| format!("值{n}")).collect();
        let row = |serial: &'static str, name: &'static str| {
            let mut row = vec![serial, name, "1200"];
            row.extend(values.iter().map(String::as_str));
            row.extend(["1", "2", "3", "是"]);
            row
        };
        let rows = [header, row("1", "滨江大道"), row("2", "城东水厂")];
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let csv: String = rows.iter().map(|row| row.join(",") + "\n").collect();
        for read in [
            given("a.xlsx", book(&[("S", &rows)]), &said()),
            given("a.csv", csv.into_bytes(), &said()),
            given("a.html", page(&[&rows]), &said()),
        ] {
            assert_eq!(names(&read), ["滨江大道", "城东水厂"], "{own}");
            let first = &read.projects[0];
            assert_eq!(
                first.total_investment.map(diaodu::domain::money::Money::in_wan).as_deref(),
                Some("1200"),
                "{own}"
            );
            assert_eq!(first.extra.get("2022").map(String::as_str), Some("2"), "{own}");
            assert_eq!(first.extra.get("自有指标甲6").map(String::as_str), Some("值6"), "{own}");
        }
    }
}

#[test]
fn rows_of_column_numbers_and_headers_again_are_no_projects() {
    let numbers: [&[&str]; 9] = [
        &["（1）", "（2）", "（3）", "（4）"],
        &["1", "2", "3", "4"],
        &["A", "B", "C", "D"],
        &["①", "②", "③", "④"],
        &["甲", "乙", "1", "2"],
        &["—", "—", "1", "2"],
        &["栏次", "1", "2", "3=1+2"],
        &["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ"],
        &["第1列", "第2列", "第3列", "第4列"],
    ];
    for row in numbers {
        let rows = [FIRST[0], row, FIRST[1], FIRST[2]];
        let read = given("a.xlsx", book(&[("S", &rows)]), &said());
        assert_eq!(names(&read), ["滨江大道", "城东水厂"], "{row:?}");
        assert!(read.projects.iter().all(|p| p.headings.is_empty()), "{row:?}");
    }
    let header: &[&str] = &["No", "Title", "Owner", "Place"];
    let projects: [&[&str]; 2] =
        [&["1", "River road", "City", "East"], &["2", "Water works", "City", "West"]];
    for again in [header, &["No", "Title", "Owner", "Site"], &["NO", " title ", "Owner", "Place"]] {
        let rows = [header, projects[0], again, projects[1]];
        let read = given("a.csv", rows.map(|r| r.join(",")).join("\n").into_bytes(), &mapped("name=Title"));
        assert_eq!(names(&read), ["River road", "Water works"], "{again:?}");
    }
}

#[test]
fn sheets_that_explain_the_list_hold_no_projects() {
    let field_list: Rows<'_> = &[
        &["字段", "说明", "是否必填"],
        &["序号", "从1起", "是"],
        &["项目名称", "填写全称", "是"],
        &["牵头单位", "填写责任单位", "是"],
        &["备注", "其他情况", "否"],
    ];
    let guide: Rows<'_> = &[
        &["项目名称", "填写项目全称，与批复一致"],
        &["牵头单位", "填写单位全称"],
        &["总投资", "以万元为单位"],
        &["备注", "没有的不填"],
    ];
    let numbered: Rows<'_> = &[
        &["序号", "字段名", "类型", "说明"],
        &["1", "项目名称", "文本", "填写全称"],
        &["2", "审批文号", "文本", "没有的不填"],
        &["3", "总投资（万元）", "数值", "以万元为单位"],
    ];
    let choices: Rows<'_> = &[&["项目名称", "建设性质"], &["道路类", "新建"], &["水务类", "续建"]];
    let options: Rows<'_> = &[&["项目名称"], &["道路类"], &["水务类"], &["场馆类"]];
    for (name, sheet) in [
        ("字段说明", field_list),
        ("填报说明", guide),
        ("数据字典", numbered),
        ("选项", options),
        ("下拉数据", choices),
    ] {
        for sheets in [[("清单", FIRST), (name, sheet)], [(name, sheet), ("清单", FIRST)]] {
            let read = given("a.xlsx", book(&sheets), &said());
            assert_eq!(names(&read), ["滨江大道", "城东水厂", "北站枢纽"], "{name}");
            let heard = [told(&read, Severity::Note), told(&read, Severity::Warning)].concat();
            assert_eq!(heard, [name], "{:?}", read.findings);
        }
    }
    let list: Rows<'_> = &[&["PROJECT_NAME", "OWNER", "BUDGET"], &["River road", "City", "12"]];
    let dictionary: Rows<'_> = &[
        &["Column", "Type", "Meaning"],
        &["PROJECT_NAME", "text", "what it is called"],
        &["OWNER", "text", "who is responsible"],
        &["BUDGET", "number", "in millions"],
    ];
    let read =
        given("a.xlsx", book(&[("Data", list), ("Dictionary", dictionary)]), &mapped("name=PROJECT_NAME"));
    assert_eq!(names(&read), ["River road"]);
    assert_eq!(told(&read, Severity::Note), ["Dictionary"]);
    // Names with serials are a list, however little is known of them.
    let bare: Rows<'_> = &[&["序号", "项目名称"], &["1", "电池工厂"], &["2", "数据中心"]];
    assert_eq!(given("a.xlsx", book(&[("清单", FIRST), ("招商", bare)]), &said()).projects.len(), 5);
    // A list on its side stands alone.
    let turned: Rows<'_> = &[
        &["项目名称", "滨江大道", "城东水厂"],
        &["牵头单位", "市住建局", "市水务局"],
        &["总投资（万元）", "1200", "800"],
    ];
    assert_eq!(names(&given("a.xlsx", book(&[("S", turned)]), &said())), ["滨江大道", "城东水厂"]);
}

#[test]
fn a_sheet_name_that_only_names_an_annex_is_no_heading() {
    let path = |sheets: &[(&str, Rows<'_>)]| -> Vec<Vec<String>> {
        let read = given("a.xlsx", book(sheets), &said());
        read.projects.iter().map(|p| p.headings.iter().map(ToString::to_string).collect()).collect()
    };
    let second: Rows<'_> =
        &[&["序号", "项目名称", "牵头单位", "备注"], &["1", "产业新城规划", "市规划局", ""]];
    for (one, other) in
        [("附件A 建设项目", "建设"), ("Sheet1", "工作表2"), ("附表：重点项目", "重大项目清单")]
    {
        assert!(path(&[(one, FIRST), (other, second)]).concat().is_empty(), "{one} {other}");
    }
    assert_eq!(path(&[("交通", FIRST), ("农业", second)])[3], ["农业"]);
}

#[test]
fn an_annex_that_is_asked_for_is_read_alone() {
    let second: Rows<'_> =
        &[&["序号", "项目名称", "牵头单位", "备注"], &["1", "产业新城规划", "市规划局", ""]];
    let third: Rows<'_> = &[&["序号", "项目名称", "牵头单位", "备注"], &["1", "电池工厂", "市招商局", ""]];
    for sheets in [
        ["附件1 重大建设项目", "附件2 前期规划研究", "附件3 招商"],
        ["建设项目", "前期项目", "招商项目"],
        ["附件1", "附件2", "附件3"],
    ] {
        let book = book(&[(sheets[0], FIRST), (sheets[1], second), (sheets[2], third)]);
        let options =
            ReadOptions { year: Some(2030), category: Some(Category::Promotion), ..ReadOptions::default() };
        let read = given("a.xlsx", book.clone(), &options);
        assert_eq!(names(&read), ["电池工厂"], "{sheets:?}");
        assert_eq!(told(&read, Severity::Note), sheets[..2], "what was left is told");
        // Without it each sheet tells its own.
        let read = given("a.xlsx", book, &ReadOptions { year: Some(2030), ..ReadOptions::default() });
        let ids: Vec<String> = read.projects.iter().map(|p| p.id.to_string()).collect();
        assert_eq!(ids, ["2030-1-1", "2030-1-2", "2030-1-3", "2030-2-1", "2030-3-1"], "{sheets:?}");
        assert!(read.projects.iter().all(|p| p.headings.is_empty()), "{sheets:?}");
    }
}

/// A workbook of one sheet whose rows are written as they are.
fn raw(rows: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const RELS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{RELS}\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"台账\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{RELS}\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ] {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn text(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn a_formula_without_a_saved_result_is_told_where_it_stands() {
    let header: String = [("A1", "项目名称"), ("B1", "总投资（万元）"), ("C1", "牵头单位")]
        .map(|(at, t)| text(at, t))
        .concat();
    let header = format!("<row r=\"1\">{header}</row>");
    let unsaved = |read: &ParsedDocument| -> Vec<String> {
        let told = read.findings.iter().filter(|f| f.code == codes::FORMULA_UNSAVED);
        told.map(|f| f.field.clone().unwrap_or_default()).collect()
    };
    for formula in [
        "<f>SUM(D2:D9)</f>",
        "<f>D2*2</f><v></v>",
        "<f>D2</f><v/>",
        "<f t=\"shared\" ref=\"B2:B3\" si=\"0\">D2</f>",
    ] {
        let rows = format!(
            "{header}<row r=\"2\">{}<c r=\"B2\">{formula}</c>{}</row>",
            text("A2", "滨江大道"),
            text("C2", "市住建局")
        );
        let read = given("a.xlsx", raw(&rows), &said());
        assert_eq!(unsaved(&read), ["台账!B2"], "{formula}");
        assert_eq!(names(&read), ["滨江大道"]);
    }
    // A result that is an empty text, or any other, is one.
    for cell in [
        "<c r=\"B2\"><f>D2*2</f><v>12</v></c>",
        "<c r=\"B2\" s=\"0\"/>",
        "<c r=\"B2\" t=\"str\"><f>\"\"</f><v></v></c>",
    ] {
        let rows =
            format!("{header}<row r=\"2\">{}{cell}{}</row>", text("A2", "滨江大道"), text("C2", "市住建局"));
        assert!(unsaved(&given("a.xlsx", raw(&rows), &said())).is_empty(), "{cell}");
    }
    // A name that is missing makes no further row of the project above.
    let rows = format!(
        "{header}<row r=\"2\">{}{}</row><row r=\"3\"><c r=\"A3\"><f>F3&amp;\"路\"</f></c>{}</row>",
        text("A2", "滨江大道"),
        text("C2", "市住建局"),
        text("C3", "市水务局")
    );
    let read = given("a.xlsx", raw(&rows), &said());
    assert_eq!((names(&read), read.rows.rejected), (vec!["滨江大道"], 1));
    assert_eq!(unsaved(&read), ["台账!A3"]);
    assert!(read.projects[0].extra.is_empty() && read.projects[0].lead_units.len() == 1);
    // Hundreds are some and a count.
    let row = |n: u32| {
        let name = text(&format!("A{n}"), &format!("第{n}号路"));
        format!("<row r=\"{n}\">{name}<c r=\"B{n}\"><f>D{n}</f></c></row>")
    };
    let many = (2..502).map(row).collect::<Vec<_>>().concat();
    let read = given("a.xlsx", raw(&format!("{header}{many}")), &said());
    assert_eq!((read.projects.len(), unsaved(&read).len()), (500, 21));
}
