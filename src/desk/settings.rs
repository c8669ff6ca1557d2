//! Where things live and who is asking: flag, environment, user configuration, system configuration,
//! `./data`, then what is built into the binary.
//!
//! It reads nothing but the two small configuration files and, to know the shipped lists from somebody's own,
//! a folder called `data`; and it never decides by a variable who a person is.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use etcetera::base_strategy::{BaseStrategy as _, Xdg};

use super::person;
use crate::catalogue::Catalogue;
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::domain::trouble::told;
use crate::words;

/// Everything decided before the desk opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where the catalogue is read from.
    pub data: DataSource,
    /// Where drafts are kept, e.g. `~/.local/state/diaodu`; nowhere in a demonstration or without a home.
    pub state: Option<PathBuf>,
    /// Where start-up caches are kept, e.g. `~/.cache/diaodu`; nowhere in a demonstration or without a home.
    pub caches: Option<PathBuf>,
    /// Where the ledger is, whether or not it exists yet.
    pub ledger: LedgerLocation,
    /// The year asked for; the list in force where `None`.
    pub year: Option<i16>,
    /// The id of the person asking.
    pub person: String,
    /// Where the documents lie that a session over SSH may open; none unless the host's keeper names it.
    pub inbox: Option<PathBuf>,
    /// Whether a forced command named the person, rather than the process's uid.
    pub in_session: bool,
    /// `lang`, `theme` and `ambiguous` of the configuration files, as written.
    pub preferences: Preferences,
}

/// Where the catalogue is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataSource {
    /// A folder of years.
    Folder(PathBuf),
    /// The catalogue shipped inside the binary.
    BuiltIn,
}

/// Where the ledger is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LedgerLocation {
    /// An SQLite file.
    File(PathBuf),
    /// `postgres://…`
    Url(String),
    /// In this process only: a demonstration.
    Memory,
    /// An address of a kind that cannot be opened.
    Unknown(String),
    /// Nowhere: no file was named and there is no home to put one in.
    Nowhere,
}

/// Tastes from the configuration files; flags go before them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// `zh` or `en`
    pub lang: Option<String>,
    /// `light` or `dark`
    pub theme: Option<String>,
    /// `wide` where ★ and ─ take two columns
    pub ambiguous: Option<String>,
}

/// What flags say; each goes before everything else.
#[derive(Clone, Debug, Default)]
pub struct CliOverrides {
    /// `--data`
    pub data: Option<PathBuf>,
    /// `--ledger`
    pub ledger: Option<String>,
    /// `--year`
    pub year: Option<i16>,
    /// The person a forced command names; never from a flag or variable of the user's own.
    pub person: Option<String>,
}

/// What the process stands in. Tests make their own.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `DIAODU_DATA`
    pub data: Option<OsString>,
    /// `DIAODU_LEDGER`
    pub ledger: Option<OsString>,
    /// XDG's configuration folder, e.g. `~/.config`
    pub user_config: Option<PathBuf>,
    /// XDG's data folder, e.g. `~/.local/share`
    pub user_data: Option<PathBuf>,
    /// XDG's state folder, e.g. `~/.local/state`
    pub user_state: Option<PathBuf>,
    /// XDG's cache folder, e.g. `~/.cache`
    pub user_cache: Option<PathBuf>,
    /// `/etc/diaodu`
    pub system_config: PathBuf,
    /// The working folder.
    pub here: PathBuf,
    /// The login name of the process's uid.
    pub login: String,
}

impl Environment {
    /// Those of this process.
    pub fn of_process() -> Self {
        let set = |name| std::env::var_os(name).filter(|value: &OsString| !value.is_empty());
        let xdg = Xdg::new().ok();
        Self {
            data: set("DIAODU_DATA"),
            ledger: set("DIAODU_LEDGER"),
            user_config: xdg.as_ref().map(Xdg::config_dir),
            user_data: xdg.as_ref().map(Xdg::data_dir),
            user_state: xdg.as_ref().and_then(Xdg::state_dir),
            user_cache: xdg.as_ref().map(Xdg::cache_dir),
            system_config: PathBuf::from("/etc/diaodu"),
            here: std::env::current_dir().unwrap_or_default(),
            login: person::login(),
        }
    }
}

impl Settings {
    /// Decides; the findings are about lines of configuration files that were passed over.
    pub fn decide(wanted: CliOverrides, around: &Environment) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let user = around.user_config.as_ref().map(|folder| folder.join("diaodu/config.yaml"));
        let user = user.map(|file| read_config(&file, &mut findings)).unwrap_or_default();
        let system = read_config(&around.system_config.join("config.yaml"), &mut findings);

        let named = wanted.data.or_else(|| around.data.clone().map(PathBuf::from));
        let data = named
            .clone()
            .or(user.data)
            .or(system.data)
            .or_else(|| Some(around.here.join("data")).filter(|folder| holds_a_year(folder)));
        let data = data.map_or(DataSource::BuiltIn, DataSource::Folder);
        let own_ledger = |folder: &PathBuf| Some(own_ledger(folder)).filter(|file| file.is_file());
        let ledger = wanted
            .ledger
            .or_else(|| around.ledger.clone().map(|value| value.to_string_lossy().into_owned()))
            .map(|place| LedgerLocation::parse(&place, &around.here))
            // A workspace named on the spot brings its own ledger, whatever the configuration says.
            .or_else(|| named.as_ref().and_then(own_ledger).map(LedgerLocation::File))
            .or(user.ledger)
            .or(system.ledger)
            .unwrap_or_else(|| ledger_of(&data, around.user_data.as_deref()));
        let settings = Self {
            data,
            ledger,
            state: around.user_state.as_ref().map(|folder| folder.join("diaodu")),
            caches: around.user_cache.as_ref().map(|folder| folder.join("diaodu")),
            year: wanted.year,
            inbox: system.inbox,
            in_session: wanted.person.is_some(),
            person: wanted.person.unwrap_or_else(|| around.login.clone()),
            preferences: Preferences {
                lang: user.preferences.lang.or(system.preferences.lang),
                theme: user.preferences.theme.or(system.preferences.theme),
                ambiguous: user.preferences.ambiguous.or(system.preferences.ambiguous),
            },
        };
        (settings, findings)
    }
}

/// The ledger that goes with a list where nobody named one: in the list's own folder, so that two folders
/// never share one; only the built-in list, which has none, keeps its ledger in the XDG place.
fn ledger_of(data: &DataSource, user_data: Option<&Path>) -> LedgerLocation {
    match (data, user_data) {
        (DataSource::Folder(folder), _) if is_workspace(folder) => LedgerLocation::File(own_ledger(folder)),
        (_, Some(user_data)) => LedgerLocation::File(user_data.join("diaodu/ledger.db")),
        (_, None) => LedgerLocation::Nowhere,
    }
}

fn own_ledger(folder: &Path) -> PathBuf {
    folder.join("ledger.db")
}

/// The shipped lists are no workspace wherever a checkout of them stands, until somebody puts a ledger there.
fn is_workspace(folder: &Path) -> bool {
    own_ledger(folder).is_file() || !Catalogue::is_shipped(folder)
}

impl Settings {
    /// The same over the lists of another folder. A ledger that somebody named stays; one that went with the
    /// lists that were open goes with these now.
    #[must_use]
    pub fn over(&self, folder: PathBuf) -> Self {
        let user_data = Environment::of_process().user_data;
        let data = DataSource::Folder(folder);
        // The shipped lists in a checkout are somebody's own once a list was written into them.
        let of_built_in = self.data == DataSource::BuiltIn || self.data == data;
        let went_along = self.ledger == ledger_of(&self.data, user_data.as_deref())
            || of_built_in && self.ledger == ledger_of(&DataSource::BuiltIn, user_data.as_deref());
        let ledger = if went_along { ledger_of(&data, user_data.as_deref()) } else { self.ledger.clone() };
        Self { data, ledger, ..self.clone() }
    }

    /// Those of a demonstration: nothing is read from the host or left on it.
    #[must_use]
    pub fn demonstration(&self) -> Self {
        let ledger = LedgerLocation::Memory;
        Self { data: DataSource::BuiltIn, ledger, state: None, caches: None, ..self.clone() }
    }
}

impl LedgerLocation {
    fn parse(place: &str, base: &Path) -> Self {
        if place.starts_with("postgres://") || place.starts_with("postgresql://") {
            Self::Url(place.to_owned())
        } else if place.contains("://") {
            Self::Unknown(place.to_owned())
        } else {
            Self::File(base.join(place))
        }
    }

    /// Whether there is something to open: a file that exists, or an address.
    pub fn exists(&self) -> bool {
        match self {
            Self::File(file) => file.exists(),
            Self::Url(_) => true,
            Self::Memory | Self::Unknown(_) | Self::Nowhere => false,
        }
    }
}

/// One configuration file: `key: value` lines, `#` comments; relative paths count from its folder.
#[derive(Default)]
struct Config {
    data: Option<PathBuf>,
    inbox: Option<PathBuf>,
    ledger: Option<LedgerLocation>,
    preferences: Preferences,
}

/// Larger than any sensible configuration.
const MOST_CONFIG_BYTES: u64 = 64 * 1024;

fn read_config(file: &Path, findings: &mut Vec<Finding>) -> Config {
    let mut config = Config::default();
    let said = |finding: Finding| finding.in_file(file.display().to_string());
    let text = match fs::metadata(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => return config,
        Ok(meta) if meta.len() > MOST_CONFIG_BYTES => Err(ErrorKind::FileTooLarge.into()),
        _ => fs::read_to_string(file),
    };
    let text = match text {
        Ok(text) => text,
        Err(error) => {
            let words = told(words!("配置文件无法读取", "the configuration cannot be read"), &error);
            findings.push(said(Finding::warning(codes::BAD_CONFIG, words)));
            return config;
        }
    };
    let folder = file.parent().unwrap_or(Path::new("/"));
    for (number, line) in text.lines().enumerate() {
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty() || line.starts_with('#') || line == "---" {
            continue;
        }
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.trim().trim_matches(['"', '\'']);
        match (key.trim(), value) {
            (_, "") => findings.push(said(bad_line(number, line))),
            ("data", path) => config.data = Some(folder.join(path)),
            ("inbox", path) => config.inbox = Some(folder.join(path)),
            ("ledger", place) => config.ledger = Some(LedgerLocation::parse(place, folder)),
            ("lang", lang @ ("zh" | "en")) => config.preferences.lang = Some(lang.to_owned()),
            ("theme", theme @ ("light" | "dark")) => config.preferences.theme = Some(theme.to_owned()),
            ("ambiguous", width @ ("narrow" | "wide")) => {
                config.preferences.ambiguous = Some(width.to_owned());
            }
            _ => findings.push(said(bad_line(number, line))),
        }
    }
    config
}

fn bad_line(number: usize, line: &str) -> Finding {
    Finding::warning(codes::BAD_CONFIG, words!("这一行被跳过", "this line was passed over"))
        .at_line(number as u32 + 1)
        .got(line)
        .expected(words!(
            "data、ledger、inbox、lang: zh|en、theme: light|dark、ambiguous: narrow|wide",
            "data, ledger, inbox, lang: zh|en, theme: light|dark, ambiguous: narrow|wide"
        ))
}

/// Whether a folder looks like a catalogue: a year's folder stands in it. Any other `./data` is somebody
/// else's.
fn holds_a_year(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|entries| {
        entries.flatten().any(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.len() == 4 && name.bytes().all(|b| b.is_ascii_digit()) && entry.path().is_dir()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct House(tempfile::TempDir);

    impl House {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn put(&self, path: &str, text: &str) -> PathBuf {
            let file = self.0.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, text).unwrap();
            file
        }

        fn around(&self) -> Environment {
            let root = self.0.path();
            Environment {
                user_config: Some(root.join("config")),
                user_data: Some(root.join("share")),
                user_state: Some(root.join("state")),
                system_config: root.join("etc"),
                here: root.join("here"),
                login: "li".into(),
                ..Environment::default()
            }
        }
    }

    fn folder(path: impl Into<PathBuf>) -> DataSource {
        DataSource::Folder(path.into())
    }

    #[test]
    fn each_place_is_asked_in_turn() {
        let house = House::new();
        let root = house.0.path();
        let mut around = house.around();
        let decide = |around: &Environment| Settings::decide(CliOverrides::default(), around).0;
        assert_eq!(decide(&around).data, DataSource::BuiltIn);
        assert_eq!(decide(&around).ledger, LedgerLocation::File(root.join("share/diaodu/ledger.db")));
        house.put("here/data/2021/notice.yaml", "");
        assert_eq!(decide(&around).data, folder(root.join("here/data")));
        house.put("etc/config.yaml", "data: /srv/system\nledger: postgres://db/diaodu\n");
        assert_eq!(decide(&around).data, folder("/srv/system"));
        assert_eq!(decide(&around).ledger, LedgerLocation::Url("postgres://db/diaodu".into()));
        house.put("config/diaodu/config.yaml", "# mine\ndata: \"mine\"\nlang: en\n");
        assert_eq!(decide(&around).data, folder(root.join("config/diaodu/mine")));
        assert_eq!(decide(&around).preferences.lang.as_deref(), Some("en"));
        around.data = Some("/srv/variable".into());
        assert_eq!(decide(&around).data, folder("/srv/variable"));
        let wanted = CliOverrides { data: Some("/srv/flag".into()), ..CliOverrides::default() };
        assert_eq!(Settings::decide(wanted, &around).0.data, folder("/srv/flag"));
    }

    #[test]
    fn a_workspace_brings_its_own_ledger() {
        let house = House::new();
        let root = house.0.path();
        house.put("demo/ledger.db", "");
        house.put("etc/config.yaml", "ledger: postgres://db/diaodu\n");
        let wanted = || CliOverrides { data: Some(root.join("demo")), ..CliOverrides::default() };
        let (settings, _) = Settings::decide(wanted(), &house.around());
        assert_eq!(settings.ledger, LedgerLocation::File(root.join("demo/ledger.db")));
        let flagged = CliOverrides { ledger: Some("other.db".into()), ..wanted() };
        let (settings, _) = Settings::decide(flagged, &house.around());
        assert_eq!(settings.ledger, LedgerLocation::File(root.join("here/other.db")));
    }

    #[test]
    fn somebody_elses_data_folder_is_left_alone() {
        let house = House::new();
        house.put("here/data/readme.txt", "");
        assert_eq!(Settings::decide(CliOverrides::default(), &house.around()).0.data, DataSource::BuiltIn);
    }

    #[test]
    fn a_bad_line_of_configuration_is_named_and_the_rest_holds() {
        let house = House::new();
        house.put("etc/config.yaml", "data: /srv\ncolour: blue\nlang: fr\nnonsense\n");
        let (settings, findings) = Settings::decide(CliOverrides::default(), &house.around());
        assert_eq!(settings.data, folder("/srv"));
        assert_eq!(findings.iter().map(|f| f.line).collect::<Vec<_>>(), [Some(2), Some(3), Some(4)]);
    }
}
