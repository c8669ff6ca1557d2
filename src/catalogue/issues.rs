//! The settings of the issue ledger (`issues.yaml`): when the desk proposes the next level.

use super::fields::{Fields, SourceSpan};
use super::record::refused;
use super::yaml;
use crate::domain::finding::Finding;
use crate::domain::issue::EscalationRule;

const MOST_BYTES: usize = 1 << 16;

const SHIPPED: &str = include_str!("../../data/issues.yaml");

/// The shipped rule, with what is wrong in it: nothing, as a test holds.
pub fn shipped() -> (EscalationRule, Vec<Finding>) {
    read(SourceSpan { file: "data/issues.yaml", line: 1, text: SHIPPED })
}

/// The rule of one file. What is wrong in it or left out is the default's.
pub fn read(place: SourceSpan<'_>) -> (EscalationRule, Vec<Finding>) {
    let usual = EscalationRule::default();
    let parsed = yaml::parse(place.text, MOST_BYTES).map_err(|error| refused(error, place));
    let mut fields = match parsed.and_then(|node| Fields::of(node, place)) {
        Ok(fields) => fields,
        Err(finding) => return (usual, vec![finding]),
    };
    let rule = fields.within("escalation", |section| {
        let mut days = |name, usual| section.whole(name, 1..=3_650).map_or(usual, |days| days as i32);
        EscalationRule { first_after: days("first_after", usual.first_after), step: days("step", usual.step) }
    });
    (rule.unwrap_or(usual), fields.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rule_is_the_documented_default() {
        assert_eq!(shipped(), (EscalationRule::default(), Vec::new()));
    }

    #[test]
    fn an_own_rule_holds_and_a_wrong_number_is_named() {
        let text = "escalation:\n  first_after: 7\n  step: 0\n";
        let (rule, findings) = read(SourceSpan { file: "issues.yaml", line: 1, text });
        assert_eq!(rule, EscalationRule { first_after: 7, step: 10 });
        let found: Vec<_> = findings.iter().map(|f| (f.line, f.field.as_deref())).collect();
        assert_eq!(found, [(Some(3), Some("escalation.step"))]);
    }
}
