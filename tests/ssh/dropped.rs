//! Clients that vanish: killed at any point of a form, or silent on a line that stays open. What was on their
//! screen is in the draft, nobody is left behind, and the next login returns to the same place.

use std::sync::Mutex;
use std::thread;

use rustix::process::Signal;

use crate::host::{Host, until};
use crate::pty::Pty;

const PROJECT: &str = "2021-1-431";

/// The screen over a real sshd.
fn open(host: &Host, person: &str, variables: &[(&str, &str)]) -> Pty {
    let mut words = vec!["ssh".to_owned()];
    words.extend(host.client_options(person));
    words.extend(["-p".to_owned(), host.port().to_string(), "-tt".to_owned(), host.address()]);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Pty::run(100, 30, &words, variables)
}

/// What was typed into the form's first field and kept, as the program itself tells.
fn kept(host: &Host, person: &str) -> Option<String> {
    let run = host.session(person, &format!("draft show {PROJECT} --month 2021-03 --json"));
    if run.exit == 3 {
        return None;
    }
    assert_eq!(run.exit, 0, "{} {}", run.out, run.err);
    Some(run.document()["data"]["fields"]["completed_investment"].as_str()?.to_owned())
}

/// Numbers that look thrown, and are the same in every run.
fn dice(round: u32, below: u32) -> u32 {
    (round.wrapping_mul(2_654_435_761) >> 7) % below
}

/// How many times clients are killed; `DIAODU_TEST_CLIENTS` says otherwise.
fn kills() -> u32 {
    std::env::var("DIAODU_TEST_CLIENTS").ok().and_then(|text| text.parse().ok()).unwrap_or(100)
}

#[test]
fn a_client_killed_at_any_point_of_a_form_loses_nothing_it_saw_and_leaves_nobody_behind() {
    let Some(host) = Host::serving() else { return };
    let people: Vec<String> = (0..4).map(|n| format!("p{n}")).collect();
    for person in &people {
        host.add(person, "--role dispatcher");
    }
    let counts = Mutex::new([0_u32; 5]);
    thread::scope(|scope| {
        for (at, person) in (0..).zip(&people) {
            let (host, counts) = (&host, &counts);
            scope.spawn(move || {
                for round in (0..kills()).filter(|round| round % 4 == at) {
                    let point = kill_once(host, person, round);
                    counts.lock().unwrap()[point] += 1;
                }
            });
        }
    });
    let [login, list, form, typing, after] = *counts.lock().unwrap();
    println!(
        "{} clients killed: {login} while logging in, {list} at the list, {form} in a fresh form, {typing} while \
         typing, {after} behind the last key; every digit that was on a screen is in its draft, no session is left",
        kills()
    );
    until("every session to end", || host.sessions().is_empty());
}

/// One client, killed at the point that the round's dice say; answers which.
fn kill_once(host: &Host, person: &str, round: u32) -> usize {
    let _ = host.session(person, &format!("draft discard {PROJECT} --month 2021-03"));
    let point = dice(round, 5) as usize;
    let mut client = open(host, person, &[]);
    let mut seen = String::new();
    if point >= 1 {
        client.sees("431 ★");
    }
    if point >= 2 {
        client.send("r").sees("填报 2021-03");
    }
    if point >= 3 {
        let all = (100_000 + dice(round, 900_000)).to_string();
        let shown = if point == 3 { 1 + dice(round, 5) as usize } else { all.len() };
        for digit in all[..shown].chars() {
            client.send(&digit.to_string());
        }
        all[..shown].clone_into(&mut seen);
        client.sees(&seen);
        if point == 4 {
            client.send("\t基坑");
        }
    }
    client.signal(Signal::KILL);
    client.exit();
    drop(client);
    until("the session to end", || host.sessions_of(person).is_empty());
    if !seen.is_empty() {
        assert_eq!(kept(host, person).as_deref(), Some(seen.as_str()), "round {round}");
    }
    point
}

#[test]
fn after_a_cut_the_next_login_is_at_the_same_place_and_goes_on_with_the_form() {
    let Some(host) = Host::serving() else { return };
    host.add("li", "--role dispatcher");
    let mut client = open(&host, "li", &[]);
    client
        .sees("431 ★")
        .send("/jlp\r")
        .sees("1 项匹配")
        .send("r")
        .sees("填报 2021-03")
        .send("73315")
        .sees("73315");
    client.signal(Signal::KILL);
    client.exit();
    until("the session to end", || host.sessions().is_empty());
    let mut client = open(&host, "li", &[]);
    client.sees("上次断开时正在填").sees("jlp").sees("1 项匹配").send("r").sees("已恢复").sees("73315");
    // Leaving on purpose begins anew.
    client.send("\x1b").sees("草稿已保留").send("q").exit();
    let mut client = open(&host, "li", &[]);
    client.sees("431 ★");
    assert!(!client.look(|s| s.contents().contains("jlp") || s.contents().contains("上次断开")));
}

/// The client stands still, as behind a line that was cut without a word: sshd finds out.
#[test]
fn a_silent_line_ends_the_session_and_keeps_the_draft() {
    let Some(host) = Host::new().impatient().and_sshd() else { return };
    host.add("li", "--role dispatcher");
    let mut client = open(&host, "li", &[]);
    client.sees("431 ★").send("r").sees("填报 2021-03").send("8642").sees("8642");
    client.signal(Signal::STOP);
    until("the session to end", || host.sessions().is_empty());
    assert_eq!(kept(&host, "li").as_deref(), Some("8642"));
    client.signal(Signal::CONT);
}
