//! The evening of the 24th: many sessions at once over one sshd, filing and looking up, and nothing lost.
//! `cargo bench --bench crowd` does the same at full size and measures it.

use std::thread;

use crate::host::Host;

/// Sessions at once; each files and looks up in turn.
const PEOPLE: usize = 12;

#[test]
fn a_crowd_files_and_searches_at_once_and_nothing_is_lost() {
    let Some(host) = Host::new().with_demo().and_sshd() else { return };
    let projects: Vec<String> = host.must("list --category construction --limit 12")["projects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|project| project["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(projects.len(), PEOPLE);
    for at in 0..PEOPLE {
        host.add(&format!("p{at}"), "--role dispatcher");
    }
    let acknowledged: Vec<(String, i64)> = thread::scope(|scope| {
        let host = &host;
        let crowd: Vec<_> = projects
            .iter()
            .enumerate()
            .map(|(at, project)| {
                scope.spawn(move || {
                    let person = format!("p{at}");
                    let mut revision = 0;
                    for amount in 1..=3 {
                        let looked = host.asks(&person, &format!("find {project} --json"));
                        assert_eq!(looked.exit, 0, "{}", looked.err);
                        let filed = host.asks(&person, &format!(
                            "report file {project} --month 2021-03 --invested {amount} --started 2021-03-02 --text 进展 --json"
                        ));
                        assert_eq!(filed.exit, 0, "{} {}", filed.out, filed.err);
                        revision = filed.document()["data"]["revision"].as_i64().unwrap();
                    }
                    (project.clone(), revision)
                })
            })
            .collect();
        crowd.into_iter().map(|one| one.join().unwrap()).collect()
    });
    for (project, revision) in acknowledged {
        let report = host.must(&format!("report show {project} --month 2021-03"));
        assert_eq!(
            (report["revision"].as_i64(), report["completed_investment"].as_i64()),
            (Some(revision), Some(30_000))
        );
        assert_eq!(revision, 3);
    }
    host.ledger().unwrap().verify(None).expect("the chain holds");
    assert!(host.sessions().is_empty(), "nobody is left behind");
}
