//! Caches that cannot be believed, and places that cannot hold one: the YAML is read, and nothing is said.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use diaodu::catalogue::Catalogue;
use diaodu::domain::codes;
use diaodu::domain::finding::Severity;
use diaodu::domain::project::Project;

use super::folder::{Folder, YEAR, project, same};

fn kept(projects: u32) -> Folder {
    let folder = Folder::of(projects);
    folder.keep();
    assert_eq!(folder.agrees(), 1);
    folder
}

#[test]
fn damaged_anywhere() {
    // More than one block.
    let folder = kept(600);
    let (plain, findings) = Catalogue::load(&folder.data());
    let whole = fs::read(folder.cache()).unwrap();
    let step = whole.len() / 17;
    // In every part, and in every field of the trailer.
    for at in (0..whole.len()).step_by(step).chain((whole.len() - 32..whole.len()).step_by(3)) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        fs::write(folder.cache(), bytes).unwrap();
        let loaded = folder.read();
        assert_eq!(loaded.from_cache, 0, "byte {at} of {}", whole.len());
        same(&loaded, &plain, &findings);
    }
    fs::write(folder.cache(), &whole).unwrap();
    assert_eq!(folder.agrees(), 1);
    fs::write(folder.cache(), [&whole[..], b"more"].concat()).unwrap();
    assert_eq!(folder.keep().from_cache, 0);
    assert_eq!(folder.agrees(), 1, "the next one is sound again");
}

#[test]
fn cut_short_or_empty() {
    let folder = kept(300);
    let whole = fs::read(folder.cache()).unwrap();
    for length in [0, 1, 7, 31, 32, 33, whole.len() / 2, whole.len() - 33, whole.len() - 1] {
        fs::write(folder.cache(), &whole[..length]).unwrap();
        assert_eq!(folder.agrees(), 0, "{length} bytes");
    }
    fs::write(folder.cache(), vec![0; whole.len()]).unwrap();
    assert_eq!(folder.agrees(), 0, "all zeros, as after a crash");
}

/// Rewrites the description with its checksum, as another version of the program would have.
fn redescribe(file: &Path, from: &[u8], to: &[u8]) {
    let mut bytes = fs::read(file).unwrap();
    let trailer = bytes.len() - 32;
    let begin = usize::try_from(u64::from_le_bytes(bytes[trailer..trailer + 8].try_into().unwrap())).unwrap();
    let at = bytes[begin..trailer].windows(from.len()).position(|window| window == from).unwrap() + begin;
    bytes[at..at + from.len()].copy_from_slice(to);
    let checksum = crc32fast::hash(&bytes[begin..trailer]);
    bytes[trailer + 16..trailer + 20].copy_from_slice(&checksum.to_le_bytes());
    fs::write(file, bytes).unwrap();
}

#[test]
fn of_another_version_or_format() {
    let folder = kept(300);
    let version = env!("CARGO_PKG_VERSION").as_bytes();
    redescribe(&folder.cache(), version, version);
    assert_eq!(folder.agrees(), 1, "rewriting alone does no harm");
    redescribe(&folder.cache(), version, &vec![b'9'; version.len()]);
    assert_eq!(folder.agrees(), 0);
    let folder = kept(300);
    let mut bytes = fs::read(folder.cache()).unwrap();
    let format = bytes.len() - 12;
    bytes[format] += 1;
    fs::write(folder.cache(), bytes).unwrap();
    assert_eq!(folder.agrees(), 0);
}

#[test]
fn of_another_list() {
    let (one, other) = (kept(300), kept(301));
    fs::copy(one.cache(), other.cache()).unwrap();
    assert_eq!(other.agrees(), 0);
}

#[test]
fn that_others_could_have_written() {
    let folder = kept(300);
    fs::set_permissions(folder.cache(), fs::Permissions::from_mode(0o666)).unwrap();
    assert_eq!(folder.agrees(), 0);
}

#[test]
fn that_are_no_files() {
    let folder = kept(300);
    let cache = folder.cache();
    fs::remove_file(&cache).unwrap();
    fs::create_dir(&cache).unwrap();
    assert_eq!(folder.agrees(), 0);
    fs::remove_dir(&cache).unwrap();
    symlink("/dev/zero", &cache).unwrap();
    assert_eq!(folder.agrees(), 0);
}

#[test]
fn older_than_their_list() {
    let folder = kept(300);
    // Of the same length, and with the time that it had before.
    let before = fs::metadata(folder.list()).unwrap().modified().unwrap();
    let text = folder.text().replace("第7号建设项目", "第7号改过项目");
    folder.put_text(&text);
    fs::File::options().write(true).open(folder.list()).unwrap().set_modified(before).unwrap();
    assert_eq!(folder.agrees(), 0, "changed in place");
    folder.keep();
    let new = folder.data().join("new");
    fs::write(&new, text.replace("第8号建设项目", "第8号换过项目")).unwrap();
    fs::rename(new, folder.list()).unwrap();
    assert_eq!(folder.agrees(), 0, "another file under its name");
    folder.keep();
    folder.put(&(1..=299).map(|serial| project(serial, "建设")).collect::<Vec<Project>>());
    assert_eq!(folder.agrees(), 0, "shorter");
    folder.keep();
    fs::remove_file(folder.list()).unwrap();
    folder.put_text("[]\n");
    assert_eq!(folder.agrees(), 0, "emptied");
}

#[test]
fn a_place_that_is_no_folder_is_no_trouble() {
    let folder = Folder::of(300);
    fs::write(folder.caches(), "a file where the folder should be").unwrap();
    let loaded = folder.read();
    assert_eq!((loaded.from_cache, loaded.unwritten.len()), (0, 0));
    assert_eq!(folder.agrees(), 0);
}

/// The program, on a folder, in a shell that first does something to its home.
fn run(folder: &Folder, before: &str) -> std::process::Output {
    let line = format!("{before}; exec \"$0\" find 第7号 --json --data \"$1\"");
    let mut command = Command::new("sh");
    command.args(["-c", &line, env!("CARGO_BIN_EXE_diaodu")]).arg(folder.data());
    command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", folder.data().parent().unwrap());
    command.output().unwrap()
}

fn caches(folder: &Folder) -> Vec<String> {
    let place = folder.data().parent().unwrap().join(".cache/diaodu");
    let entries = fs::read_dir(place).into_iter().flatten();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn the_command_line_answers_the_same_with_and_without() {
    let folder = Folder::of(700);
    let cold = run(&folder, "true");
    assert!(cold.status.success(), "{cold:?}");
    assert_eq!(caches(&folder).len(), 1, "written by the time it ends");
    let warm = run(&folder, "true");
    assert_eq!((&warm.stdout, &warm.stderr), (&cold.stdout, &cold.stderr));
    // A folder that cannot be written to, also for root.
    let place = folder.data().parent().unwrap().join(".cache");
    fs::remove_dir_all(&place).unwrap();
    fs::write(&place, "").unwrap();
    let nowhere = run(&folder, "true");
    assert_eq!((&nowhere.stdout, &nowhere.stderr), (&cold.stdout, &cold.stderr));
}

#[test]
fn a_disk_that_is_full_costs_only_the_cache() {
    let folder = Folder::of(700);
    // No file may grow beyond 32 kB: writing the cache fails in its midst.
    let full = run(&folder, "ulimit -f 64");
    assert!(full.status.success(), "{full:?}");
    assert_eq!(caches(&folder), Vec::<String>::new(), "nothing half-written stays");
    assert_eq!(full.stdout, run(&folder, "true").stdout);
    assert_eq!(caches(&folder).len(), 1);
}

#[test]
fn a_small_tmpfs_costs_only_the_cache() {
    let folder = Folder::of(700);
    let place = folder.data().parent().unwrap().join(".cache");
    fs::create_dir(&place).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "none"]).arg(&place).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: no tmpfs can be mounted here");
        return;
    }
    let full = run(&folder, "true");
    let left = caches(&folder);
    assert!(Command::new("umount").arg(&place).status().unwrap().success());
    assert!(full.status.success(), "{full:?}");
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn a_list_that_never_stands_still_is_read_and_said() {
    let folder = Folder::of(1);
    fs::remove_file(folder.list()).unwrap();
    // A plain file whose bytes are never as many as its size says.
    symlink("/proc/self/status", folder.list()).unwrap();
    let (_, findings) = Catalogue::load(&folder.data());
    let changing = findings.iter().find(|f| f.code == codes::CHANGED_WHILE_READ).expect("said");
    assert_eq!((changing.severity, changing.file.is_some()), (Severity::Warning, true));
}

#[test]
fn a_list_that_is_written_while_it_is_read_never_leaves_a_wrong_cache() {
    let folder = Folder::of(400);
    let texts = ["甲乙", "丙丁"].map(|word| {
        folder.put(&(1..=400).map(|serial| project(serial, word)).collect::<Vec<_>>());
        folder.text()
    });
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut turns = texts.iter().cycle();
            while !over.load(Ordering::SeqCst) {
                folder.put_text(turns.next().unwrap());
            }
        });
        for _ in 0..10 {
            let mut loaded = folder.read();
            let Some(year) = loaded.catalogue.year(YEAR) else { continue };
            for unwritten in std::mem::take(&mut loaded.unwritten) {
                unwritten.write(year.projects(), &AtomicBool::new(false)).unwrap();
            }
        }
        over.store(true, Ordering::SeqCst);
    });
    // Whatever was kept meanwhile, what stands there now is what is read.
    folder.agrees();
    folder.put_text(&texts[1]);
    folder.agrees();
    folder.keep();
    assert_eq!(folder.agrees(), 1);
}
