//! What a session is for: quick lookups, filing, files on standard input; and a revocation that sshd has not
//! heard of yet.

use std::fs;

use crate::host::{Host, Run};

#[test]
fn quick_lookups_and_filing_work() {
    let Some(host) = Host::serving() else { return };
    host.add("li", "--role reporter --unit 九龙坡区政府");
    let found = host.asks("li", "find 博世 --json");
    assert_eq!(found.exit, 0, "{}", found.err);
    assert_eq!(found.document()["data"]["hits"][0]["project"]["id"], "2021-1-431");
    assert_eq!(host.asks("li", "find 没有这样的项目").exit, 3);
    assert_eq!(host.asks("li", "whoami --json").document()["data"]["id"], "li");
    let filed = host.asks("li", "report file 2021-1-431 --month 2021-03 --invested 1200.5 --text '完成基础 \"一期\"; 进场' --started 2021-03-02 --json");
    assert_eq!(filed.exit, 0, "{} {}", filed.out, filed.err);
    let report = &filed.document()["data"];
    assert_eq!((&report["filed_by"], &report["text"]), (&"li".into(), &"完成基础 \"一期\"; 进场".into()));
    // Without a command and without a terminal: what is due.
    let due = Run::from(host.ssh("li").arg("-T").arg(host.address()).output().unwrap());
    assert!(due.exit == 0 && due.out.contains("距截止"), "{} {}", due.out, due.err);
    assert_eq!(host.asks("li", "  ").exit, 0, "an empty command asks for nothing in particular");
}

#[test]
fn files_arrive_on_standard_input() {
    let Some(host) = Host::serving() else { return };
    host.add("boss", "--role admin");
    Host::generate_key(&host.key("new"));
    let public = fs::read(host.key("new").with_extension("pub")).unwrap();
    let added = host.asks_with("boss", "user add new --role viewer --key - --json", &public);
    assert_eq!(added.exit, 0, "{} {}", added.out, added.err);
    host.print_keys();
    assert_eq!(host.asks("new", "whoami --json").document()["data"]["id"], "new");
}

#[test]
fn a_revoked_key_is_refused_by_the_session_before_sshd_knows() {
    let Some(host) = Host::serving() else { return };
    host.add("li", "--role admin");
    assert_eq!(host.asks("li", "whoami").exit, 0);
    host.must("user revoke li");
    let run = host.asks("li", "whoami");
    assert_eq!(run.exit, 8, "the file of keys is old, the ledger is not: {}", run.err);
    host.print_keys();
    assert_eq!(host.asks("li", "whoami").exit, 255, "and now sshd refuses the key itself");
}
