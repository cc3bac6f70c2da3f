//! The wall: a panic is our bug, and costs one file or one rule, not the review.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `work`; if it panics, gives the panic's text.
///
/// What `work` borrows is only read, or thrown away with the failed work, so no broken state is seen afterwards.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| text_of(payload.as_ref()))
}

fn text_of(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no reason given".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_text() {
        assert_eq!(guarded(|| 1), Ok(1));
        assert_eq!(
            guarded(|| -> u32 { panic!("out of {}", "cheese") }),
            Err("out of cheese".to_owned())
        );
        assert_eq!(
            guarded(|| -> u32 { panic!("plain") }),
            Err("plain".to_owned())
        );
    }
}
