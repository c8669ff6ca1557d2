//! The one table of what a session over SSH may use: verbs, their options, and what is left out on purpose.
//! Whoever adds a verb or an option decides about it here; a test holds that.

/// What stands behind a verb without an option's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operands {
    /// Nothing.
    None,
    /// Words: a query, a project, a reason.
    Words,
    /// A file, and therefore only `-`.
    Dash,
}

/// One verb that a session may use.
#[derive(Clone, Copy, Debug)]
pub struct Permitted {
    /// The verb's words: `report file`.
    pub verb: &'static str,
    /// What may stand behind it.
    pub operands: Operands,
    /// Its options, as words: `name` stands alone, `name=` takes a value, `name=-` takes a file and so only
    /// `-`.
    pub options: &'static str,
}

/// Options that every verb takes. Those that name places or people are not among them.
pub const EVERYWHERE: &str = "help json plain no-color yes quiet lang= year=";

/// Options that may stand before the verb, or alone: how the screen looks.
pub const WITHOUT_VERB: &str = "theme= ambiguous= mouse idle=";

pub(super) const fn permit(verb: &'static str, operands: Operands, options: &'static str) -> Permitted {
    Permitted { verb, operands, options }
}

/// Everything that a session may use. A verb that is not here is refused; so is an option.
pub const PERMITTED: &[Permitted] = &[
    permit("find", Operands::Words, "category= unit= stage= sector= district= limit="),
    permit("list", Operands::Words, "category= unit= stage= sector= district= limit= offset="),
    permit("show", Operands::Words, ""),
    permit("due", Operands::None, "month= at= ics"),
    permit(
        "report file",
        Operands::Words,
        "month= invested= text= stage= started= before= statistics= statistics-state= explain= \
         physical= physical-text= funds= funds-in= permit= expected-start= ready= contract= leader= \
         milestones= problems= next= completed= reason= draft request-id= expect-revision= from=- \
         dry-run map= encoding= sheet=",
    ),
    permit("report show", Operands::Words, "month="),
    permit(
        "report list",
        Operands::None,
        "month= category= unit= stage= sector= district= status= late limit= offset=",
    ),
    permit("report history", Operands::Words, "month="),
    permit("report return", Operands::Words, "month= reason= request-id= expect-revision="),
    permit("report accept", Operands::Words, "month= reason= request-id= expect-revision="),
    permit("report withdraw", Operands::Words, "month= reason= request-id= expect-revision="),
    permit("plan set", Operands::Words, "year-plan= total= start-month= finish-month= from= reason="),
    permit("plan import", Operands::Dash, "encoding= sheet= dry-run"),
    permit("plan history", Operands::Words, ""),
    permit("board", Operands::None, "month= by= open= format="),
    permit("bulletin", Operands::None, "month= for= format= show-template"),
    permit("watch add", Operands::Words, "reason= document="),
    permit("watch remove", Operands::Words, "reason="),
    permit("watch list", Operands::None, ""),
    permit("watch visit", Operands::Words, "text= demand= due= on="),
    permit("watch answer", Operands::Words, "how="),
    permit("watch visits", Operands::Words, ""),
    permit("watch changes", Operands::Words, "since="),
    permit("watch sheet", Operands::Words, "format="),
    permit("query save", Operands::Words, ""),
    permit("query list", Operands::None, ""),
    permit("query remove", Operands::Words, ""),
    permit("check", Operands::None, ""),
    permit("user add", Operands::Words, "role= unit= channel= key=- expires="),
    permit("user list", Operands::None, ""),
    permit("user revoke", Operands::Words, "fingerprint= reason="),
    permit("whoami", Operands::None, ""),
    permit("version", Operands::None, ""),
    permit("issue open", Operands::Words, "text= kind= limit= owner= level= month="),
    permit("issue list", Operands::Words, "unit= overdue awaiting closed= all"),
    permit("issue show", Operands::Words, ""),
    permit("issue update", Operands::Words, "text= kind= limit= owner= decision= reason="),
    permit("issue escalate", Operands::Words, "to= reason="),
    permit("issue close", Operands::Words, "result= on="),
    permit("permit set", Operands::Words, "owner="),
    permit("permit list", Operands::Words, "overdue"),
    permit("milestone plan", Operands::Words, "finish= template= steps= reason="),
    permit("milestone done", Operands::Words, "on= squeeze"),
    permit("milestone slip", Operands::Words, "to= squeeze reason="),
    permit("milestone list", Operands::Words, ""),
    permit("funding set", Operands::Words, "planned= available= used= reason="),
    permit("funding list", Operands::Words, ""),
    permit("pool list", Operands::None, "propose"),
    permit("pool add", Operands::Words, "offer= resource= amount= by= until= category= district= note="),
    permit("pool match", Operands::Words, "amount="),
    permit(
        "roster set",
        Operands::Words,
        "legal-entity= department= district= cooperating= leader= members=",
    ),
    permit("roster show", Operands::Words, ""),
    permit("site add", Operands::Words, "text= follow-up= on="),
    permit("site list", Operands::Words, ""),
    permit("site settle", Operands::Words, "how="),
    permit("chase", Operands::None, "month= unit="),
    permit("draft list", Operands::None, ""),
    permit("draft show", Operands::Words, "month="),
    permit("draft discard", Operands::Words, "month="),
    permit("contact set", Operands::Words, "unit= name= phone= post= office= email="),
    permit("contact list", Operands::None, "category= unit= stage= sector= district= missing"),
    permit("verify", Operands::None, "anchor="),
    permit("import", Operands::Dash, "dry-run annex= encoding= sheet= map= transpose strict accept"),
    permit(
        "export",
        Operands::Words,
        "template= reports register= month= category= unit= stage= sector= district= format= encoding=",
    ),
    permit("contact import", Operands::Dash, "encoding= sheet= dry-run"),
    permit(
        "reconcile",
        Operands::None,
        "statistics=- month= column= unit= cumulative encoding= sheet= differing",
    ),
];

/// Verbs that are left out on purpose: they hand out or replace the ledger, make folders, or are for the
/// keeper of the host. Together with [`PERMITTED`] these are all verbs there are; a test holds that.
pub const LOCAL_ONLY: &[&str] = &["backup", "restore", "demo", "ssh", "session", "completions", "man"];

/// Options of permitted verbs that are left out on purpose: they name places on the host.
pub const LOCAL_OPTIONS: &[&str] = &["data", "ledger", "output", "demo", "template-file", "version"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_in_order() {
        for permitted in PERMITTED {
            assert!(!LOCAL_ONLY.contains(&permitted.verb), "{}", permitted.verb);
            for option in permitted.options.split(' ').filter(|option| !option.is_empty()) {
                let name = option.split('=').next().unwrap();
                assert!(!LOCAL_OPTIONS.contains(&name), "{} --{name}", permitted.verb);
            }
        }
    }
}
