//! How a desk starts: start-up caches that say what the YAML says or nothing at all, lists that change
//! while they are read, and a screen that is there before the end of its list.

mod bad;
mod folder;
mod same;
mod screen;
