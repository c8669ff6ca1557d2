//! `verify`: whether the ledger is what was written.

use serde::Serialize;

use super::context::Context;
use crate::desk::copies::Verified;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::words;

/// 核对台账：审计链、月报各列、防改动的触发器 // Verify the ledger: audit chain, report columns, guards
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 此前公布的链尾值；链上须有它 // A head published earlier; it must be in the chain
    #[arg(long, value_name = "HASH", value_parser = hash)]
    anchor: Option<String>,
}

fn hash(text: &str) -> Result<String, String> {
    let text = text.trim().to_ascii_lowercase();
    let whole = text.len() == 64 && text.chars().all(|c| c.is_ascii_hexdigit());
    whole.then_some(text).ok_or_else(|| "0123…def (64)".to_owned())
}

/// A verified ledger in JSON.
#[derive(Serialize)]
pub struct VerifiedJson<'a> {
    /// Where it is, or where the copy is.
    pub ledger: String,
    /// `ok`; anything else is a failure.
    pub integrity: &'static str,
    /// The audit chain.
    pub chain: ChainJson<'a>,
    /// How many reports, each once.
    pub reports: u64,
}

/// The audit chain's length and last hash.
#[derive(Serialize)]
pub struct ChainJson<'a> {
    length: u64,
    head: &'a str,
}

impl<'a> VerifiedJson<'a> {
    /// Takes the fields.
    pub fn new(ledger: String, verified: &'a Verified) -> Self {
        let chain = ChainJson { length: verified.length, head: &verified.head };
        Self { ledger, integrity: "ok", chain, reports: verified.reports }
    }
}

impl Args {
    /// Answers.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let verified = desk.verify(self.anchor.as_deref())?;
        let place = desk.ledger_place();
        context.answer(&VerifiedJson::new(place.clone(), &verified), |plain| {
            let (length, reports, head) = (verified.length, verified.reports, &verified.head);
            let line = words!(
                "完好：{place}，{length} 条记录，{reports} 份月报",
                "sound: {place}, {length} entries, {reports} reports"
            );
            plain.line(line.get(plain.lang))?;
            plain.field(plain.lang.pick("链尾", "head"), head)
        })
    }
}
