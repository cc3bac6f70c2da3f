//! Function summaries, and flows from source to sink.
