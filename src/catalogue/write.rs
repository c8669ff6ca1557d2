//! Catalogue → files. All or nothing: every file is written beside its place and synced before the first
//! is renamed into it, so a crash leaves the old year or the new one, never half a file. Comments at the
//! head of a file stay; a file that would not change is not touched.

use std::fs;
use std::io::{self, BufRead as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use super::list::{self, INVENTED};
use super::yaml::YamlError;
use super::{Year, notice, record};
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::project::Project;
use crate::domain::trouble::told;
use crate::words;

/// Records turned to text at once.
const BATCH: usize = 1_000;

/// One file of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearFile {
    /// `notice.yaml`
    Notice,
    /// `construction.yaml`, `planning.yaml`, `promotion.yaml`
    List(Category),
}

impl YearFile {
    /// Every file of a year.
    pub const ALL: [Self; 4] = [
        Self::Notice,
        Self::List(Category::Construction),
        Self::List(Category::Planning),
        Self::List(Category::Promotion),
    ];

    /// The file's name.
    pub fn file_name(self) -> String {
        match self {
            Self::Notice => "notice.yaml".into(),
            Self::List(category) => format!("{}.yaml", category.name()),
        }
    }
}

/// Writes the named parts of a year under `dir/YEAR/` and returns the files that changed, as
/// `2021/construction.yaml`. A notice that the year does not have is skipped.
///
/// # Errors
/// [`Exit::Storage`] where the folder cannot be written; nothing has changed then.
pub fn write_year(dir: &Path, year: &Year, parts: &[YearFile]) -> Result<Vec<PathBuf>, Failure> {
    let folder = dir.join(year.year.to_string());
    fs::create_dir_all(&folder).map_err(|e| failed(&folder, &e))?;
    let mut ready = Vec::new();
    for part in parts {
        if *part == YearFile::Notice && year.notice.is_none() {
            continue;
        }
        let path = folder.join(part.file_name());
        let mut temporary = tempfile::Builder::new()
            .prefix(".writing-")
            .permissions(permissions(&path))
            .tempfile_in(&folder)
            .map_err(|e| failed(&folder, &e))?;
        write_part(year, *part, &path, temporary.as_file_mut()).map_err(|e| failed(&path, &e))?;
        if same_content(temporary.as_file_mut(), &path).map_err(|e| failed(&path, &e))? {
            continue;
        }
        temporary.as_file().sync_all().map_err(|e| failed(&path, &e))?;
        ready.push((temporary, path));
    }
    let mut written = Vec::new();
    for (temporary, path) in ready {
        temporary.persist(&path).map_err(|e| failed(&path, &e.error))?;
        written.push(path.strip_prefix(dir).unwrap_or(&path).to_owned());
    }
    // The rename itself is durable once its folder is.
    fs::File::open(&folder).and_then(|f| f.sync_all()).map_err(|e| failed(&folder, &e))?;
    Ok(written)
}

/// Writes one category's list as its projects are made, however many there are: a list too long to hold.
/// Returns the file, as `2021/construction.yaml`.
///
/// # Errors
/// [`Exit::Storage`] where it cannot be written; an old file stands unchanged then.
pub fn write_list(
    dir: &Path,
    year: i16,
    category: Category,
    invented: bool,
    projects: impl IntoIterator<Item = Project>,
) -> Result<PathBuf, Failure> {
    let empty = Year::new(year, None, invented, Vec::new());
    let part = YearFile::List(category);
    let folder = dir.join(year.to_string());
    let path = folder.join(part.file_name());
    let failed = |error: &io::Error| failed(&path, error);
    fs::create_dir_all(&folder).map_err(|e| failed(&e))?;
    let mut temporary = tempfile::Builder::new()
        .prefix(".writing-")
        .permissions(permissions(&path))
        .tempfile_in(&folder)
        .map_err(|e| failed(&e))?;
    let mut text = default_header(&empty, part);
    if invented {
        text.insert_str(0, &format!("{INVENTED}\n"));
    }
    let mut projects = projects.into_iter().peekable();
    if projects.peek().is_none() {
        text.push_str("[]\n");
    }
    while projects.peek().is_some() {
        let batch: Vec<Project> = projects.by_ref().take(BATCH).collect();
        record::write(&batch, false, &mut text).map_err(|e| failed(&io::Error::other(e)))?;
        temporary.write_all(text.as_bytes()).map_err(|e| failed(&e))?;
        text.clear();
    }
    let end = temporary.write_all(text.as_bytes()).and_then(|()| temporary.as_file().sync_all());
    end.map_err(|e| failed(&e))?;
    temporary.persist(&path).map_err(|e| failed(&e.error))?;
    fs::File::open(&folder).and_then(|f| f.sync_all()).map_err(|e| failed(&e))?;
    Ok(path.strip_prefix(dir).unwrap_or(&path).to_owned())
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    let message = told(words!("无法写入", "cannot be written"), error);
    let finding = Finding::error(codes::UNWRITABLE, message).in_file(path.display().to_string());
    Failure::new(Exit::Storage, finding)
}

/// A list of any projects as YAML, each record with its whole id; what [`from_yaml`] reads.
pub fn to_yaml(projects: &[&Project], invented: bool) -> Result<String, YamlError> {
    let mut out = if invented { format!("{INVENTED}\n") } else { String::new() };
    if projects.is_empty() {
        out.push_str("[]\n");
    }
    record::write(projects.iter().copied(), true, &mut out)?;
    Ok(out)
}

/// Reads a list of records that carry whole ids; `home` gives year and category to those that do not.
pub fn from_yaml(file: &str, text: &str, home: Option<(i16, Category)>) -> (Vec<Project>, Vec<Finding>) {
    let list = list::read(file, text, home, None);
    (list.projects, list.findings)
}

/// An existing file keeps its mode; a new one is readable by everybody, as the umask allows.
fn permissions(path: &Path) -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).map_or_else(|_| fs::Permissions::from_mode(0o644), |meta| meta.permissions())
}

/// One file's text, a piece at a time: a list may be too long to hold twice. `path` is the file whose head stays.
fn write_part(year: &Year, part: YearFile, path: &Path, file: &mut fs::File) -> io::Result<()> {
    let mut text = header(year, part, head_of(path).as_deref());
    match part {
        YearFile::Notice => {
            let written = year.notice.as_ref().map(|notice| notice::write(notice, year.invented));
            text.push_str(&written.transpose().map_err(io::Error::other)?.unwrap_or_default());
        }
        YearFile::List(category) => {
            let projects = year.category(category);
            if projects.is_empty() {
                text.push_str("[]\n");
            }
            for batch in projects.chunks(BATCH) {
                record::write(batch, false, &mut text).map_err(io::Error::other)?;
                file.write_all(text.as_bytes())?;
                text.clear();
            }
        }
    }
    file.write_all(text.as_bytes())
}

/// The comments and blank lines that a file begins with; `None` where there is no such file, or no text in it.
fn head_of(path: &Path) -> Option<String> {
    let mut lines = io::BufReader::new(fs::File::open(path).ok()?);
    let mut head = String::new();
    loop {
        let before = head.len();
        if lines.read_line(&mut head).ok()? == 0 || list::header(&head[before..]).is_empty() {
            head.truncate(before);
            return Some(head);
        }
    }
}

/// Whether a file just written holds what stands at `path`.
fn same_content(written: &mut fs::File, path: &Path) -> io::Result<bool> {
    let Ok(old) = fs::File::open(path) else { return Ok(false) };
    if old.metadata()?.len() != written.metadata()?.len() {
        return Ok(false);
    }
    written.rewind()?;
    let (mut one, mut other) = (io::BufReader::new(written), io::BufReader::new(old));
    loop {
        let (a, b) = (one.fill_buf()?, other.fill_buf()?);
        let both = a.len().min(b.len());
        if a[..both] != b[..both] || both == 0 {
            return Ok(a.is_empty() && b.is_empty());
        }
        one.consume(both);
        other.consume(both);
    }
}

/// What stands above the records: the old file's head, or our own.
fn header(year: &Year, part: YearFile, old: Option<&str>) -> String {
    let mut out = match old {
        Some(old) => old.trim_start_matches('\u{feff}').to_owned(),
        None => default_header(year, part),
    };
    let marked = out.lines().any(|line| line.trim() == INVENTED);
    if year.invented && !marked {
        out.insert_str(0, &format!("{INVENTED}\n"));
    }
    if !year.invented && marked {
        out = out
            .lines()
            .filter(|line| line.trim() != INVENTED)
            .fold(String::new(), |text, line| text + line + "\n");
    }
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n'); // a comment that ends the file must not swallow the first record
    }
    out
}

fn default_header(year: &Year, part: YearFile) -> String {
    let number = year.year;
    match part {
        YearFile::Notice => format!(
            "# {number}年: what the notice declares. The reporting rule's inclusion and shift are our own decision.\n\
             # 通知载明的内容；填报规则中是否含当日、是否顺延为本程序约定。\n"
        ),
        YearFile::List(category) => {
            let (annex, title) = (category.annex(), category.title());
            format!("# 附件{annex} {number}年{title}\n")
        }
    }
}
