//! sshd asks the program for keys at every login, as docs/operating.md has it: what was taken back a moment
//! ago opens nothing any more, and sshd's own demands on the program hold.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::host::{Host, Run};

/// Exit 0 for a session, 255 where sshd refuses the key.
#[track_caller]
fn enters(host: &Host, key: &str, person: &str) {
    let run = host.asks(key, "whoami --json");
    assert_eq!(run.exit, 0, "{key}: {}", run.err);
    assert_eq!(run.document()["data"]["id"], person);
}

#[track_caller]
fn is_refused(host: &Host, key: &str) {
    let run = host.asks(key, "whoami --json");
    assert_eq!((run.exit, run.out.as_str()), (255, ""), "{key}: {}", run.err);
    assert!(run.err.contains("Permission denied"), "{}", run.err);
}

#[test]
fn a_login_goes_by_what_the_ledger_says_at_that_moment() {
    let Some(host) = Host::asking() else { return };
    for stranger in ["li", "second", "late", "gone", "nobody"] {
        Host::generate_key(&host.key(stranger));
    }
    is_refused(&host, "li");
    host.add("li", "--role reporter --unit 九龙坡区政府");
    enters(&host, "li", "li");
    is_refused(&host, "nobody");

    // Two keys for one user; then one of them is taken back.
    let public = |key: &str| host.key(key).with_extension("pub").display().to_string();
    host.must(&format!("user add li --key {}", public("second")));
    enters(&host, "second", "li");
    enters(&host, "li", "li");
    let users = host.must("user list");
    let print = users["users"][0]["keys"][0]["fingerprint"].as_str().unwrap().to_owned();
    host.must(&format!("user revoke li --fingerprint {print}"));
    is_refused(&host, "li");
    enters(&host, "second", "li");

    // Expired: sshd asks by the real clock, which is past 2021.
    host.must(&format!("user add late --role viewer --expires 2021-12-31 --key {}", public("late")));
    is_refused(&host, "late");
    host.must("user add late --expires 2099-12-31");
    enters(&host, "late", "late");

    // Revoked; and added again without a key.
    host.must(&format!("user add gone --role viewer --key {}", public("gone")));
    enters(&host, "gone", "gone");
    host.must("user revoke gone --reason 调离");
    is_refused(&host, "gone");
    host.must("user add gone --role viewer");
    is_refused(&host, "gone");
}

#[test]
fn a_hostile_comment_in_a_key_file_opens_nothing_more() {
    let Some(host) = Host::asking() else { return };
    let marker = host.path("open/marker");
    for (at, comment) in [
        "li\" command=\"/bin/sh".to_owned(),
        format!("$(touch {0}) `touch {0}`; touch {0}", marker.display()),
        "a,command=/bin/sh,pty\u{202e}\u{1b}[2J".to_owned(),
    ]
    .into_iter()
    .enumerate()
    {
        let person = format!("p{at}");
        Host::generate_key(&host.key(&person));
        let file = host.key(&person).with_extension("pub");
        let line = fs::read_to_string(&file).unwrap();
        let body: Vec<&str> = line.split_whitespace().take(2).collect();
        fs::write(&file, format!("{} {comment}\n", body.join(" "))).unwrap();
        host.must(&format!("user add {person} --role viewer --key {}", file.display()));
        enters(&host, &person, &person);
        for asked in ["sh", "id", &format!("touch {}", marker.display())] {
            assert_eq!(host.asks(&person, asked).exit, 8, "{asked}");
        }
    }
    // A second line in the file would be a second key: a damaged one refuses the whole file.
    let file = host.path("open/two.pub");
    let good = fs::read_to_string(host.key("p0").with_extension("pub")).unwrap();
    fs::write(&file, format!("{good}command=\"/bin/sh\" {good}")).unwrap();
    assert_eq!(host.keeper(&format!("user add p0 --key {}", file.display())).exit, 4);
    assert!(!marker.exists());
}

/// sshd runs the program only while nobody but root could change it, and the host check says so.
#[test]
fn sshds_demands_on_owner_and_mode_hold_and_are_named() {
    let Some(host) = Host::asking() else { return };
    host.add("li", "--role viewer");
    enters(&host, "li", "li");
    let mode = |mode| fs::set_permissions(host.program(), fs::Permissions::from_mode(mode)).unwrap();
    // Debian's sshd lets a group without members write.
    mode(0o777);
    is_refused(&host, "li");
    let mut check = host.apart(std::path::Path::new("/run/desk/diaodu"));
    check.env_clear().env("DIAODU_LEDGER", host.ledger_file()).env("DIAODU_TEST_NOW", crate::host::NOON);
    check.args([
        "ssh",
        "check",
        "--lang",
        "en",
        "--account",
        host.account(),
        "--program",
        "/run/desk/diaodu",
    ]);
    check.arg("--sshd-config").arg(host.path("keys/sshd_config"));
    let run = Run::from(check.output().unwrap());
    assert!(run.exit == 3 && run.err.contains("chmod 0755 /run/desk/diaodu"), "{}", run.err);
    mode(0o755);
    enters(&host, "li", "li");
}

/// What sshd hands over beside the fingerprint is not needed, and a fingerprint that is none finds nothing.
#[test]
fn whatever_sshd_hands_over_is_no_command() {
    let host = Host::new();
    host.add("li", "--role viewer");
    for hostile in ["SHA256:", "*", "%", "' OR 1=1", "$(id)", "\u{1b}[2J"] {
        let mut command = host.command();
        command.args(["ssh", "authorized-keys", "--fingerprint", hostile]);
        let run = Run::from(command.output().unwrap());
        assert_eq!((run.exit, run.out.as_str()), (0, ""), "{hostile}: {}", run.err);
    }
}
