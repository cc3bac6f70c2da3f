//! The rules: what Assay looks for.
