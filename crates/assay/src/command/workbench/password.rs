//! A password, from standard input; at a terminal it is not shown and asked for twice.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use anyhow::{Context, Result, bail};

pub(super) fn read(name: &str) -> Result<String> {
    if !io::stdin().is_terminal() {
        return line();
    }
    let first = ask(&format!("Password for {name}: "))?;
    if first != ask("Once more: ")? {
        bail!("the two are not the same; nothing was changed");
    }
    Ok(first)
}

fn ask(question: &str) -> Result<String> {
    let mut out = io::stderr().lock();
    write!(out, "{question}")?;
    out.flush()?;
    let hidden = Hidden::begin();
    let answer = line();
    drop(hidden);
    writeln!(out)?;
    answer
}

fn line() -> Result<String> {
    let mut text = String::new();
    io::stdin()
        .lock()
        .read_line(&mut text)
        .context("could not read the password")?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// What is typed is not shown as long as this lives.
struct Hidden {
    #[cfg(unix)]
    before: Option<rustix::termios::Termios>,
}

impl Hidden {
    #[cfg(unix)]
    fn begin() -> Self {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let before = tcgetattr(io::stdin()).ok();
        if let Some(before) = &before {
            let mut quiet = before.clone();
            quiet.local_modes.remove(LocalModes::ECHO);
            let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &quiet);
        }
        Self { before }
    }

    #[cfg(not(unix))]
    fn begin() -> Self {
        Self {}
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(before) = &self.before {
            use rustix::termios::{OptionalActions, tcsetattr};
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, before);
        }
    }
}
