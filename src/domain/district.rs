//! Districts and counties (区县), with their places on a tile map (挂图). The data stands in
//! `data/districts.yaml`.

/// What kind of place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DistrictKind {
    /// 区
    District,
    /// 县, 自治县
    County,
    /// 开发区
    Zone,
}

/// One district, county or zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct District {
    /// The full name: 石柱土家族自治县.
    pub name: String,
    /// What fits on a tile: 石柱.
    pub short: String,
    /// District, county or zone.
    pub kind: DistrictKind,
    /// Row on the tile map, from 0 in the north.
    pub row: u16,
    /// Column on the tile map, from 0 in the west.
    pub col: u16,
}

/// Finds the place that a printed name means: the full name, the short one, or the short one with any
/// ending (石柱, 石柱县, 石柱自治县, 重庆市石柱县).
pub fn find<'a>(districts: &'a [District], printed: &str) -> Option<&'a District> {
    let name = printed.trim();
    let name = name.strip_prefix("重庆市").filter(|rest| !rest.is_empty()).unwrap_or(name);
    if let Some(exact) = districts.iter().find(|d| d.name == name || d.short == name) {
        return Some(exact);
    }
    let endings = ["区", "县", "自治县", "新区", "高新区", "经开区"];
    districts.iter().find(|d| {
        name.strip_prefix(d.short.as_str()).is_some_and(|ending| endings.contains(&ending))
            && (d.kind == DistrictKind::Zone) == name.ends_with("新区") | name.ends_with("经开区")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str, short: &str, kind: DistrictKind) -> District {
        District { name: name.into(), short: short.into(), kind, row: 0, col: 0 }
    }

    #[test]
    fn a_printed_name_finds_its_district() {
        let all = [
            place("石柱土家族自治县", "石柱", DistrictKind::County),
            place("江北区", "江北", DistrictKind::District),
            place("两江新区", "两江", DistrictKind::Zone),
            place("重庆高新区", "高新", DistrictKind::Zone),
            place("忠县", "忠县", DistrictKind::County),
        ];
        for (printed, name) in [
            ("石柱县", "石柱土家族自治县"),
            ("重庆市石柱", "石柱土家族自治县"),
            ("江北", "江北区"),
            ("两江新区", "两江新区"),
            ("忠县", "忠县"),
            ("高新区", "重庆高新区"),
        ] {
            assert_eq!(find(&all, printed).map(|d| d.name.as_str()), Some(name), "{printed}");
        }
        assert_eq!(find(&all, "江北新区"), None);
        assert_eq!(find(&all, "重庆市"), None);
    }
}
