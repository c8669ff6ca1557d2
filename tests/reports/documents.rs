//! Batches, templates, statistics files, exports.
