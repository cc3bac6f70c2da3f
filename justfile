# The recipes of this project: `just` lists them. CI runs the same commands, see .ci/run.

_default:
    @just --list

# Format and lints, as CI asks for them.
check:
    cargo fmt --all --check
    cargo clippy --locked --workspace --all-targets -- -D warnings

# Every test.
test:
    cargo test --locked --workspace

# Write generated files and the line numbers of the sample application anew.
update:
    UPDATE=1 cargo test --workspace

# Feed random and broken input to the parser and to a whole scan, longer than the tests do.
fuzz:
    FUZZ_ROUNDS=20000 cargo test --release -p assay --test fuzz -- --nocapture

# Speed and memory, beside bandit and ruff on the same code.
bench:
    bench/run

# The reference of the crates.
docs:
    cargo doc --workspace --no-deps
