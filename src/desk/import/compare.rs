//! The next version of a list beside the one before: what was added, changed field by field, removed. A
//! project is the same by id and name, then by name alone (brackets, spaces and width aside: `两江…一期` is
//! `两江…（一期）`), then by id; a name that drifted further and moved is proposed, never assumed.

use std::collections::{BTreeSet, HashMap};

use super::names::{ALIKE, Likened, MOST_COMPARISONS, key, likeness};

use crate::catalogue::Year;
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::domain::interned::SharedStr;
use crate::domain::project::{Project, ProjectId};
use crate::words;

/// What became of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// New in the list.
    Added,
    /// In both, with other facts.
    Changed,
    /// No longer in the list.
    Removed,
}

/// Which proposals are taken: of two names much alike, that they are one project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Accept {
    /// None: an earlier project leaves the list, the new one is added.
    #[default]
    Nothing,
    /// All.
    Everything,
    /// Those that a person confirmed one by one: the earlier id, and the new one as printed.
    These(BTreeSet<(ProjectId, ProjectId)>),
}

impl Accept {
    /// Whether a pair is taken for one project.
    pub fn takes(&self, from: ProjectId, to: ProjectId) -> bool {
        match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::These(pairs) => pairs.contains(&(from, to)),
        }
    }
}

/// One field's two values, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The field's name in JSON.
    pub field: String,
    /// Before; empty where there was none.
    pub before: String,
    /// After.
    pub after: String,
}

/// One project's change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectChange {
    /// What became of it.
    pub kind: ChangeKind,
    /// Its id.
    pub id: ProjectId,
    /// Its name, as it is now.
    pub name: String,
    /// For a changed one: every field that differs.
    pub fields: Vec<FieldChange>,
}

/// Two projects that seem to be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchProposal {
    /// The earlier one.
    pub from: ProjectId,
    /// Its name.
    pub from_name: String,
    /// The one in the new list.
    pub to: ProjectId,
    /// Its name.
    pub to_name: String,
    /// The names are the same but for brackets, spaces and width.
    pub exact: bool,
    /// Taken for the same (`--accept`, or across years where the names are the same).
    pub accepted: bool,
}

/// Everything that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Added, changed and removed projects.
    pub changes: Vec<ProjectChange>,
    /// How many are as they were.
    pub unchanged: usize,
    /// Projects that seem to be earlier ones: of this list under another name, or of last year's.
    pub proposals: Vec<MatchProposal>,
}

impl Compared {
    /// How many of a kind.
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.changes.iter().filter(|c| c.kind == kind).count()
    }

    /// What a person should decide: names that drifted and were not accepted.
    pub fn findings(&self) -> Vec<Finding> {
        let open = self.proposals.iter().filter(|p| !p.accepted && !p.exact);
        open.take(50)
            .map(|p| {
                let (from, name) = (p.from, &p.from_name);
                let message = words!("疑为原 {from} {name}", "looks like the earlier {from} {name}");
                Finding::warning(codes::NAMES_DRIFTED, message)
                    .on_field(p.to.to_string())
                    .got(&p.to_name)
                    .hint(words!("确认后加 --accept", "confirm it with --accept"))
            })
            .collect()
    }
}

/// Puts a new list in the place of an old one of the same year and category. Projects that only moved keep
/// their ids, so that the ledger's reports stay theirs; the printed serial is kept beside. The new list is settled
/// where it stands: it may be long.
pub fn merge(old: &[Project], new: &mut [Project], accept: &Accept, compared: &mut Compared) {
    let mut pairs: Vec<Option<usize>> = vec![None; new.len()];
    let mut taken = vec![false; old.len()];
    let by_id: HashMap<ProjectId, usize> = old.iter().enumerate().map(|(at, p)| (p.id, at)).collect();
    let keys: Vec<String> = old.iter().map(|p| key(&p.name)).collect();
    // The same id and the same name.
    for (at, project) in new.iter().enumerate() {
        if let Some(found) = by_id.get(&project.id)
            && keys[*found] == key(&project.name)
        {
            pairs[at] = Some(*found);
            taken[*found] = true;
        }
    }
    // The same name elsewhere, where only one project has it.
    let mut by_name: HashMap<&str, Same> = HashMap::new();
    for (at, key) in keys.iter().enumerate().filter(|(at, _)| !taken[*at]) {
        by_name.entry(key).or_default().old.push(at);
    }
    for (at, project) in new.iter().enumerate().filter(|(at, _)| pairs[*at].is_none()) {
        if let Some(same) = by_name.get_mut(key(&project.name).as_str()) {
            same.new.push(at);
        }
    }
    for same in by_name.values() {
        if let (&[found], &[at]) = (same.old.as_slice(), same.new.as_slice()) {
            pairs[at] = Some(found);
            taken[found] = true;
        }
    }
    drop(by_name);
    // The same id under a name much alike: the name was corrected.
    for (at, project) in new.iter().enumerate().filter(|(at, _)| pairs[*at].is_none()).collect::<Vec<_>>() {
        if let Some(found) = by_id.get(&project.id)
            && !taken[*found]
            && likeness(&old[*found].name, &project.name) >= ALIKE
        {
            pairs[at] = Some(*found);
            taken[*found] = true;
        }
    }
    // A name much alike elsewhere: proposed, and taken where a person said so. Either way its id is not
    // given to another.
    let mut proposed = vec![false; old.len()];
    let free: Vec<usize> = (0..new.len()).filter(|at| pairs[*at].is_none()).collect();
    let likened: HashMap<usize, Likened> =
        (0..old.len()).filter(|o| !taken[*o]).map(|o| (o, Likened::of(&old[o].name))).collect();
    // A list that was replaced as a whole is not compared name by name.
    let comparable = free.len() * taken.iter().filter(|t| !**t).count() <= MOST_COMPARISONS;
    for at in free.into_iter().filter(|_| comparable) {
        let own = Likened::of(&new[at].name);
        let best = (0..old.len())
            .filter(|o| !taken[*o] && !proposed[*o])
            .filter_map(|o| Some((own.to(likened.get(&o)?), o)))
            .filter(|(likeness, _)| *likeness >= ALIKE)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, found)) = best {
            let taken_as_one = accept.takes(old[found].id, new[at].id);
            compared.proposals.push(proposal(&old[found], &new[at], taken_as_one));
            proposed[found] = true;
            if taken_as_one {
                pairs[at] = Some(found);
                taken[found] = true;
            }
        }
    }
    // The same id under quite another name: a project was renamed.
    for (at, project) in new.iter().enumerate() {
        if pairs[at].is_none()
            && let Some(found) = by_id.get(&project.id)
            && !taken[*found]
            && !proposed[*found]
        {
            pairs[at] = Some(*found);
            taken[*found] = true;
        }
    }
    settle(old, new, &pairs, &taken, compared);
}

/// The places of one name in the list before and in the new one.
#[derive(Default)]
struct Same {
    old: Vec<usize>,
    new: Vec<usize>,
}

/// Gives ids and notes what changed.
fn settle(
    old: &[Project],
    new: &mut [Project],
    pairs: &[Option<usize>],
    taken: &[bool],
    compared: &mut Compared,
) {
    // Ids of removed projects stay theirs: the ledger may hold reports under them.
    let mut used: std::collections::HashSet<ProjectId> = old.iter().map(|p| p.id).collect();
    let mut next = old.iter().chain(&*new).map(|p| p.id.serial).max().unwrap_or(0);
    for (project, pair) in new.iter_mut().zip(pairs) {
        let printed = project.id;
        match pair {
            Some(before) => project.id = old[*before].id,
            None if used.contains(&project.id) => {
                next += 1;
                project.id.serial = next;
            }
            None => {}
        }
        used.insert(project.id);
        // A confirmed earlier year stays confirmed: no list prints it.
        project.continues = project.continues.or_else(|| pair.and_then(|before| old[before].continues));
        if project.id != printed && project.printed_serial.is_none() {
            project.printed_serial = Some(printed.serial.to_string().into());
        }
        match pair.map(|before| &old[before]) {
            None => compared.changes.push(change(ChangeKind::Added, project, Vec::new())),
            Some(before) if before == project => compared.unchanged += 1,
            Some(before) => {
                compared.changes.push(change(ChangeKind::Changed, project, differences(before, project)));
            }
        }
    }
    for project in old.iter().zip(taken).filter(|(_, taken)| !**taken).map(|(p, _)| p) {
        compared.changes.push(change(ChangeKind::Removed, project, Vec::new()));
    }
}

/// Projects of an earlier year that go on in this one: those whose names are the same, where one alone has it in
/// either year; a name that drifted is proposed, and stored where a person said so.
pub fn across(earlier: &Year, projects: &mut [Project], accept: &Accept, compared: &mut Compared) {
    let old = earlier.projects();
    let keys: Vec<String> = old.iter().map(|p| key(&p.name)).collect();
    let new_keys: Vec<String> = projects.iter().map(|p| key(&p.name)).collect();
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, key) in keys.iter().enumerate() {
        by_name.entry(key).or_default().push(at);
    }
    let mut names = HashMap::<&str, usize>::new();
    for key in &new_keys {
        *names.entry(key).or_default() += 1;
    }
    let mut taken = vec![false; old.len()];
    let mut free = Vec::new();
    for (at, key) in new_keys.iter().enumerate() {
        // A year's projects stand in the order of their ids.
        let known = projects[at].continues.and_then(|id| old.binary_search_by_key(&id, |p| p.id).ok());
        let same = by_name.get(key.as_str()).filter(|_| names[key.as_str()] == 1);
        match (known, same.map(Vec::as_slice)) {
            (Some(known), _) => taken[known] = true,
            (None, Some([one])) => {
                taken[*one] = true;
                compared
                    .proposals
                    .push(MatchProposal { exact: true, ..proposal(&old[*one], &projects[at], true) });
                projects[at].continues = Some(old[*one].id);
            }
            (None, Some(_)) => {}
            (None, None) => free.push(at),
        }
    }
    let left: Vec<(usize, Likened)> =
        (0..old.len()).filter(|at| !taken[*at]).map(|at| (at, Likened::of(&old[at].name))).collect();
    if free.len() * left.len() > MOST_COMPARISONS {
        return;
    }
    for at in free.into_iter().filter(|at| names[new_keys[*at].as_str()] == 1) {
        let own = Likened::of(&projects[at].name);
        let best = left
            .iter()
            .filter(|(o, _)| !taken[*o] && by_name[keys[*o].as_str()].len() == 1)
            .map(|(o, name)| (own.to(name), *o))
            .filter(|(likeness, _)| *likeness >= ALIKE)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((_, found)) = best else { continue };
        taken[found] = true;
        let accepted = accept.takes(old[found].id, projects[at].id);
        compared.proposals.push(proposal(&old[found], &projects[at], accepted));
        if accepted {
            projects[at].continues = Some(old[found].id);
        }
    }
}

fn change(kind: ChangeKind, project: &Project, fields: Vec<FieldChange>) -> ProjectChange {
    ProjectChange { kind, id: project.id, name: project.name.clone(), fields }
}

fn proposal(from: &Project, to: &Project, accepted: bool) -> MatchProposal {
    MatchProposal {
        from: from.id,
        from_name: from.name.clone(),
        to: to.id,
        to_name: to.name.clone(),
        exact: false,
        accepted,
    }
}

/// Every field that differs, as text.
fn differences(before: &Project, after: &Project) -> Vec<FieldChange> {
    let mut found = Vec::new();
    let mut compare = |field: &str, a: String, b: String| {
        if a != b {
            found.push(FieldChange { field: field.to_owned(), before: a, after: b });
        }
    };
    let text = |t: &Option<SharedStr>| t.as_deref().unwrap_or_default().to_owned();
    let year = |y: Option<i16>| y.map(|y| y.to_string()).unwrap_or_default();
    let money =
        |m: Option<crate::domain::money::Money>| m.map(|m| format!("{}万元", m.in_wan())).unwrap_or_default();
    compare("name", before.name.clone(), after.name.clone());
    compare("printed_serial", text(&before.printed_serial), text(&after.printed_serial));
    let id = |id: Option<ProjectId>| id.map(|id| id.to_string()).unwrap_or_default();
    compare("continues", id(before.continues), id(after.continues));
    compare("mark", text(&before.mark), text(&after.mark));
    compare("headings", before.headings.join(" › "), after.headings.join(" › "));
    compare("start_year", year(before.start_year), year(after.start_year));
    compare("finish_year", year(before.finish_year), year(after.finish_year));
    compare("stage", text(&before.stage), text(&after.stage));
    compare("content", before.content.clone(), after.content.clone());
    compare("goal", before.goal.to_string(), after.goal.to_string());
    compare("lead_units", before.lead_units.join("、"), after.lead_units.join("、"));
    compare("district", text(&before.printed_district), text(&after.printed_district));
    compare("total_investment", money(before.total_investment), money(after.total_investment));
    compare("planned_investment", money(before.planned_investment), money(after.planned_investment));
    let headers = before.extra.keys().chain(after.extra.keys().filter(|k| !before.extra.contains_key(*k)));
    for header in headers {
        let value = |p: &Project| p.extra.get(header).cloned().unwrap_or_default();
        compare(&format!("extra.{header}"), value(before), value(after));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::category::Category;

    fn list(names: &[&str]) -> Vec<Project> {
        (1..)
            .zip(names)
            .map(|(serial, name)| {
                Project::new(ProjectId { year: 2021, category: Category::Construction, serial }, *name)
            })
            .collect()
    }

    fn merged(old: &[&str], new: &[&str], accept: &Accept) -> (Vec<(u32, String)>, Compared) {
        let mut compared = Compared::default();
        let mut projects = list(new);
        merge(&list(old), &mut projects, accept, &mut compared);
        (projects.into_iter().map(|p| (p.id.serial, p.name)).collect(), compared)
    }

    fn counts(compared: &Compared) -> [usize; 4] {
        [
            compared.count(ChangeKind::Added),
            compared.count(ChangeKind::Changed),
            compared.count(ChangeKind::Removed),
            compared.unchanged,
        ]
    }

    #[test]
    fn the_same_list_changes_nothing() {
        let (_, compared) = merged(&["甲项目", "乙项目"], &["甲项目", "乙项目"], &Accept::Nothing);
        assert_eq!(counts(&compared), [0, 0, 0, 2]);
    }

    #[test]
    fn a_project_that_moved_keeps_its_id() {
        let (projects, compared) =
            merged(&["甲项目", "乙项目"], &["新来的丙", "甲项目", "乙项目"], &Accept::Nothing);
        assert_eq!(projects, [(4, "新来的丙".into()), (1, "甲项目".into()), (2, "乙项目".into())]);
        assert_eq!(counts(&compared), [1, 2, 0, 0], "the printed serials changed");
    }

    #[test]
    fn a_removed_projects_id_is_not_given_again() {
        let (projects, compared) =
            merged(&["甲项目", "完全不同的乙", "丙项目"], &["甲项目", "丙项目"], &Accept::Nothing);
        assert_eq!(projects, [(1, "甲项目".into()), (3, "丙项目".into())]);
        assert_eq!(counts(&compared), [0, 1, 1, 1]);
    }

    #[test]
    fn drift_in_brackets_is_no_change_of_project_and_more_is_proposed() {
        let (projects, compared) =
            merged(&["两江新区水土片区道路一期"], &["两江新区水土片区道路（一期）"], &Accept::Nothing);
        assert_eq!(projects[0].0, 1);
        assert_eq!(counts(&compared), [0, 1, 0, 0]);
        assert_eq!(compared.changes[0].fields[0].field, "name");

        let old = ["甲", "重庆东站铁路综合交通枢纽工程"];
        let new = ["甲", "另一个新项目", "重庆东站铁路综合交通枢纽项目"];
        let (projects, compared) = merged(&old, &new, &Accept::Nothing);
        assert_eq!(compared.findings().len(), 1, "{compared:?}");
        assert_eq!(projects[2].0, 3, "not assumed");
        let (projects, _) = merged(&old, &new, &Accept::Everything);
        assert_eq!(projects[2].0, 2, "accepted");
    }

    #[test]
    fn proposals_are_taken_one_by_one() {
        let old = ["甲", "重庆东站铁路综合交通枢纽工程", "渝西水资源配置主体工程"];
        let new = ["甲", "另一个新项目", "重庆东站铁路综合交通枢纽项目", "渝西水资源配置主体项目"];
        let id = |serial| ProjectId { year: 2021, category: Category::Construction, serial };
        let (_, compared) = merged(&old, &new, &Accept::Nothing);
        assert_eq!(compared.proposals.len(), 2, "{compared:?}");
        let one = Accept::These([(id(3), id(4))].into());
        let (projects, compared) = merged(&old, &new, &one);
        assert_eq!(projects[3].0, 3, "the confirmed one keeps its id");
        assert_ne!(projects[2].0, 2, "the other does not");
        assert_eq!(compared.proposals.iter().map(|p| p.accepted).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn a_project_goes_on_across_years_by_its_name_or_as_confirmed() {
        let year = |number: i16, names: &[&str]| {
            let mut projects = list(names);
            for project in &mut projects {
                project.id.year = number;
            }
            projects
        };
        let earlier = Year::new(
            2020,
            None,
            false,
            year(
                2020,
                &["甲水库工程", "重庆东站铁路综合交通枢纽工程", "老旧小区改造", "老旧小区改造", "东环路一期"],
            ),
        );
        let new = ["老旧小区改造", "甲水库（工程）", "重庆东站铁路综合交通枢纽项目", "东环路二期"];
        let goes_on = |accept: &Accept| {
            let (mut projects, mut compared) = (year(2021, &new), Compared::default());
            across(&earlier, &mut projects, accept, &mut compared);
            let continues: Vec<Option<u32>> =
                projects.iter().map(|p| p.continues.map(|id| id.serial)).collect();
            (continues, compared.findings().len())
        };
        assert_eq!(goes_on(&Accept::Nothing), (vec![None, Some(1), None, None], 1), "proposed, not stored");
        assert_eq!(goes_on(&Accept::Everything), (vec![None, Some(1), Some(2), None], 0));
    }

    #[test]
    fn a_confirmed_earlier_year_outlives_the_next_version_of_the_list() {
        let mut old = list(&["甲项目"]);
        let earlier = ProjectId { year: 2020, ..old[0].id };
        old[0].continues = Some(earlier);
        let mut compared = Compared::default();
        let mut merged = list(&["甲项目"]);
        merge(&old, &mut merged, &Accept::Nothing, &mut compared);
        assert_eq!((merged[0].continues, compared.unchanged), (Some(earlier), 1));
    }
}
