# The recipes of this project: `just` lists them. CI runs the same commands, see .ci/run.

_default:
    @just --list

# Format and lints, as CI asks for them.
check:
    cargo fmt --all --check
    cargo clippy --locked --workspace --all-targets --features assay/pdf,assay/web -- -D warnings

# Every test.
test:
    cargo test --locked --workspace --features assay/pdf,assay/web

# Write generated files and the line numbers of the sample application anew.
update:
    UPDATE=1 cargo test --workspace --features assay/pdf,assay/web

# Feed broken programs to a whole scan, longer than the tests do; with a target of `fuzz/`, run that with cargo-fuzz.
fuzz target="":
    {{ if target == "" { "FUZZ_ROUNDS=20000 cargo test --locked --release -p assay --test fuzz" } else { "cargo +nightly fuzz run " + target } }}

# Speed and memory, beside bandit and ruff on the same code.
bench:
    bench/run

# The reference of the crates.
docs:
    cargo doc --workspace --no-deps
