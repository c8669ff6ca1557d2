//! 三池对接: what projects need (项目池), what money there is (资金池), what land, energy and quota there is
//! (资源要素池), and the matches between them, which never exceed either side.
//!
//! The notice asks for the matching; the rules by which the desk proposes matches are ours, and every
//! proposal says which of them made it. Nothing is matched until a person accepts it.

mod resource;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::category::Category;
use super::codes;
use super::finding::Finding;
use super::lang::{Bilingual, Lang};
use super::project::ProjectId;
use crate::words;

pub use resource::{Quantity, Resource};

/// 需求: what one project lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// The project.
    pub project: String,
    /// What it lacks.
    pub resource: Resource,
    /// How much.
    pub amount: Quantity,
    /// When it is needed.
    #[serde(default, with = "super::date::optional", skip_serializing_if = "Option::is_none")]
    pub by: Option<Date>,
    /// A remark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// 供给: what somebody can give: a bond issue, a credit line, a land quota.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Its name: 2021年第三批专项债券.
    pub name: String,
    /// What it gives.
    pub resource: Resource,
    /// How much.
    pub amount: Quantity,
    /// Only for projects of this category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// Only for projects of this district.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub district: String,
    /// The last day on which it can be used.
    #[serde(default, with = "super::date::optional", skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// 对接: so much of an offer for a need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// The need's id.
    pub need: String,
    /// The offer's id.
    pub offer: String,
    /// How much.
    pub amount: Quantity,
}

/// What the pools need to know of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Its category.
    pub category: Category,
    /// Its district, if known.
    pub district: Option<String>,
}

/// All needs, offers and matches, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pools {
    /// By id.
    pub needs: BTreeMap<String, Need>,
    /// By id.
    pub offers: BTreeMap<String, Offer>,
    /// By id.
    pub matches: BTreeMap<String, Match>,
}

/// A match that the desk proposes, with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedMatch {
    /// What would be matched.
    pub what: Match,
    /// The rules that led to it.
    pub why: Bilingual,
}

/// One resource's sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// 需求
    pub needed: Quantity,
    /// 供给
    pub offered: Quantity,
    /// 已对接
    pub matched: Quantity,
}

impl Pools {
    /// What a need still lacks.
    pub fn unmet(&self, need: &str) -> Quantity {
        let wanted = self.needs.get(need).map_or(0, |n| n.amount.0);
        Quantity(wanted - self.matched(|m| m.need == need))
    }

    /// What is left of an offer.
    pub fn unused(&self, offer: &str) -> Quantity {
        let given = self.offers.get(offer).map_or(0, |o| o.amount.0);
        Quantity(given - self.matched(|m| m.offer == offer))
    }

    fn matched(&self, which: impl Fn(&Match) -> bool) -> i64 {
        self.matches.values().filter(|m| which(m)).map(|m| m.amount.0).sum()
    }

    /// Whether a match may be made: both sides exist, the resource is the same, the offer is open to
    /// that project and still valid, and neither side is exceeded.
    pub fn check(&self, wanted: &Match, site: &Site, today: Date) -> Result<(), Finding> {
        let no = |field: &str, id: &str, message| {
            Finding::error(codes::NO_SUCH_POOL_ITEM, message).on_field(field).got(id)
        };
        let need = self
            .needs
            .get(&wanted.need)
            .ok_or_else(|| no("need", &wanted.need, words!("没有这条需求", "there is no such need")))?;
        let offer = self
            .offers
            .get(&wanted.offer)
            .ok_or_else(|| no("offer", &wanted.offer, words!("没有这项供给", "there is no such offer")))?;
        if let Some(obstacle) = obstacle(need, offer, site, today) {
            return Err(Finding::error(codes::OFFER_DOES_NOT_FIT, obstacle)
                .on_field("offer")
                .got(&offer.name));
        }
        if wanted.amount.0 <= 0 {
            return Err(Finding::error(
                codes::NOT_A_POOL_AMOUNT,
                words!("对接数须大于零", "a match needs an amount above zero"),
            )
            .on_field("amount")
            .got(wanted.amount.in_units()));
        }
        let (unmet, unused) = (self.unmet(&wanted.need), self.unused(&wanted.offer));
        let (most, side) = if unmet <= unused {
            (unmet, words!("尚缺数", "what the need lacks"))
        } else {
            (unused, words!("供给余额", "what is left of the offer"))
        };
        if wanted.amount > most {
            let (zh, en) = (side.zh, side.en);
            let (zh_unit, en_unit) = (need.resource.unit(Lang::Zh), need.resource.unit(Lang::En));
            return Err(Finding::error(
                codes::OVER_ALLOCATED,
                words!("对接数超过{zh}", "the match is more than {en}"),
            )
            .on_field("amount")
            .got(wanted.amount.in_units())
            .expected(words!("至多 {most} {zh_unit}", "at most {most} {en_unit}")));
        }
        Ok(())
    }

    /// Unmet needs, the most urgent first: needed earliest, then lacking most.
    pub fn unmet_needs(&self) -> Vec<(&String, &Need, Quantity)> {
        let mut open: Vec<_> = self
            .needs
            .iter()
            .map(|(id, need)| (id, need, self.unmet(id)))
            .filter(|(_, _, unmet)| unmet.0 > 0)
            .collect();
        open.sort_by_key(|(id, need, unmet)| (need.by.unwrap_or(Date::MAX), -unmet.0, *id));
        open
    }

    /// Offers with something left, those that lapse first before others.
    pub fn unused_offers(&self) -> Vec<(&String, &Offer, Quantity)> {
        let mut open: Vec<_> = self
            .offers
            .iter()
            .map(|(id, offer)| (id, offer, self.unused(id)))
            .filter(|(_, _, unused)| unused.0 > 0)
            .collect();
        open.sort_by_key(|(id, offer, _)| (offer.until.unwrap_or(Date::MAX), *id));
        open
    }

    /// Sums by resource, in the order of [`Resource::all`]; resources nobody names are left out.
    pub fn coverage(&self) -> Vec<(Resource, Coverage)> {
        let of = |resource| {
            let mut sums = Coverage::default();
            for (id, need) in self.needs.iter().filter(|(_, n)| n.resource == resource) {
                sums.needed.0 += need.amount.0;
                sums.matched.0 += self.matched(|m| m.need == *id);
            }
            sums.offered.0 =
                self.offers.values().filter(|o| o.resource == resource).map(|o| o.amount.0).sum();
            (resource, sums)
        };
        Resource::all().map(of).filter(|(_, sums)| sums.needed.0 + sums.offered.0 > 0).collect()
    }

    /// Matches by explicit rules, one after another: the need that is due first, lacking most first;
    /// for it the offer that is tied to its district, then to its category, then the one that lapses
    /// first; as much as both sides allow.
    pub fn propose(&self, sites: &impl Fn(&str) -> Option<Site>, today: Date) -> Vec<ProposedMatch> {
        let mut tried = self.clone();
        let mut proposed = Vec::new();
        for (id, need, _) in self.unmet_needs() {
            let Some(site) = sites(&need.project) else { continue };
            let mut fitting: Vec<(&String, &Offer)> = self
                .offers
                .iter()
                .filter(|(_, offer)| obstacle(need, offer, &site, today).is_none())
                .collect();
            fitting.sort_by_key(|(id, offer)| {
                (offer.district.is_empty(), offer.category.is_none(), offer.until.unwrap_or(Date::MAX), *id)
            });
            for (offer_id, offer) in fitting {
                let amount = Quantity(tried.unmet(id).0.min(tried.unused(offer_id).0));
                if amount.0 <= 0 {
                    continue;
                }
                let what = Match { need: id.clone(), offer: offer_id.clone(), amount };
                tried.matches.insert(format!("proposed-{}", proposed.len()), what.clone());
                proposed.push(ProposedMatch { why: why(need, offer), what });
            }
        }
        proposed
    }
}

/// Why an offer cannot serve a need, or `None` when it can.
fn obstacle(need: &Need, offer: &Offer, site: &Site, today: Date) -> Option<Bilingual> {
    if need.resource != offer.resource {
        let (need_zh, offer_zh) = (need.resource.title(Lang::Zh), offer.resource.title(Lang::Zh));
        let (need_en, offer_en) = (need.resource.title(Lang::En), offer.resource.title(Lang::En));
        return Some(words!(
            "需求是{need_zh}，供给是{offer_zh}",
            "the need is {need_en}, the offer is {offer_en}"
        ));
    }
    if offer.category.is_some_and(|category| category != site.category) {
        return Some(words!("该供给只给另一类项目", "the offer is for another category"));
    }
    if !offer.district.is_empty() && site.district.as_ref() != Some(&offer.district) {
        let district = &offer.district;
        return Some(words!("该供给只给{district}", "the offer is for {district} only"));
    }
    if let Some(until) = offer.until.filter(|until| *until < today) {
        return Some(words!("该供给已于 {until} 到期", "the offer lapsed on {until}"));
    }
    None
}

fn why(need: &Need, offer: &Offer) -> Bilingual {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    if let Some(by) = need.by {
        zh.push(format!("{by} 前需要"));
        en.push(format!("needed by {by}"));
    } else {
        zh.push("未定时间".to_owned());
        en.push("no date given".to_owned());
    }
    if !offer.district.is_empty() {
        zh.push(format!("专供{}", offer.district));
        en.push(format!("reserved for {}", offer.district));
    }
    if let Some(category) = offer.category {
        zh.push(format!("专供{}", category.title()));
        en.push(format!("reserved for {}", category.name()));
    }
    if let Some(until) = offer.until {
        zh.push(format!("{until} 到期"));
        en.push(format!("lapses on {until}"));
    }
    Bilingual { zh: zh.join("，"), en: en.join(", ") }
}

/// Checks a need or an offer before it is stored.
pub fn check_amount(amount: Quantity) -> Result<(), Finding> {
    if amount.0 > 0 {
        return Ok(());
    }
    Err(Finding::error(codes::NOT_A_POOL_AMOUNT, words!("数量须大于零", "the amount must be above zero"))
        .on_field("amount")
        .got(amount.in_units()))
}

/// The site of a project for the pools.
pub fn site_of(project: &super::project::Project) -> (ProjectId, Site) {
    (project.id, Site { category: project.category(), district: project.district().map(Into::into) })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::funding::FundingSource;

    fn need(resource: Resource, amount: i64, by: Option<Date>) -> Need {
        Need { project: "2021-1-431".into(), resource, amount: Quantity(amount), by, note: String::new() }
    }

    fn offer(resource: Resource, amount: i64, district: &str) -> Offer {
        Offer {
            name: "专项债券".into(),
            resource,
            amount: Quantity(amount),
            category: None,
            district: district.into(),
            until: None,
        }
    }

    fn here() -> Site {
        Site { category: Category::Construction, district: Some("九龙坡区".into()) }
    }

    const BONDS: Resource = Resource::Money(FundingSource::SpecialBonds);
    const TODAY: Date = date(2021, 3, 24);

    #[test]
    fn more_than_either_side_is_refused_and_says_how_much_is_left() {
        let mut pools = Pools::default();
        pools.needs.insert("n1".into(), need(BONDS, 50_000_000, None));
        pools.offers.insert("o1".into(), offer(BONDS, 30_000_000, ""));
        let all = Match { need: "n1".into(), offer: "o1".into(), amount: Quantity(50_000_000) };
        let refused = pools.check(&all, &here(), TODAY).unwrap_err();
        assert_eq!(refused.code, codes::OVER_ALLOCATED);
        assert!(refused.line(Lang::Zh).contains("至多 3000 万元"), "{}", refused.line(Lang::Zh));
    }

    #[test]
    fn the_offer_tied_to_the_district_goes_first() {
        let mut pools = Pools::default();
        pools.needs.insert("n1".into(), need(BONDS, 50, None));
        pools.offers.insert("o1".into(), offer(BONDS, 40, ""));
        pools.offers.insert("o2".into(), offer(BONDS, 30, "九龙坡区"));
        pools.offers.insert("o3".into(), offer(BONDS, 90, "渝北区"));
        pools.offers.insert("o4".into(), offer(Resource::Land, 90, ""));
        let proposed = pools.propose(&|_| Some(here()), TODAY);
        let taken: Vec<_> = proposed.iter().map(|p| (p.what.offer.as_str(), p.what.amount.0)).collect();
        assert_eq!(taken, [("o2", 30), ("o1", 20)]);
        assert!(proposed[0].why.zh.contains("专供九龙坡区"));
    }

    proptest! {
        #[test]
        fn matches_never_exceed_need_or_offer(
            needs in proptest::collection::vec(1i64..100, 1..5),
            offers in proptest::collection::vec(1i64..100, 1..5),
            tries in proptest::collection::vec((0usize..5, 0usize..5, -5i64..120, any::<bool>()), 0..60),
        ) {
            let mut pools = Pools::default();
            for (n, amount) in needs.iter().enumerate() {
                pools.needs.insert(format!("n{n}"), need(BONDS, *amount, None));
            }
            for (n, amount) in offers.iter().enumerate() {
                pools.offers.insert(format!("o{n}"), offer(BONDS, *amount, ""));
            }
            for (at, (n, o, amount, remove)) in tries.into_iter().enumerate() {
                let wanted = Match { need: format!("n{n}"), offer: format!("o{o}"), amount: Quantity(amount) };
                if remove {
                    pools.matches.pop_first();
                } else if pools.check(&wanted, &here(), TODAY).is_ok() {
                    pools.matches.insert(format!("m{at}"), wanted);
                }
                for id in pools.needs.keys() {
                    prop_assert!(pools.unmet(id).0 >= 0);
                }
                for id in pools.offers.keys() {
                    prop_assert!(pools.unused(id).0 >= 0);
                }
            }
            for proposed in pools.propose(&|_| Some(here()), TODAY) {
                prop_assert!(pools.check(&proposed.what, &here(), TODAY).is_ok());
                pools.matches.insert(format!("p{}", pools.matches.len()), proposed.what);
            }
        }
    }
}
