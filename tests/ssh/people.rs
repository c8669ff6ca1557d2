//! The register: adding, changing, revoking, and how soon it holds.

use crate::host::Host;

#[test]
fn while_nobody_is_registered_the_local_user_may_do_all() {
    let host = Host::new();
    assert_eq!(host.must("whoami")["roles"][0], "admin");
    let run =
        host.keeper("report file 2021-1-431 --month 2021-03 --invested 1 --text 开工 --started 2021-03-02");
    assert_eq!(run.exit, 0, "{}", run.err);
    let stranger = host.session("li", "find 博世");
    assert_eq!(stranger.exit, 8, "a session is for registered people only");
}

#[test]
fn a_person_is_added_changed_listed_and_revoked_with_a_trail() {
    let host = Host::new();
    host.add("li", "--role reporter --unit 九龙坡区政府");
    let twice = host.must("user add li --role reporter --unit 九龙坡区政府");
    assert_eq!(twice["change"], "unchanged");
    let more = host.must(
        "user add li --role reporter,supervisor --unit 九龙坡区政府,两江新区管委会 --expires 2021-12-31",
    );
    assert_eq!(more["change"], "changed");
    assert_eq!(more["user"]["keys"].as_array().unwrap().len(), 1, "what is not said stays");

    let listed = host.must("user list");
    let li = &listed["users"][0];
    assert_eq!(listed["total"], 1);
    assert_eq!(li["roles"], serde_json::json!(["reporter", "supervisor"]));
    assert_eq!(li["units"], serde_json::json!(["九龙坡区政府", "两江新区管委会"]));
    assert_eq!((&li["expires"], &li["status"]), (&"2021-12-31".into(), &"active".into()));

    assert_eq!(host.must("user revoke li --reason 调离")["user"]["status"], "revoked");
    let back = host.must("user add li");
    assert_eq!((&back["change"], back["user"]["keys"].as_array().unwrap().len()), (&"reinstated".into(), 0));
    let trail: Vec<String> = host.entries("user").into_iter().map(|entry| entry.action).collect();
    assert_eq!(trail, ["added", "changed", "revoked", "reinstated"]);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let host = Host::new();
    host.add("li", "--role viewer");
    let public = host.key("li").with_extension("pub");
    let public = public.display();
    for (line, exit, code) in [
        ("user add wang".to_owned(), 2, "E8102"),
        ("user add wang --role reporter".to_owned(), 2, "E8102"),
        ("user add wang --role emperor".to_owned(), 2, "E2001"),
        ("user add wang;id --role viewer".to_owned(), 2, "E2001"),
        ("user add ../wang --role viewer".to_owned(), 2, "E2001"),
        ("user add wang --role viewer --expires tomorrow".to_owned(), 2, "E2001"),
        (format!("user add wang --role viewer --key {public}"), 3, "E8104"),
        ("user revoke nobody".to_owned(), 3, "E8002"),
        ("user revoke li --fingerprint SHA256:x".to_owned(), 3, "E8106"),
    ] {
        let run = host.keeper(&line);
        assert_eq!(run.exit, exit, "{line}: {}", run.err);
        assert!(run.err.contains(code), "{line}: {}", run.err);
    }
    let doubtful = host.keeper("user add wang --role reporter --unit 不存在局 --json").document();
    let codes: Vec<&str> =
        doubtful["findings"].as_array().unwrap().iter().map(|w| w["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["E8106", "E8105"], "no key, and a unit that leads nothing");
}

#[test]
fn unknown_revoked_and_expired_people_get_nothing_and_leave_a_trace() {
    let host = Host::new();
    host.add("li", "--role admin");
    host.add("wang", "--role admin --expires 2021-03-23");
    host.add("sun", "--role admin");
    host.must("user revoke sun");
    for (person, code) in
        [("wang", "E8004"), ("sun", "E8003"), ("nobody", "E8002"), ("li; id", "E8002"), ("", "E8002")]
    {
        for asked in ["find 博世", "whoami --json", ""] {
            let run = host.session(person, asked);
            assert_eq!(run.exit, 8, "{person} {asked}: {}", run.out);
            let said = if asked.contains("json") { &run.out } else { &run.err };
            assert!(said.contains(code), "{person}: {said}");
            assert!(asked.contains("json") || run.out.is_empty());
        }
    }
    assert_eq!(host.entries("refusal").len(), 15);
    assert_eq!(host.session("li", "find 博世").exit, 0);
}

#[test]
fn a_person_of_two_units_files_for_both_and_a_stranger_to_them_does_not() {
    let host = Host::new();
    host.add("li", "--role reporter --unit 九龙坡区政府,两江新区管委会");
    host.add("wang", "--role reporter --unit 两江新区管委会");
    let file = |person: &str, project: &str| {
        host.session(
            person,
            &format!("report file {project} --month 2021-03 --invested 1 --text 进展 --started 2021-03-02"),
        )
        .exit
    };
    assert_eq!(file("li", "2021-1-431"), 0);
    assert_eq!(file("li", "2021-1-544"), 0);
    assert_eq!(file("wang", "2021-1-431"), 8);
    let refusal = host.entries("refusal").pop().expect("a refusal is recorded");
    assert_eq!((refusal.author.as_str(), refusal.item.as_str()), ("wang", "file"));
    assert_eq!(host.must("report show 2021-1-431 --month 2021-03")["filed_by"], "li");
}

#[test]
fn only_the_owner_of_the_ledger_opens_sessions_for_others() {
    let host = Host::new();
    if !host.has_its_own_account() {
        eprintln!("*** skipped: needs root for a second account ***");
        return;
    }
    host.add("li", "--role admin");
    let mut other = host.command();
    std::os::unix::process::CommandExt::uid(&mut other, 64_243);
    std::os::unix::process::CommandExt::gid(&mut other, 64_243);
    other.args(["session", "--as", "li"]).env("SSH_ORIGINAL_COMMAND", "whoami");
    assert_eq!(crate::host::Run::from(other.output().unwrap()).exit, 8);
}

#[test]
fn admins_manage_people_from_their_own_session_with_the_key_on_standard_input() {
    let host = Host::new();
    host.add("boss", "--role admin");
    host.add("li", "--role viewer");
    Host::generate_key(&host.key("new"));
    let public = std::fs::read(host.key("new").with_extension("pub")).unwrap();
    assert_eq!(host.session_with("li", "user add new --role admin --key -", &public).exit, 8);
    assert_eq!(host.session_with("boss", "user add new --role viewer --key -", &public).exit, 0);
    let named = host.session_with("boss", "user add new --role viewer --key /etc/passwd", b"");
    assert_eq!(named.exit, 8, "a session names no files");
    let added = host.entries("user").pop().unwrap();
    assert_eq!((added.subject.as_str(), added.author.as_str()), ("new", "boss"));
}
