//! 三池对接: needs, offers and matches as records, checked together inside the transaction that stores one.
//!
//! What may be matched is [`crate::domain::pool`]'s.

use jiff::Timestamp;

use super::App;
use super::records::{self, ChangeRequest, LedgerRecord, OF_THE_DESK, Record, RecordRef};
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::permission::{Action, Target};
use crate::domain::pool::{self, Match, Need, Offer, Pools, ProposedMatch, Site};
use crate::domain::project::{Project, ProjectId};
use crate::domain::time::date_in_shanghai;
use crate::ledger::Snapshot;
use crate::words;

impl LedgerRecord for Need {
    const KIND: &'static str = "need";
}

impl LedgerRecord for Offer {
    const KIND: &'static str = "offer";
}

impl LedgerRecord for Match {
    const KIND: &'static str = "match";
}

impl App {
    /// The three pools as they stand; empty without a ledger.
    pub fn pools(&self) -> Result<Pools, Failure> {
        match self.look()? {
            None => Ok(Pools::default()),
            Some(ledger) => ledger.read(read),
        }
    }

    /// Enters what a project lacks.
    pub fn add_need(&self, need: &Need, now: Timestamp) -> Result<Record<Need>, Failure> {
        let project = self.needing(need)?;
        let wish = ChangeRequest {
            action: Action::PoolNeed,
            target: Target::of(project),
            subject: &need.project,
            which: RecordRef::New("n"),
            verb: "add",
            reason: &need.note,
            now,
        };
        self.change(wish, |_, _| pool::check_amount(need.amount).map_err(refused).map(|()| need.clone()))
    }

    /// Enters what somebody can give.
    pub fn add_offer(&self, offer: &Offer, now: Timestamp) -> Result<Record<Offer>, Failure> {
        let wish = ChangeRequest {
            action: Action::PoolOffer,
            target: Target::Desk,
            subject: OF_THE_DESK,
            which: RecordRef::New("o"),
            verb: "add",
            reason: "",
            now,
        };
        self.change(wish, |_, _| {
            if offer.name.is_empty() {
                let message = words!("供给没有名称", "the offer has no name");
                return Err(refused(Finding::error(codes::NOT_A_POOL_AMOUNT, message).on_field("name")));
            }
            pool::check_amount(offer.amount).map_err(refused).map(|()| offer.clone())
        })
    }

    /// Gives so much of an offer to a need. What both sides still have is read in the same transaction,
    /// so that two people cannot give the same money away.
    pub fn add_match(&self, wanted: &Match, now: Timestamp) -> Result<Record<Match>, Failure> {
        let today = date_in_shanghai(now);
        let standing = self.pools()?;
        let Some(need) = standing.needs.get(&wanted.need) else {
            let message = words!("没有这条需求", "there is no such need");
            return Err(refused(
                Finding::error(codes::NO_SUCH_POOL_ITEM, message).on_field("need").got(&wanted.need),
            ));
        };
        let project = self.needing(need)?;
        let (_, site) = pool::site_of(project);
        let wish = ChangeRequest {
            action: Action::PoolMatch,
            target: Target::of(project),
            subject: &need.project,
            which: RecordRef::New("m"),
            verb: "match",
            reason: "",
            now,
        };
        self.change(wish, |view, _| {
            read(view)?.check(wanted, &site, today).map_err(refused)?;
            Ok(wanted.clone())
        })
    }

    /// Matches by the desk's rules, for a person to accept one by one.
    pub fn propose_matches(&self, now: Timestamp) -> Result<Vec<ProposedMatch>, Failure> {
        let site = |id: &str| -> Option<Site> {
            let project = self.catalogue().project(id.parse().ok()?)?;
            Some(pool::site_of(project).1)
        };
        Ok(self.pools()?.propose(&site, date_in_shanghai(now)))
    }

    fn needing(&self, need: &Need) -> Result<&Project, Failure> {
        let id: Result<ProjectId, _> = need.project.parse();
        let no = || {
            let message = words!("没有这个编号的项目", "no project has this id");
            Failure::new(Exit::No, Finding::error(codes::NO_SUCH_PROJECT, message).got(&need.project))
        };
        id.map_err(|_| no()).and_then(|id| self.project(id))
    }
}

fn read(view: &mut Snapshot<'_>) -> Result<Pools, Failure> {
    let mut pools = Pools::default();
    for record in records::all::<Need>(view)? {
        pools.needs.insert(record.item, record.value);
    }
    for record in records::all::<Offer>(view)? {
        pools.offers.insert(record.item, record.value);
    }
    for record in records::all::<Match>(view)? {
        pools.matches.insert(record.item, record.value);
    }
    Ok(pools)
}

fn refused(finding: Finding) -> Failure {
    Failure::new(Exit::No, finding)
}
