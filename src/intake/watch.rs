//! How far a long read has come, told to whoever waits for it, who may call it off. It measures nothing
//! and knows no clock: the listener decides how often to look.

use std::fmt;
use std::sync::Arc;

use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::words;

/// What is being done to a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReadStage {
    /// Its bytes become rows.
    #[default]
    Reading,
    /// Its rows are told apart: headings, projects, notes.
    Telling,
    /// Its projects are put together.
    Building,
}

/// How far one stage has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadProgress {
    /// Which stage.
    pub stage: ReadStage,
    /// Done so far, in bytes, cells, rows or projects.
    pub done: u64,
    /// Of how many; 0 where that is not known before the end.
    pub total: u64,
}

type Listener = dyn Fn(ReadProgress) -> bool + Send + Sync;

/// Somebody who waits for a read, or nobody.
#[derive(Clone, Default)]
pub struct ProgressToken(Option<Arc<Listener>>);

impl ProgressToken {
    /// Tells every step; the read goes on while the answer is yes.
    pub fn new(listener: impl Fn(ReadProgress) -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(listener)))
    }

    /// Says how far it is, now and then: at every 2,048th piece.
    ///
    /// # Errors
    /// [`Exit::Interrupted`] when it was called off.
    pub fn step(&self, stage: ReadStage, piece: usize, done: usize, total: usize) -> Result<(), Failure> {
        match &self.0 {
            Some(listener) if piece.is_multiple_of(2_048) => {
                let progress = ReadProgress { stage, done: done as u64, total: total as u64 };
                if listener(progress) { Ok(()) } else { Err(called_off()) }
            }
            _ => Ok(()),
        }
    }
}

/// The failure of a read that was called off.
pub fn called_off() -> Failure {
    let message = words!("已取消，什么也没有写入", "called off; nothing was written");
    Failure::new(Exit::Interrupted, Finding::error(codes::READ_CALLED_OFF, message))
}

impl fmt::Debug for ProgressToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.0.is_some() { "Watch(listened to)" } else { "Watch(nobody)" })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::domain::category::Category;
    use crate::intake::{DocumentSource, ReadOptions, read};

    /// A list of 5,000 projects read by somebody who calls it off at that stage; what they were told.
    fn read_until(stage: Option<ReadStage>) -> (Result<usize, Exit>, Vec<ReadProgress>) {
        let row = |n: u32| format!("{n},第{n}路工程,甲局\n");
        let list: String = (1..=5_000).map(row).collect();
        let told = Arc::new(Mutex::new(Vec::new()));
        let watch = ProgressToken::new({
            let told = Arc::clone(&told);
            move |progress: ReadProgress| {
                told.lock().unwrap().push(progress);
                stage != Some(progress.stage)
            }
        });
        let bytes = format!("序号,项目名称,牵头单位\n{list}").into_bytes();
        let options = ReadOptions {
            year: Some(2021),
            category: Some(Category::Construction),
            ..ReadOptions::default()
        };
        let read = read(
            DocumentSource { bytes, name: "f.csv".into(), watch, ..DocumentSource::default() },
            &options,
        );
        let told = told.lock().unwrap().clone();
        (read.map(|document| document.projects.len()).map_err(|failure| failure.exit), told)
    }

    #[test]
    fn a_long_read_is_called_off_at_any_stage() {
        for stage in [ReadStage::Reading, ReadStage::Telling, ReadStage::Building] {
            let (read, told) = read_until(Some(stage));
            assert_eq!(read, Err(Exit::Interrupted));
            assert_eq!(told.last().map(|p| p.stage), Some(stage), "nothing is told after that");
        }
        let (read, told) = read_until(None);
        assert_eq!(read, Ok(5_000));
        assert!(told.iter().all(|p| p.done <= p.total), "{told:?}");
        assert!(
            [ReadStage::Reading, ReadStage::Telling, ReadStage::Building]
                .iter()
                .all(|s| told.iter().any(|p| p.stage == *s))
        );
    }
}
