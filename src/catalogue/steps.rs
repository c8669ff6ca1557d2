//! The step templates for back-scheduling (`steps.yaml`). A template that cannot be scheduled is not
//! offered, and the findings say why.

use super::fields::{Fields, SourceSpan};
use super::record::refused;
use super::yaml;
use crate::domain::finding::Finding;
use crate::domain::milestone::{LONGEST_STEP, MilestoneStep, MilestoneTemplate};

const MOST_BYTES: usize = 1 << 18;

const SHIPPED: &str = include_str!("../../data/steps.yaml");

/// The shipped templates, with what is wrong in them: nothing, as a test holds.
pub fn shipped() -> (Vec<MilestoneTemplate>, Vec<Finding>) {
    read(SourceSpan { file: "data/steps.yaml", line: 1, text: SHIPPED })
}

/// The templates of one file.
pub fn read(place: SourceSpan<'_>) -> (Vec<MilestoneTemplate>, Vec<Finding>) {
    let parsed = yaml::parse(place.text, MOST_BYTES).map_err(|error| refused(error, place));
    let mut fields = match parsed.and_then(|node| Fields::of(node, place)) {
        Ok(fields) => fields,
        Err(finding) => return (Vec::new(), vec![finding]),
    };
    let read = fields.each("templates", |template| {
        let name = template.required_text("name")?;
        let steps = template.each("steps", |step| {
            let name = step.required_text("name")?;
            let days = step.whole("days", i64::from(-LONGEST_STEP)..=i64::from(LONGEST_STEP))?;
            let after = step.texts("after");
            let after = (!after.is_empty()).then_some(after);
            Some(MilestoneStep { name, days: days as i32, after })
        });
        Some(MilestoneTemplate { name, steps })
    });
    let mut findings = fields.finish();
    let mut sound = Vec::new();
    for template in read {
        let wrong = template.check();
        if wrong.is_empty() {
            sound.push(template);
        } else {
            findings.extend(wrong.into_iter().map(|finding| finding.in_file(place.file)));
        }
    }
    (sound, findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::codes;

    #[test]
    fn the_shipped_templates_are_sound() {
        let (templates, findings) = shipped();
        assert_eq!(findings, []);
        assert_eq!(templates.len(), 2);
    }

    #[test]
    fn a_circle_is_named_and_the_other_template_stays() {
        let text = "templates:\n  - name: 环\n    steps:\n      - {name: 甲, days: 1, after: [乙]}\n      - {name: 乙, days: 1, after: [甲]}\n  - name: 好\n    steps:\n      - {name: 甲, days: 3}\n";
        let (templates, findings) = read(SourceSpan { file: "steps.yaml", line: 1, text });
        assert_eq!(templates.len(), 1);
        assert_eq!(findings[0].code, codes::BAD_STEPS);
    }
}
