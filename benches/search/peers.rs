//! The finders people know, each given the same lines in the form it likes best beforehand, so that only
//! the keystroke is measured. Each answers with the lines it finds, after putting its hits in order.

use std::sync::Arc;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use ib_matcher::matcher::{IbMatcher, PinyinMatchConfig};
use ib_matcher::pinyin::PinyinNotation;
use nucleo::pattern::{CaseMatching, Normalization};
use nucleo::{Config, Matcher, Nucleo, Utf32String};

use super::measure::Contender;

/// The peers with their lines loaded.
pub struct Peers<'a> {
    names: &'a [String],
    utf32: Vec<Utf32String>,
    nucleo: std::cell::RefCell<Nucleo<u32>>,
    threads: usize,
}

impl<'a> Peers<'a> {
    pub fn new(names: &'a [String]) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let mut nucleo = Nucleo::new(Config::DEFAULT, Arc::new(|| {}), Some(threads), 1);
        let injector = nucleo.injector();
        for (n, name) in (0..).zip(names) {
            injector.push(n, |_, columns| columns[0] = name.as_str().into());
        }
        while nucleo.tick(1_000).running {}
        let utf32 = names.iter().map(|name| name.as_str().into()).collect();
        Self { names, utf32, nucleo: std::cell::RefCell::new(nucleo), threads }
    }

    /// Everyone who can answer this query.
    pub fn contenders<'b>(&'b mut self, typed: &'b str) -> Vec<Contender<'b, Vec<u32>>> {
        let this = &*self;
        let contender = |name, run: Box<dyn FnMut() -> Vec<u32> + 'b>| Contender { name, run };
        if is_pinyin(typed) {
            return vec![contender("ib-matcher, one thread", Box::new(|| this.ib_matcher(typed)))];
        }
        vec![
            contender("nucleo, all threads", Box::new(|| this.nucleo(typed))),
            contender("nucleo-matcher, one thread", Box::new(|| this.nucleo_matcher(typed))),
            contender("frizbee, all threads", Box::new(|| this.frizbee(typed, this.threads))),
            contender("frizbee, one thread", Box::new(|| this.frizbee(typed, 1))),
            contender("SkimMatcherV2, one thread", Box::new(|| this.skim(typed))),
        ]
    }

    fn nucleo(&self, typed: &str) -> Vec<u32> {
        let mut nucleo = self.nucleo.borrow_mut();
        // From nothing each time, as the others: an extended pattern would only narrow.
        nucleo.pattern.reparse(0, "", CaseMatching::Ignore, Normalization::Smart, false);
        nucleo.pattern.reparse(0, typed, CaseMatching::Ignore, Normalization::Smart, false);
        while nucleo.tick(1_000).running {}
        nucleo.snapshot().matched_items(..).map(|item| *item.data).collect()
    }

    fn nucleo_matcher(&self, typed: &str) -> Vec<u32> {
        let mut matcher = Matcher::new(Config::DEFAULT);
        let pattern = nucleo::pattern::Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
        let scored = (0..)
            .zip(&self.utf32)
            .filter_map(|(n, name): (u32, _)| Some((pattern.score(name.slice(..), &mut matcher)?, n)));
        ordered(scored.collect())
    }

    fn frizbee(&self, typed: &str, threads: usize) -> Vec<u32> {
        let config = frizbee::Config::default().max_typos(Some(0)).casing(frizbee::CaseMatching::Ignore);
        let mut matcher = frizbee::Matcher::new(typed, &config);
        let matches = if threads == 1 {
            matcher.match_list(self.names)
        } else {
            matcher.match_list_parallel(self.names, threads)
        };
        matches.iter().map(|hit| hit.index).collect()
    }

    fn skim(&self, typed: &str) -> Vec<u32> {
        let matcher = SkimMatcherV2::default().ignore_case();
        let scored = (0..)
            .zip(self.names)
            .filter_map(|(n, name): (u32, _)| Some((matcher.fuzzy_match(name, typed)?, n)));
        ordered(scored.collect())
    }

    /// Finds only; it gives no order.
    fn ib_matcher(&self, typed: &str) -> Vec<u32> {
        let notations = PinyinNotation::Ascii | PinyinNotation::AsciiFirstLetter;
        let matcher = IbMatcher::builder(typed)
            .pinyin(PinyinMatchConfig::notations(notations))
            .is_pattern_partial(true)
            .build();
        (0..).zip(self.names).filter(|(_, name)| matcher.is_match(name.as_str())).map(|(n, _)| n).collect()
    }
}

/// Whether a query is typed in pinyin, which most finders do not know.
pub fn is_pinyin(typed: &str) -> bool {
    typed.contains(|c: char| c.is_ascii_lowercase())
}

/// Best first.
fn ordered<S: Ord + Copy>(mut scored: Vec<(S, u32)>) -> Vec<u32> {
    scored.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.into_iter().map(|(_, n)| n).collect()
}
