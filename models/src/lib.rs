//! What Assay knows about libraries, as data, and the loader of that data.
