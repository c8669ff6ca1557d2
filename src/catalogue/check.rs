//! Whether a year's list adds up with what its notice declares.

use super::Year;
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::notice::Notice;
use crate::words;

/// Totals that do not add up: section counts that miss the category's, more projects loaded than
/// declared. Fewer is no fault: annexes come in parts.
pub fn totals(year: &Year, file: &str) -> Vec<Finding> {
    let Some(notice) = &year.notice else { return Vec::new() };
    let mut findings = Vec::new();
    let mut wrong = |field: String, message: Bilingual| {
        findings.push(Finding::warning(codes::WRONG_TOTAL, message).in_file(file).on_field(field));
    };
    for category in Category::ALL {
        let loaded = year.category(category).len();
        let (zh, en) = (category.short(Lang::Zh), category.name());
        if let Some(declared) = notice.declared(category).map(|d| d.count) {
            if loaded > declared as usize {
                let message = words!(
                    "{zh}项目载入 {loaded} 个，多于公布的 {declared} 个",
                    "{loaded} {en} projects are loaded, {declared} declared"
                );
                wrong(format!("declared.{en}.count"), message);
            }
            let parts: u32 = sections(notice, category).map(|(_, count)| count).sum();
            if parts > 0 && parts != declared {
                let message = words!(
                    "{zh}各部分之和 {parts} 与公布的 {declared} 不符",
                    "the sections of {en} add up to {parts}, {declared} are declared"
                );
                wrong(format!("sections.{en}"), message);
            }
        }
        let mut runs: Vec<(&str, u32)> = Vec::new();
        for heading in year.category(category).iter().filter_map(|project| project.headings.first()) {
            match runs.last_mut().filter(|(last, _)| last == heading) {
                Some((_, count)) => *count += 1,
                None => runs.push((heading, 1)),
            }
        }
        for (heading, count) in sections(notice, category) {
            let loaded: u32 = runs.iter().filter(|(of, _)| *of == heading).map(|(_, count)| count).sum();
            if loaded > count {
                let message = words!(
                    "“{heading}”载入 {loaded} 个，多于公布的 {count} 个",
                    "{loaded} projects are loaded under {heading}, {count} declared"
                );
                wrong(format!("sections.{en}"), message);
            }
        }
    }
    findings
}

fn sections(notice: &Notice, category: Category) -> impl Iterator<Item = (&str, u32)> {
    notice.sections.iter().filter(move |s| s.category == category).map(|s| (s.heading.as_str(), s.count))
}
