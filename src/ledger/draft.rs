//! Drafts: what a person has typed and not yet filed. One small file each, replaced as a whole, so a
//! draft never waits for the ledger, survives the process, and can be saved from a signal's thread.
//! They are no part of the audit chain; filing or discarding removes them.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::error::LedgerError;
use super::file::from_io;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::domain::time;

/// The largest draft read back, in bytes.
const MAX_DRAFT: u64 = 1 << 20;

/// The file of a person's place; not a draft's name.
const PLACE: &str = "place";

/// The drafts of one person, in a folder of their own.
#[derive(Clone, Debug)]
pub struct Drafts {
    folder: PathBuf,
    person: String,
}

/// One draft.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredDraft {
    /// Which project's report.
    pub project: ProjectId,
    /// Which month's.
    pub month: Month,
    /// When it was saved last.
    pub saved_at: Timestamp,
    /// The form's state, as the form wrote it.
    pub form: Json,
}

/// A draft as the file holds it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OnDisk {
    person: String,
    project: String,
    month: String,
    saved_at: String,
    form: Json,
}

impl Drafts {
    /// A person's drafts below a state folder. Nothing is made until the first draft is saved.
    pub fn of(state: &Path, person: &str) -> Self {
        Self { folder: state.join("drafts").join(file_name(person)), person: person.to_owned() }
    }

    /// Saves a draft, replacing the one before; durable when it returns.
    pub fn save(
        &self,
        project: ProjectId,
        month: Month,
        form: &Json,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let path = self.path(project, month);
        let text = serde_json::json!(OnDisk {
            person: self.person.clone(),
            project: project.to_string(),
            month: month.to_string(),
            saved_at: time::rfc3339(now),
            form: form.clone(),
        })
        .to_string();
        self.write(&path, text.as_bytes()).map_err(|error| from_io(&path, &error))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        // A draft is its writer's own business.
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let mut file = tempfile::Builder::new().prefix(".draft-").tempfile_in(&self.folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|failed| failed.error)?;
        File::open(&self.folder)?.sync_all()
    }

    /// A draft, if there is one.
    pub fn load(&self, project: ProjectId, month: Month) -> Result<Option<StoredDraft>, LedgerError> {
        read(&self.path(project, month))
    }

    /// Every draft, oldest first, and what could not be read; a damaged file is left where it is.
    pub fn list(&self) -> Result<(Vec<StoredDraft>, Vec<LedgerError>), LedgerError> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((Vec::new(), Vec::new())),
            other => other.map_err(|e| from_io(&self.folder, &e))?,
        };
        let (mut drafts, mut problems) = (Vec::new(), Vec::new());
        for entry in entries {
            let path = entry.map_err(|e| from_io(&self.folder, &e))?.path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            match read(&path) {
                Ok(draft) => drafts.extend(draft),
                Err(problem) => problems.push(problem),
            }
        }
        drafts.sort_by_key(|draft| (draft.saved_at, draft.project, draft.month));
        Ok((drafts, problems))
    }

    /// Removes a draft; whether there was one.
    pub fn discard(&self, project: ProjectId, month: Month) -> Result<bool, LedgerError> {
        let path = self.path(project, month);
        match fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(from_io(&path, &error)),
        }
    }

    /// Keeps where the person was, beside the drafts; replaces what was kept before.
    pub fn keep_place(&self, place: &Json) -> Result<(), LedgerError> {
        let path = self.folder.join(PLACE);
        self.write(&path, place.to_string().as_bytes()).map_err(|error| from_io(&path, &error))
    }

    /// Where the person was, which is then forgotten. What cannot be read is as good as nothing.
    pub fn take_place(&self) -> Option<Json> {
        let path = self.folder.join(PLACE);
        let mut text = String::new();
        File::open(&path).ok()?.take(MAX_DRAFT).read_to_string(&mut text).ok()?;
        fs::remove_file(&path).ok()?;
        serde_json::from_str(&text).ok()
    }

    fn path(&self, project: ProjectId, month: Month) -> PathBuf {
        self.folder.join(format!("{project}_{month}.json"))
    }
}

fn read(path: &Path) -> Result<Option<StoredDraft>, LedgerError> {
    let mut text = String::new();
    match File::open(path).and_then(|file| file.take(MAX_DRAFT + 1).read_to_string(&mut text)) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            return Err(damaged(path, "not UTF-8"));
        }
        Err(error) => return Err(from_io(path, &error)),
    }
    if text.len() as u64 > MAX_DRAFT {
        return Err(damaged(path, "larger than a draft can be"));
    }
    let stored: OnDisk = serde_json::from_str(&text).map_err(|e| damaged(path, &e.to_string()))?;
    let draft = || {
        Some(StoredDraft {
            project: stored.project.parse().ok()?,
            month: stored.month.parse().ok()?,
            saved_at: stored.saved_at.parse().ok()?,
            form: stored.form,
        })
    };
    draft().map(Some).ok_or_else(|| damaged(path, "names no project, month or time"))
}

fn damaged(path: &Path, detail: &str) -> LedgerError {
    LedgerError::DraftDamaged { place: path.display().to_string(), detail: detail.to_owned() }
}

/// A person's id as a folder's name: letters, digits, `-` and `_` stand for themselves, every other
/// byte as `%E5`, so that no id can name another folder.
fn file_name(person: &str) -> String {
    let mut out = String::new();
    for byte in person.bytes() {
        match byte {
            b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => out.push(char::from(byte)),
            other => {
                let (high, low) = (other >> 4, other & 15);
                out.push('%');
                out.extend([high, low].map(|half| char::from_digit(u32::from(half), 16).unwrap_or('0')));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(text: &str) -> Timestamp {
        time::parse_moment(text).unwrap()
    }

    #[test]
    fn a_draft_comes_back_as_it_was_typed() {
        let state = tempfile::tempdir().unwrap();
        let drafts = Drafts::of(state.path(), "zhang");
        let (project, month) = ("2021-1-431".parse().unwrap(), "2021-03".parse().unwrap());
        assert_eq!(drafts.load(project, month).unwrap(), None);
        assert_eq!(drafts.list().unwrap().0, []);
        drafts.save(project, month, &json!({"invested": "12"}), at("2021-03-24 12:00")).unwrap();
        drafts.save(project, month, &json!({"invested": "120"}), at("2021-03-24 12:01")).unwrap();
        let draft = drafts.load(project, month).unwrap().unwrap();
        assert_eq!(draft.form, json!({"invested": "120"}));
        assert_eq!(drafts.list().unwrap().0, [draft]);
        assert_eq!(Drafts::of(state.path(), "li").list().unwrap().0, []);
        assert!(drafts.discard(project, month).unwrap());
        assert!(!drafts.discard(project, month).unwrap());
        assert_eq!(drafts.list().unwrap().0, []);
    }

    #[test]
    fn a_place_is_kept_until_it_is_taken_and_is_no_draft() {
        let state = tempfile::tempdir().unwrap();
        let drafts = Drafts::of(state.path(), "zhang");
        assert_eq!(drafts.take_place(), None);
        drafts.keep_place(&json!({"tab": 1})).unwrap();
        drafts.keep_place(&json!({"tab": 2})).unwrap();
        assert_eq!(drafts.list().unwrap(), (Vec::new(), Vec::new()));
        assert_eq!(drafts.take_place(), Some(json!({"tab": 2})));
        assert_eq!(drafts.take_place(), None);
        fs::write(drafts.folder.join(PLACE), "{").unwrap();
        assert_eq!(drafts.take_place(), None);
    }

    #[test]
    fn one_damaged_draft_hides_no_other_and_is_kept() {
        let state = tempfile::tempdir().unwrap();
        let drafts = Drafts::of(state.path(), "zhang");
        let month = "2021-03".parse().unwrap();
        drafts.save("2021-1-1".parse().unwrap(), month, &json!(1), at("2021-03-24")).unwrap();
        drafts.save("2021-1-2".parse().unwrap(), month, &json!(2), at("2021-03-24")).unwrap();
        let path = drafts.path("2021-1-1".parse().unwrap(), month);
        fs::write(&path, "{\"person\":").unwrap();
        let (found, problems) = drafts.list().unwrap();
        assert_eq!((found.len(), problems.len()), (1, 1));
        assert!(path.exists());
    }

    #[test]
    fn no_person_names_another_folder() {
        for (person, name) in
            [("zhang-3", "zhang-3"), ("../li", "%2e%2e%2fli"), ("张", "%e5%bc%a0"), ("a.b", "a%2eb")]
        {
            assert_eq!(file_name(person), name);
        }
    }
}
