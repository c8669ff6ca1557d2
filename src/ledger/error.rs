//! What can go wrong with a ledger, and how each is said to a person. Carries no SQL.

use super::tls::TlsTrouble;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::Bilingual;
use crate::words;

/// Why the ledger did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// Others hold the ledger; nothing was stored. Exit 6.
    #[error("{place}: busy")]
    Busy {
        /// Which ledger.
        place: String,
    },
    /// Somebody else made a newer revision; nothing was stored. Exit 7.
    #[error("{kind} {subject} {item}: expected revision {expected}, found {current}")]
    Stale {
        /// The entry's kind.
        kind: String,
        /// Its subject.
        subject: String,
        /// Its item.
        item: String,
        /// The revision the caller had seen; 0 for none.
        expected: u64,
        /// The revision in the ledger.
        current: u64,
    },
    /// A request id came back with other content; nothing was stored. Exit 7.
    #[error("request id {request_id} was used before, in entry {seq}, for something else")]
    RequestReused {
        /// The id.
        request_id: String,
        /// The entry it first made.
        seq: u64,
    },
    /// An entry that the ledger cannot hold. Exit 4.
    #[error("{detail}")]
    Malformed {
        /// What is wrong with it.
        detail: String,
    },
    /// Nothing is there. Exit 5.
    #[error("{place}: no ledger")]
    Missing {
        /// Which ledger.
        place: String,
    },
    /// A ledger that was there has vanished, or another stands in its place; nothing was stored, and none
    /// was made. Exit 5.
    #[error("{place}: {}", if *.replaced { "replaced" } else { "vanished" })]
    Gone {
        /// Which ledger.
        place: String,
        /// Whether something else is there now.
        replaced: bool,
    },
    /// Something is there already, and overwriting was not asked for. Exit 3.
    #[error("{place}: exists")]
    Exists {
        /// Which file or ledger.
        place: String,
    },
    /// A file that must not be used for this. Exit 3.
    #[error("{place}: {}", .why.en)]
    Refused {
        /// Which file.
        place: String,
        /// What speaks against it.
        why: Bilingual,
    },
    /// The storage under the ledger failed. Exit 5.
    #[error("{place}: {}", .detail.en)]
    Storage {
        /// Which ledger.
        place: String,
        /// What kind of failure, as far as it is known.
        trouble: StorageErrorKind,
        /// The cause; in the storage's own words where there are no better ones.
        detail: Bilingual,
    },
    /// Not a ledger, or a damaged one. Exit 9.
    #[error("{place}: {}", .detail.en)]
    Damaged {
        /// Which ledger.
        place: String,
        /// The cause; in the storage's own words where there are no better ones.
        detail: Bilingual,
    },
    /// A draft that cannot be read; the file is kept. Exit 5.
    #[error("{place}: {detail}")]
    DraftDamaged {
        /// Which file.
        place: String,
        /// What is wrong with it.
        detail: String,
    },
    /// The audit chain does not hold. Exit 9.
    #[error("{place}: entry {seq}: {broken:?}")]
    Broken {
        /// Which ledger.
        place: String,
        /// The first entry that is wrong.
        seq: u64,
        /// What is wrong with it.
        broken: ChainError,
    },
    /// A project's year does not say what its reports say. Exit 9.
    #[error("{place}: {year} of {project} does not say what its reports say")]
    BrokenYear {
        /// Which ledger.
        place: String,
        /// The first project that is wrong.
        project: String,
        /// Which year of it; whatever number stands there.
        year: i64,
    },
    /// Written by a newer version; left untouched. Exit 10.
    #[error("{place}: schema {found} is newer than {known}")]
    TooNew {
        /// Which ledger.
        place: String,
        /// Its schema.
        found: u64,
        /// The newest schema this program knows.
        known: u64,
    },
}

/// Kinds of storage failure that have different remedies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageErrorKind {
    /// No space, or a size limit.
    Full,
    /// The place may not be written.
    ReadOnly,
    /// The server does not answer, or the file cannot be opened.
    Unreachable,
    /// The server refused the login.
    Login,
    /// The connection cannot be encrypted as the address demands.
    Tls(TlsTrouble),
    /// Anything else.
    Other,
}

/// How a chain can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainError {
    /// The entry's content or its place is not what was written.
    Altered,
    /// The entry is not there.
    Missing,
    /// The chain is sound but does not contain the published head.
    Anchor,
    /// The head does not belong to the last entry.
    Head,
    /// The report columns do not say what the entry says.
    Report,
    /// The database's own guard against change is gone.
    Guard,
}

impl LedgerError {
    /// The exit code of a process that ends with this.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Busy { .. } => Exit::Busy,
            Self::Stale { .. } | Self::RequestReused { .. } => Exit::Conflict,
            Self::Malformed { .. } => Exit::Malformed,
            Self::Exists { .. } | Self::Refused { .. } => Exit::No,
            Self::Missing { .. } | Self::Gone { .. } | Self::Storage { .. } | Self::DraftDamaged { .. } => {
                Exit::Storage
            }
            Self::Damaged { .. } | Self::Broken { .. } | Self::BrokenYear { .. } => Exit::Integrity,
            Self::TooNew { .. } => Exit::SchemaTooNew,
        }
    }

    /// The finding a person reads.
    pub fn finding(&self) -> Finding {
        match self {
            Self::Busy { place } => Finding::error(
                codes::LEDGER_BUSY,
                words!("台账正被他人占用，未写入", "others are writing to the ledger; nothing was stored"),
            )
            .in_file(place)
            .hint(words!("稍后再试", "try again")),
            Self::Stale { subject, item, expected, current, .. } => Finding::error(
                codes::STALE_REVISION,
                words!(
                    "{subject} {item} 已被他人改动，未写入",
                    "{subject} {item} was changed by somebody else; nothing was stored"
                ),
            )
            .on_field("revision")
            .got(expected.to_string())
            .expected(words!("第 {current} 版", "revision {current}"))
            .hint(words!("先看新版再改", "look at the newer revision first")),
            Self::RequestReused { request_id, seq } => Finding::error(
                codes::REQUEST_REUSED,
                words!(
                    "这个请求号已用于另一内容（第 {seq} 条）",
                    "this request id was used for something else, entry {seq}"
                ),
            )
            .on_field("request_id")
            .got(request_id),
            Self::Malformed { detail } => {
                Finding::error(codes::BAD_ENTRY, words!("台账无法记录：{detail}", "the ledger cannot hold this: {detail}"))
            }
            Self::Missing { place } => {
                Finding::error(codes::NO_LEDGER, words!("还没有台账", "there is no ledger yet"))
                    .in_file(place)
                    .hint(words!(
                        "首次填报时自动建立；已有的用 --ledger 指明",
                        "the first report makes one; name an existing one with --ledger"
                    ))
            }
            Self::Gone { place, replaced } => gone(place, *replaced),
            Self::Exists { place } => Finding::error(
                codes::WOULD_OVERWRITE,
                words!("已有内容，不予覆盖", "something is there already and is not overwritten"),
            )
            .in_file(place)
            .hint(words!("确要覆盖请加 --yes", "say --yes to overwrite it")),
            Self::Refused { place, why } => Finding::error(codes::FILE_IN_USE, why.clone()).in_file(place),
            Self::Storage { place, trouble, detail } => storage(place, *trouble, detail),
            Self::Damaged { place, detail } => Finding::error(
                codes::DAMAGED,
                because(words!("不是台账，或已损坏", "not a ledger, or a damaged one"), detail),
            )
            .in_file(place)
            .hint(words!(
                "文件未被改动；从备份恢复：diaodu restore 备份文件 --yes，原文件另存备查",
                "the file was left as it is; diaodu restore BACKUP --yes puts a backup in its place and keeps the damaged file aside"
            )),
            Self::DraftDamaged { place, detail } => Finding::error(
                codes::DRAFT_DAMAGED,
                words!("草稿无法读取（{detail}）", "the draft cannot be read ({detail})"),
            )
            .in_file(place),
            Self::Broken { place, seq, broken } => broken_chain(place, *seq, *broken),
            Self::BrokenYear { place, project, year } => altered(
                place,
                words!(
                    "{project} 的 {year} 年汇总与月报不符",
                    "{year} of {project} does not say what its reports say"
                ),
            ),
            Self::TooNew { place, found, known } => Finding::error(
                codes::SCHEMA_TOO_NEW,
                words!(
                    "台账由更新的版本写成（结构 {found}，本程序至多 {known}），未改动",
                    "the ledger was written by a newer version (schema {found}, this program knows {known}); left untouched"
                ),
            )
            .in_file(place)
            .hint(words!("请升级程序", "upgrade the program")),
        }
    }
}

fn gone(place: &str, replaced: bool) -> Finding {
    let message = if replaced {
        words!(
            "台账已被换成另一个文件；未写入",
            "another file stands in the ledger's place; nothing was stored"
        )
    } else {
        words!(
            "台账不见了；未写入，也没有另建",
            "the ledger has vanished; nothing was stored, and no new one was made"
        )
    };
    Finding::error(codes::LEDGER_GONE, message).in_file(place).hint(words!(
        "把台账（连同旁边的 -wal 文件）放回原处；若是有意更换，请退出后重新打开",
        "put the ledger back, with the -wal file that goes with it; if it was meant, close this and open it again"
    ))
}

/// What happened, with its cause in brackets.
fn because(mut what: Bilingual, cause: &Bilingual) -> Bilingual {
    what.zh.extend(["（", &cause.zh, "）"]);
    what.en.extend([" (", &cause.en, ")"]);
    what
}

fn storage(place: &str, trouble: StorageErrorKind, detail: &Bilingual) -> Finding {
    let what = match trouble {
        StorageErrorKind::Full => words!("台账写不下", "there is no room to write the ledger"),
        StorageErrorKind::ReadOnly => words!("台账不可写", "the ledger may not be written"),
        StorageErrorKind::Unreachable => {
            words!("台账打不开或连不上", "the ledger cannot be opened or reached")
        }
        StorageErrorKind::Login => words!("台账数据库拒绝登录", "the ledger's database refused the login"),
        StorageErrorKind::Tls(_) => {
            words!("与台账数据库的加密连接建不起来", "no encrypted connection to the ledger's database")
        }
        StorageErrorKind::Other => words!("台账存取失败", "the ledger cannot be read or written"),
    };
    let finding = Finding::error(codes::STORAGE, because(what, detail)).in_file(place);
    match trouble {
        StorageErrorKind::Full => finding.hint(words!(
            "磁盘已满或超出文件大小上限；已确认的记录都在",
            "the disk is full or a size limit was reached; everything acknowledged is kept"
        )),
        StorageErrorKind::ReadOnly => finding.hint(words!(
            "文件或所在文件夹不可写；可用 --ledger 另指一处",
            "the file or its folder may not be written; --ledger names another place"
        )),
        StorageErrorKind::Unreachable => {
            finding.hint(words!("检查地址与权限", "check the address and the permissions"))
        }
        StorageErrorKind::Login => {
            finding.hint(words!("检查用户名与密码", "check the user name and password"))
        }
        StorageErrorKind::Tls(tls) => finding.hint(remedy(tls)),
        StorageErrorKind::Other => finding,
    }
}

/// What to do about encryption.
fn remedy(tls: TlsTrouble) -> Bilingual {
    match tls {
        TlsTrouble::Address => words!(
            "sslmode 取 disable、prefer、require、verify-ca 或 verify-full；后两种须用 sslrootcert=文件 指明根证书",
            "sslmode is disable, prefer, require, verify-ca or verify-full; the last two need sslrootcert=FILE"
        ),
        TlsTrouble::Roots => words!(
            "sslrootcert 须是本帐号能读的 PEM 根证书文件",
            "sslrootcert must be a file of PEM root certificates that this account can read"
        ),
        TlsTrouble::NotOffered => words!(
            "数据库没有启用加密（postgresql.conf 里 ssl = on），或改用 sslmode=prefer",
            "the database does not encrypt: set ssl = on in postgresql.conf, or use sslmode=prefer"
        ),
        TlsTrouble::Untrusted => words!(
            "服务器证书不是由 sslrootcert 里的机构签发的；确认连的是对的主机，再核对根证书",
            "no authority in sslrootcert vouches for the server's certificate; make sure of the host, then of the roots"
        ),
        TlsTrouble::OtherHost => words!(
            "证书上写的不是地址里的主机名；用证书上的名字连接，或重新签发",
            "the certificate names another host than the address: connect by a name in it, or issue it anew"
        ),
        TlsTrouble::Date => words!(
            "服务器证书不在有效期内；核对本机时钟，再续签",
            "the server's certificate is out of date: check this host's clock, then renew it"
        ),
        TlsTrouble::Handshake => words!(
            "加密握手失败；确认地址后面是 PostgreSQL，并支持 TLS 1.2 以上",
            "the handshake failed: make sure that PostgreSQL answers there, with TLS 1.2 or later"
        ),
    }
}

fn broken_chain(place: &str, seq: u64, broken: ChainError) -> Finding {
    let message = match broken {
        ChainError::Altered => words!("第 {seq} 条被改动或调换", "entry {seq} was altered or moved"),
        ChainError::Missing => words!("缺少第 {seq} 条", "entry {seq} is missing"),
        ChainError::Anchor => words!(
            "链上没有公布过的这个值（共 {seq} 条）",
            "the published head is not in the chain of {seq} entries"
        ),
        ChainError::Head => words!("链尾与第 {seq} 条不符", "the head does not belong to entry {seq}"),
        ChainError::Report => {
            words!("月报各列与第 {seq} 条不符", "the report columns do not say what entry {seq} says")
        }
        ChainError::Guard => words!(
            "数据库里防改动的触发器不全（共 {seq} 条）",
            "the database's guards against change are not complete (over {seq} entries)"
        ),
    };
    altered(place, message)
}

fn altered(place: &str, message: Bilingual) -> Finding {
    Finding::error(codes::CHAIN_BROKEN, message)
        .in_file(place)
        .hint(words!("保留现场，从备份恢复并核对", "keep the file as evidence, restore a backup and compare"))
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        Self::new(error.exit(), error.finding())
    }
}
