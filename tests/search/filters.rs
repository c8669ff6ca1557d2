//! Filters, tiers and facets on a small list.
