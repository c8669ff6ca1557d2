//! Documents that a person names by a path: where they may lie, what lies there, and their bytes. A person
//! at their own machine may open what their account may read; a session over SSH only what lies in the
//! inbox that the host's keeper named, or nothing.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use jiff::Timestamp;

use super::App;
use super::rows::titles;
use super::settings::LedgerLocation;
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::Bilingual;
use crate::domain::permission::{Action, Target};
use crate::domain::text::is_forbidden;
use crate::domain::trouble::told;
use crate::intake::DocumentSource;
use crate::words;

/// More than any list: the document reader has its own, smaller limits by kind.
pub const MOST_BYTES: u64 = 512 << 20;
/// Names read of one folder, and names offered of it.
const MOST_NAMES: usize = 5_000;
const MOST_OFFERED: usize = 200;
/// Ends of names that are offered.
const KINDS: [&str; 11] = ["xlsx", "xlsm", "xls", "ods", "csv", "tsv", "docx", "txt", "yaml", "yml", "json"];

/// What lies where a path that is being typed leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// The path so far.
    pub typed: String,
    /// What may be meant, the likeliest first.
    pub entries: Vec<DirEntry>,
}

/// One folder or document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirEntry {
    /// Its name; a folder's ends with `/`.
    pub name: String,
    /// The path that choosing it makes.
    pub path: String,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// Its size in bytes.
    pub size: u64,
    /// When it was changed last.
    pub changed: Option<Timestamp>,
}

/// Reads a file whole, up to a limit.
///
/// # Errors
/// [`Exit::Storage`] when it cannot be read, [`Exit::Malformed`] when it is over the limit.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let name = path.display().to_string();
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => {
            let message = words!("是一个文件夹", "is a folder");
            return Err(unreadable(&name, message));
        }
        _ => {}
    }
    File::open(path).map_err(|error| not_read(&name, &error)).and_then(|file| whole(&name, file))
}

/// Reads to the end, up to a limit.
///
/// # Errors
/// As [`read`].
pub fn whole(name: &str, from: impl io::Read) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    from.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| not_read(name, &error))?;
    if bytes.len() as u64 > MOST_BYTES {
        let message = words!("文件过大", "the file is too large");
        let finding = Finding::error(codes::DOCUMENT_OVER_LIMIT, message).in_file(name);
        return Err(Failure::new(Exit::Malformed, finding));
    }
    Ok(bytes)
}

fn not_read(name: &str, error: &io::Error) -> Failure {
    let message = told(words!("读不出来", "cannot be read"), error);
    unreadable(name, message)
}

fn unreadable(name: &str, message: Bilingual) -> Failure {
    Failure::new(Exit::Storage, Finding::error(codes::UNREADABLE, message).in_file(name))
}

impl App {
    /// Whether documents can be opened by their path at all; why not, where not.
    pub fn may_open_documents(&self) -> Result<(), Failure> {
        if !self.settings().in_session || self.settings().inbox.is_some() {
            return Ok(());
        }
        let message =
            words!("远程会话不能打开主机上的文件", "a session over SSH cannot open files of the host");
        let hint = words!(
            "在自己的电脑上用 ssh 主机 import - < 文件；或请管理员在配置里写 inbox: 文件夹",
            "from your own machine: ssh HOST import - < FILE; or ask the keeper to set inbox: FOLDER"
        );
        Err(Failure::new(Exit::Denied, Finding::error(codes::NOT_IN_A_SESSION, message).hint(hint)))
    }

    /// Whether a list can be imported from the screen; why not, where not.
    pub fn may_import(&self, now: Timestamp) -> Result<(), Failure> {
        self.may_open_documents()?;
        if self.settings().ledger == LedgerLocation::Memory {
            let message = words!(
                "演示数据只在内存里，不能导入",
                "a demonstration lives in memory only; nothing can be imported into it"
            );
            let hint = words!("用 diaodu demo 文件夹 做一个可写的", "`diaodu demo DIR` makes one that can");
            return Err(Failure::new(
                Exit::No,
                Finding::error(codes::DEMONSTRATION_ONLY, message).hint(hint),
            ));
        }
        let rights = self.rights()?;
        let of = |category| rights.may(self.person(), Action::Import, Target::Category(category), now);
        // Which list it is only the document says: here one of the three is enough.
        let [first, second, third] = Category::ALL.map(of);
        first.or(second).or(third)
    }

    /// What lies where a typed path leads: documents, the newest first, and folders; by their Chinese,
    /// English or pinyin names once some of a name is typed.
    ///
    /// # Errors
    /// [`Exit::Denied`] in a session without an inbox, [`Exit::No`] outside of it.
    pub fn shelf(&self, typed: &str) -> Result<Directory, Failure> {
        self.may_open_documents()?;
        let (folder, begun) = match typed.rfind('/') {
            Some(at) => typed.split_at(at + 1),
            None => ("", typed),
        };
        let place = if folder.is_empty() { self.shelf_root() } else { self.leads_to(folder)? };
        let mut entries: Vec<DirEntry> = fs::read_dir(&place)
            .map_err(|error| not_read(&place.display().to_string(), &error))?
            .flatten()
            .take(MOST_NAMES)
            .filter_map(|entry| named(&entry, folder, begun.starts_with('.')))
            .collect();
        entries.sort_by(|a, b| {
            let key = |n: &DirEntry| (n.is_folder, std::cmp::Reverse(n.changed.filter(|_| !n.is_folder)));
            key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
        });
        let names: Vec<Bilingual> = entries.iter().map(|entry| Bilingual::same(&entry.name)).collect();
        let entries = if begun.is_empty() {
            entries
        } else {
            titles(begun, &names).into_iter().map(|at| entries[at].clone()).collect()
        };
        Ok(Directory { typed: typed.to_owned(), entries: entries.into_iter().take(MOST_OFFERED).collect() })
    }

    /// A document at a typed path.
    ///
    /// # Errors
    /// As [`Desk::shelf`] and [`read`].
    pub fn document(&self, typed: &str) -> Result<DocumentSource, Failure> {
        self.may_open_documents()?;
        let path = self.leads_to(typed)?;
        let name = if self.settings().in_session { typed.to_owned() } else { path.display().to_string() };
        // A pipe or a device would keep the reader waiting for ever.
        if fs::metadata(&path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            return Err(unreadable(&name, words!("不是普通文件", "is no ordinary file")));
        }
        Ok(DocumentSource { bytes: read(&path)?, name, ..DocumentSource::default() })
    }

    fn shelf_root(&self) -> PathBuf {
        match &self.settings().inbox {
            Some(inbox) if self.settings().in_session => inbox.clone(),
            _ => PathBuf::from("."),
        }
    }

    /// Where a typed path leads. In a session it must stay inside the inbox, links followed.
    fn leads_to(&self, typed: &str) -> Result<PathBuf, Failure> {
        if !self.settings().in_session {
            return Ok(match typed.strip_prefix("~/") {
                Some(rest) => std::env::home_dir().unwrap_or_default().join(rest),
                None => PathBuf::from(typed),
            });
        }
        let outside = || {
            let message = words!("只能打开收件文件夹里的文件", "only files in the inbox can be opened");
            Failure::new(Exit::Denied, Finding::error(codes::NOT_IN_A_SESSION, message).got(typed))
        };
        let path = Path::new(typed);
        if path.components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(outside());
        }
        let root = self.shelf_root();
        let wanted = root.join(path);
        match (root.canonicalize(), wanted.canonicalize()) {
            (Ok(root), Ok(found)) if found.starts_with(&root) => Ok(found),
            (Ok(_), Err(error)) if error.kind() == io::ErrorKind::NotFound => Err(not_read(typed, &error)),
            _ => Err(outside()),
        }
    }
}

/// A folder or a document of a kind that can be read; hidden ones only when a dot is typed.
fn named(entry: &fs::DirEntry, folder: &str, with_hidden: bool) -> Option<DirEntry> {
    let name = entry.file_name().into_string().ok()?;
    // A name that cannot be typed cannot be shown either.
    if name.chars().any(is_forbidden) || name.starts_with('.') != with_hidden {
        return None;
    }
    let found = fs::metadata(entry.path()).ok()?;
    let kind = name.rsplit_once('.').map(|(_, kind)| kind.to_ascii_lowercase()).unwrap_or_default();
    if !found.is_dir() && (!found.is_file() || !KINDS.contains(&kind.as_str())) {
        return None;
    }
    // What a spreadsheet leaves beside an open workbook.
    if name.starts_with("~$") {
        return None;
    }
    let name = if found.is_dir() { format!("{name}/") } else { name };
    Some(DirEntry {
        path: format!("{folder}{name}"),
        name,
        is_folder: found.is_dir(),
        size: found.len(),
        changed: found.modified().ok().and_then(|at| Timestamp::try_from(at).ok()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::settings::{CliOverrides, Environment, Settings};

    fn desk(in_session: bool, inbox: Option<&Path>) -> App {
        let around = Environment { login: "li".into(), here: "/nowhere".into(), ..Environment::default() };
        let (settings, _) = Settings::decide(CliOverrides::default(), &around);
        let settings = Settings { in_session, inbox: inbox.map(Path::to_owned), ..settings };
        App::new(settings, crate::desk::Catalogue::built_in(), Vec::new())
    }

    fn names(desk: &App, typed: &str) -> Vec<String> {
        desk.shelf(typed).unwrap().entries.into_iter().map(|entry| entry.name).collect()
    }

    #[test]
    fn documents_and_folders_are_offered_by_name_and_pinyin() {
        let place = tempfile::tempdir().unwrap();
        for name in ["市级重点项目.xlsx", "list.csv", "photo.png", ".hidden.csv", "~$open.xlsx"] {
            fs::write(place.path().join(name), "x").unwrap();
        }
        fs::create_dir(place.path().join("旧")).unwrap();
        let desk = desk(false, None);
        let root = format!("{}/", place.path().display());
        assert_eq!(names(&desk, &root).len(), 3, "{:?}", names(&desk, &root));
        assert_eq!(names(&desk, &root).last().unwrap(), "旧/");
        assert_eq!(names(&desk, &format!("{root}sjzd")), ["市级重点项目.xlsx"]);
        assert_eq!(names(&desk, &format!("{root}.")), [".hidden.csv"]);
        assert_eq!(desk.document(&format!("{root}list.csv")).unwrap().bytes, b"x");
        assert_eq!(desk.document(&format!("{root}none.csv")).unwrap_err().exit, Exit::Storage);
    }

    #[test]
    fn a_session_reaches_nothing_without_an_inbox_and_nothing_outside_of_it() {
        let place = tempfile::tempdir().unwrap();
        let inbox = place.path().join("inbox");
        fs::create_dir(&inbox).unwrap();
        fs::write(place.path().join("secret.csv"), "x").unwrap();
        fs::write(inbox.join("list.csv"), "x").unwrap();
        std::os::unix::fs::symlink(place.path().join("secret.csv"), inbox.join("link.csv")).unwrap();
        let none = desk(true, None);
        assert_eq!(none.shelf("").unwrap_err().exit, Exit::Denied);
        assert_eq!(none.document("/etc/passwd").unwrap_err().exit, Exit::Denied);
        let desk = desk(true, Some(&inbox));
        assert!(names(&desk, "").contains(&"list.csv".to_owned()));
        assert!(desk.document("list.csv").is_ok());
        for path in ["../secret.csv", "/etc/passwd", "link.csv", "~/x.csv", "./../secret.csv"] {
            let refused = desk.document(path).unwrap_err();
            assert!(refused.exit == Exit::Denied || path == "~/x.csv", "{path}: {refused:?}");
        }
        assert_eq!(desk.shelf("../").unwrap_err().exit, Exit::Denied);
    }
}
