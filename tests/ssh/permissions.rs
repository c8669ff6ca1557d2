//! The table of permissions through the built binary: every role, every writing verb, a project of one's
//! own and another's. The table below is written by hand, from the product's words, and not taken from the
//! program.

use serde_json::Value;

use crate::host::Host;

/// `o` permitted, `-` refused: first for one's own project, then for another's.
const EXPECTED: &str = "
verb              viewer reporter supervisor dispatcher inspector admin
find              oo     oo       oo         oo         oo        oo
show              oo     oo       oo         oo         oo        oo
report file       --     o-       --         o-         --        oo
report withdraw   --     o-       --         o-         --        oo
report accept     --     --       o-         o-         --        oo
report return     --     --       o-         o-         --        oo
plan set          --     --       --         o-         --        oo
issue open        --     o-       o-         o-         oo        oo
issue update      --     o-       o-         o-         --        oo
issue decide      --     --       o-         o-         --        oo
issue escalate    --     --       o-         o-         --        oo
issue close       --     --       o-         o-         --        oo
permit set        --     o-       --         o-         --        oo
milestone plan    --     o-       --         o-         --        oo
milestone done    --     o-       --         o-         --        oo
funding set       --     o-       --         o-         --        oo
pool need         --     o-       o-         o-         --        oo
pool offer        --     --       --         oo         --        oo
pool match        --     --       --         o-         --        oo
roster set        --     --       o-         o-         --        oo
site add          --     o-       o-         o-         oo        oo
user list         --     --       --         --         --        oo
user add          --     --       --         --         --        oo
user revoke       --     --       --         --         --        oo
";

/// A project and what it takes to file a report for it.
struct Project {
    id: String,
    unit: String,
    filing: &'static str,
}

/// Two projects of different channels, led by different units.
fn projects(host: &Host) -> (Project, Project) {
    let listed = host.must("list");
    let of = |category: &str, not: &str, filing| {
        let fits = |project: &&Value| {
            let units = project["lead_units"].as_array().unwrap();
            project["category"] == category && units.len() == 1 && units[0] != not
        };
        let project = listed["projects"].as_array().unwrap().iter().find(fits).expect(category);
        Project {
            id: project["id"].as_str().unwrap().to_owned(),
            unit: project["lead_units"][0].as_str().unwrap().to_owned(),
            filing,
        }
    };
    let own = of("construction", "", "--invested 10 --started 2021-03-02 --text 进展");
    let other = of("promotion", &own.unit, "--stage 签约 --text 进展");
    (own, other)
}

/// What the person types, after the keeper has made whatever it is about.
fn line(host: &Host, verb: &str, project: &Project) -> String {
    let (id, filing) = (&project.id, project.filing);
    let file = format!("report file {id} --month 2021-03 {filing} --reason 更正");
    let made = |line: &str| host.must(line)["id"].as_str().unwrap().to_owned();
    let issue = || made(&format!("issue open {id} --text 用地未批"));
    let need = || made(&format!("pool add {id} --resource bank_credit --amount 1"));
    let offer = "pool add --offer 授信 --resource bank_credit --amount 9";
    let schedule = format!("milestone plan {id} --finish 2021-12-31 --reason 重排");
    match verb {
        "find" | "show" => format!("{verb} {id}"),
        "report file" => file,
        "report withdraw" | "report accept" | "report return" => {
            host.must(&file);
            format!("{verb} {id} --month 2021-03 --reason 补充说明")
        }
        "plan set" => format!("plan set {id} --year-plan 5000 --reason 调整"),
        "issue open" => format!("issue open {id} --text 资金未到位"),
        "issue update" => format!("issue update {} --text 用地仍未批", issue()),
        "issue decide" => format!("issue update {} --decision 专题会议定", issue()),
        "issue escalate" => format!("issue escalate {} --reason 到期", issue()),
        "issue close" => format!("issue close {} --result 已批", issue()),
        "permit set" => format!("permit set {id} 用地:planned=2021-05-01"),
        "milestone plan" => schedule,
        "milestone done" => {
            host.must(&schedule);
            format!("milestone done {id} 1")
        }
        "funding set" => format!("funding set {id} bank_credit --planned 100 --reason 调整"),
        "pool need" => format!("pool add {id} --resource bank_credit --amount 1"),
        "pool offer" => offer.to_owned(),
        "pool match" => format!("pool match {} {}", need(), made(offer)),
        "roster set" => format!("roster set {id} --department 市经济信息委"),
        "site add" => format!("site add {id} 安全 --text 围挡缺口"),
        "user list" => "user list".to_owned(),
        "user add" => "user add somebody --role viewer".to_owned(),
        "user revoke" => {
            host.must("user add somebody --role viewer");
            "user revoke somebody".to_owned()
        }
        verb => panic!("how is `{verb}` tried?"),
    }
}

#[test]
fn every_role_may_do_exactly_what_the_table_says() {
    let host = Host::new().with_demo();
    let (own, other) = projects(&host);
    let mut lines = EXPECTED.trim().lines();
    let roles: Vec<&str> = lines.next().unwrap().split_whitespace().skip(1).collect();
    for role in &roles {
        let unit = if ["reporter", "supervisor"].contains(role) {
            format!("--unit {}", own.unit)
        } else {
            String::new()
        };
        let channel = if *role == "dispatcher" { "--channel platform" } else { "" };
        host.must(&format!("user add the-{role} --role {role} {unit} {channel}"));
    }
    let (mut tried, mut refused, mut wrong) = (0, 0, Vec::new());
    for row in lines {
        let verb = row[..18].trim();
        for (role, cell) in roles.iter().zip(row[18..].split_whitespace()) {
            for (project, permitted) in [&own, &other].into_iter().zip(cell.chars()) {
                let line = line(&host, verb, project);
                let run = host.session(&format!("the-{role}"), &line);
                let expected = if permitted == 'o' { 0 } else { 8 };
                if run.exit != expected {
                    wrong.push(format!("{role}: {line}: exit {} {}", run.exit, run.err));
                }
                (tried, refused) = (tried + 1, refused + usize::from(run.exit == 8));
            }
        }
    }
    println!("{tried} cells tried, {refused} refused");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(host.entries("refusal").len(), refused, "every refusal is recorded");
}

#[test]
fn an_action_that_is_not_permitted_says_why() {
    let host = Host::new();
    host.must("user add li --role reporter --unit 九龙坡区政府");
    let filing = "--month 2021-03 --invested 1 --text 进展 --started 2021-03-02";
    let other = host.session("li", &format!("report file 2021-1-544 {filing}"));
    assert!(other.exit == 8 && other.err.contains("不是本单位的项目"), "{}", other.err);
    assert_eq!(host.session("li", &format!("report file 2021-1-431 {filing}")).exit, 0);
    let accept = host.session("li", "report accept 2021-1-431 --month 2021-03");
    assert!(accept.exit == 8 && accept.err.contains("无权审核通过"), "{}", accept.err);
    assert!(accept.err.contains("审核、调度、管理"), "who could is named: {}", accept.err);
}

/// The permission is asked inside the commit: a desk that has been open all along obeys a revocation.
#[test]
fn a_revocation_holds_from_the_next_commit_of_a_running_session() {
    use diaodu::desk::people::AddUser;
    use diaodu::desk::report::FileRequest;
    use diaodu::desk::settings::{CliOverrides, Environment, Settings};
    use diaodu::desk::{App, Catalogue};
    use diaodu::domain::exit::Exit;
    use diaodu::domain::permission::{Action, Target};
    use diaodu::domain::report::draft::Draft;
    use diaodu::domain::report::field::Field;
    use diaodu::domain::role::Role;

    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger.db").display().to_string();
    let now = diaodu::domain::time::parse_moment(crate::host::NOON).unwrap();
    let open = |person: Option<&str>| {
        let wanted = CliOverrides {
            ledger: Some(ledger.clone()),
            person: person.map(str::to_owned),
            ..CliOverrides::default()
        };
        let (settings, _) =
            Settings::decide(wanted, &Environment { login: "root".into(), ..Environment::default() });
        App::new(settings, Catalogue::built_in(), Vec::new())
    };
    let keeper = open(None);
    let enrolment = AddUser {
        id: "li".parse().unwrap(),
        roles: Some(std::iter::once(Role::Reporter).collect()),
        units: Some(vec!["九龙坡区政府".into()]),
        channels: None,
        keys: Vec::new(),
        expires: None,
    };
    keeper.enrol(&enrolment, now).unwrap();

    let running = open(Some("li"));
    let project = "2021-1-431".parse().unwrap();
    let mut given = Draft::default();
    for (field, value) in
        [(Field::CompletedInvestment, "1"), (Field::Text, "进展"), (Field::StartedOn, "2021-03-02")]
    {
        given.set(field, value);
    }
    let mut filing = FileRequest {
        project,
        month: "2021-03".parse().unwrap(),
        given,
        as_draft: false,
        request_id: None,
        expect_revision: None,
    };
    running.file(&filing, now).unwrap();
    keeper.revoke(&enrolment.id, None, "", now).unwrap();
    filing.given.set(Field::Text, "再报");
    let failure = running.file(&filing, now).unwrap_err();
    assert_eq!(failure.exit, Exit::Denied);
    let target = Target::of(running.project(project).unwrap());
    assert!(running.may(Action::Look, target, now).is_err());
    assert_eq!(keeper.report(project, filing.month).unwrap().report.revision, 1, "nothing was stored");
}
