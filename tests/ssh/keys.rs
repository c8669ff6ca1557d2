//! What sshd reads: lines of keys, the printed setup of a host, and what is wrong with one.

use std::fs;

use crate::host::Host;

#[test]
fn sshd_is_given_one_line_for_each_key_of_everybody_who_counts() {
    let host = Host::new();
    host.add("li", "--role reporter --unit 九龙坡区政府");
    host.add("wang", "--role viewer --expires 2021-03-24");
    host.add("zhao", "--role viewer --expires 2021-03-23");
    host.add("sun", "--role viewer");
    assert_eq!(host.keeper("user revoke sun --reason 调离").exit, 0);
    Host::generate_key(&host.path("keys/second"));
    let second = host.path("keys/second.pub");
    host.must(&format!("user add li --key {}", second.display()));

    let run = host.keeper("ssh authorized-keys");
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines.len(), 3, "li twice, wang until tonight: {}", run.out);
    for line in &lines {
        assert!(line.starts_with("restrict,pty,command=\"diaodu session --as "), "{line}");
        assert!(line.contains("\" ssh-ed25519 AAAA"), "{line}");
    }
    assert_eq!(host.keeper("ssh authorized-keys --user wang").out.lines().count(), 1);
    let gone = host.keeper("ssh authorized-keys --user sun");
    assert_eq!((gone.exit, gone.out.as_str()), (3, ""));

    // As AuthorizedKeysCommand with %f: the one key that is offered, or nothing.
    let users = host.must("user list");
    let print = users["users"][0]["keys"][0]["fingerprint"].as_str().unwrap().to_owned();
    let one = host.keeper(&format!("ssh authorized-keys --fingerprint {print}"));
    assert_eq!((one.exit, one.out.lines().count()), (0, 1));
    let none = host.keeper("ssh authorized-keys --fingerprint SHA256:nobody");
    assert_eq!((none.exit, none.out.as_str(), none.err.as_str()), (0, "", ""));
}

#[test]
fn fingerprints_are_printed_as_ssh_keygen_prints_them() {
    let host = Host::new();
    host.add("li", "--role viewer");
    let listed = std::process::Command::new("ssh-keygen").arg("-lf").arg(host.key("li")).output().unwrap();
    let printed = String::from_utf8(listed.stdout).unwrap();
    let expected = printed.split(' ').nth(1).unwrap();
    assert!(host.keeper("user list").out.contains(expected));
}

#[test]
fn a_file_of_keys_that_could_open_more_is_refused() {
    let host = Host::new();
    Host::generate_key(&host.key("li"));
    let good = fs::read_to_string(host.key("li").with_extension("pub")).unwrap();
    let private = fs::read_to_string(host.key("li")).unwrap();
    for (content, why) in [
        (format!("command=\"/bin/sh\",pty {good}"), "选项"),
        (format!("restrict {good}"), "选项"),
        (private, "私钥"),
        (good[..60].to_owned(), "不完整"),
        (format!("{good}ssh-dss AAAAB3NzaC1kc3MAAACB li\n"), "不接受"),
        ("\n# nothing\n".to_owned(), "没有公钥"),
        ("x".repeat(70_000), "太大"),
    ] {
        let file = host.path("open/key.pub");
        fs::write(&file, content).unwrap();
        let run = host.keeper(&format!("user add li --role viewer --key {}", file.display()));
        assert_eq!(run.exit, 4, "{} {}", run.out, run.err);
        assert!(run.err.contains(why), "{}", run.err);
    }
    assert_eq!(host.keeper("user add li --role viewer --key /nowhere").exit, 5, "storage");
    assert!(host.entries("user").is_empty(), "a refused key registers nobody");
}

#[test]
fn setting_up_a_host_is_printed_and_a_bad_host_is_named() {
    let Some(host) = Host::serving() else { return };
    host.add("li", "--role viewer");
    let printed = host.keeper("ssh setup");
    assert_eq!(printed.exit, 0);
    for part in [
        "useradd",
        "0700",
        "Match User desk",
        "AuthorizedKeysCommand /usr/local/bin/diaodu ssh authorized-keys",
    ] {
        assert!(printed.out.contains(part), "{part} is missing:\n{}", printed.out);
    }
    for bad in
        ["ssh setup --account a;b", "ssh setup --program /bin/$(id)", "ssh authorized-keys --program a\"b"]
    {
        assert_eq!(host.keeper(bad).exit, 2, "{bad}");
    }

    // This host's configuration is lax outside the block, sound for the account, and looks it.
    let check = |config: &std::path::Path| {
        let mut command = host.apart(&host.program());
        command
            .env_clear()
            .env("DIAODU_LEDGER", host.ledger_file())
            .env("DIAODU_TEST_NOW", crate::host::NOON);
        command
            .args(["ssh", "check", "--lang", "en", "--account", host.account(), "--sshd-config"])
            .arg(config);
        command.arg("--program").arg(host.program()).arg("--keys-file").arg(host.keys_file());
        crate::host::Run::from(command.output().unwrap())
    };
    let config = host.path("keys/sshd_config");
    let sound = check(&config);
    assert!(!sound.err.contains("E8202") && !sound.err.contains("E8204"), "{}", sound.err);
    // Only where the account is its own, and the program root's, is everything as it should be.
    assert!(sound.exit == 0 || !host.has_its_own_account(), "{}", sound.err);

    let text = fs::read_to_string(&config).unwrap();
    let lax = host.path("keys/lax_config");
    fs::write(&lax, format!("PermitUserEnvironment yes\n{}", text.split("Match User").next().unwrap()))
        .unwrap();
    fs::write(
        host.keys_file(),
        format!("{}ssh-ed25519 AAAA intruder\n", fs::read_to_string(host.keys_file()).unwrap()),
    )
    .unwrap();
    fs::set_permissions(host.ledger_file(), std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    let run = check(&lax);
    assert_eq!(run.exit, 3);
    for part in [
        "AcceptEnv",
        "X11Forwarding",
        "PermitUserRC",
        "intruder",
        "chmod 0640",
        "PermitUserEnvironment",
        "E8201",
        "E8202",
        "E8204",
    ] {
        assert!(run.err.contains(part), "{part} is missing:\n{}", run.err);
    }
}
