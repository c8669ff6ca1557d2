//! The screen told as stories: keys go in as a script, effects run at once over a real desk at a fixed
//! moment, and the stories say what the person sees. No terminal, no threads, no sleeping.

mod around;
mod browsing;
mod document;
mod driver;
mod filing;
mod guide;
mod importing;
mod looks;
mod others;
mod permitted;
mod reconciling;
mod rounds;
mod searching;
mod snapshots;
mod time;
