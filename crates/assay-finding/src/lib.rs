//! Findings, rule facts, traces and fingerprints.
