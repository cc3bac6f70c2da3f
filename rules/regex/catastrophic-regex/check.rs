//! A regular expression can read the same text in exponentially many ways: `^(a+)+$`.
//!
//! The pattern is read into sequences of sets and groups, as far as this question needs it.
//! A group that repeats without limit is ambiguous if one of its alternatives is a repeated part with nothing
//! that must stand beside it, or if one text can be taken by two of its alternatives, or by one of them twice.
//! It matters only where something behind the group can fail, so that all ways are tried.

use assay_scan::check::{Context, Report};

/// What takes a pattern first.
const USES: [&str; 8] = [
    "re.compile",
    "re.match",
    "re.search",
    "re.fullmatch",
    "re.sub",
    "re.findall",
    "re.finditer",
    "re.split",
];

/// How deep groups are read.
const DEPTH: u32 = 24;

/// Reports ambiguous patterns where they are written.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for call in USES.iter().flat_map(|name| ctx.calls(name)) {
        let pattern = match call.argument("pattern") {
            given if given.is_given() => given,
            _ => call.positional(0),
        };
        if pattern
            .text()
            .is_some_and(|text| is_catastrophic(text, call.name == "re.fullmatch"))
        {
            report.at(call);
        }
    }
}

/// One thing in a sequence.
#[derive(Default)]
struct Item {
    /// The ASCII characters that it may be; empty for a group or a place.
    set: u128,
    /// The alternatives of a group.
    group: Vec<Vec<Item>>,
    is_optional: bool,
    is_endless: bool,
}

fn is_catastrophic(pattern: &str, is_full: bool) -> bool {
    let mut reader = Reader {
        rest: pattern.chars().collect(),
        at: 0,
        is_odd: false,
    };
    let alternatives = reader.alternatives(0);
    !reader.is_odd
        && alternatives
            .iter()
            .any(|items| any_ambiguous(items, is_full, 0))
}

/// `fails` says whether what stands behind the sequence can fail.
fn any_ambiguous(items: &[Item], fails: bool, depth: u32) -> bool {
    if depth > DEPTH {
        return false;
    }
    items.iter().enumerate().any(|(number, item)| {
        let behind = items.get(number + 1..).unwrap_or_default();
        let fails = fails || behind.iter().any(|other| !other.is_optional);
        (item.is_endless && fails && is_ambiguous(&item.group))
            || item
                .group
                .iter()
                .any(|inner| any_ambiguous(inner, fails, depth + 1))
    })
}

fn is_ambiguous(alternatives: &[Vec<Item>]) -> bool {
    let lone = |items: &[Item]| {
        let items: Vec<&Item> = items.iter().map(bare).collect();
        let endless = items
            .iter()
            .filter(|item| item.is_endless && item.set != 0)
            .count();
        let needed = items
            .iter()
            .filter(|item| !item.is_optional && !item.is_endless)
            .count();
        endless == 1 && needed == 0
    };
    let single = |items: &[Item]| match items {
        [only] if !only.is_endless && !only.is_optional => only.set,
        _ => 0,
    };
    let mut seen = 0;
    alternatives.iter().any(|items| {
        let set = single(items);
        let overlaps = seen & set != 0;
        seen |= set;
        overlaps || lone(items)
    }) || any_multiple(alternatives)
}

/// What a group holds that does nothing but hold it: `([a-z]+)`.
fn bare(item: &Item) -> &Item {
    let mut item = item;
    while let ([only], false) = (item.group.as_slice(), item.is_optional || item.is_endless)
        && let [inner] = only.as_slice()
    {
        item = inner;
    }
    item
}

/// True if a character that one alternative takes alone can be all that another takes several of: `x|xx`.
fn any_multiple(alternatives: &[Vec<Item>]) -> bool {
    let shared = |items: &[Item]| {
        items.iter().fold(u128::MAX, |shared, item| {
            let plain = item.group.is_empty() && !item.is_endless && !item.is_optional;
            if plain { shared & item.set } else { 0 }
        })
    };
    let mut alone = 0;
    let mut several = 0;
    for items in alternatives {
        match items.len() {
            0 => {}
            1 => alone |= shared(items),
            _ => several |= shared(items),
        }
    }
    alone & several != 0
}

struct Reader {
    rest: Vec<char>,
    at: usize,
    /// True if something was not understood.
    is_odd: bool,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek();
        self.at += 1;
        character
    }

    fn eat(&mut self, wanted: char) -> bool {
        let is_there = self.peek() == Some(wanted);
        self.at += usize::from(is_there);
        is_there
    }

    fn alternatives(&mut self, depth: u32) -> Vec<Vec<Item>> {
        let mut all = vec![Vec::new()];
        while let Some(character) = self.peek() {
            if character == ')' {
                break;
            }
            self.at += 1;
            let mut item = Item::default();
            match character {
                '|' => {
                    all.push(Vec::new());
                    continue;
                }
                '(' => {
                    if depth >= DEPTH {
                        self.is_odd = true;
                        return all;
                    }
                    if self.eat('?') {
                        match self.next() {
                            Some(':') => {}
                            Some('P') if self.eat('<') => {
                                while self.next().is_some_and(|character| character != '>') {}
                            }
                            // Look-around, back references, flags: not for this question.
                            _ => self.is_odd = true,
                        }
                    }
                    item.group = self.alternatives(depth + 1);
                    self.is_odd |= !self.eat(')');
                }
                '[' => item.set = self.class(),
                '.' => item.set = u128::MAX,
                '^' | '$' => {}
                '\\' => item.set = self.next().map_or(0, escaped),
                other => item.set = bit(other),
            }
            self.quantify(&mut item);
            if let Some(last) = all.last_mut() {
                last.push(item);
            }
        }
        all
    }

    fn quantify(&mut self, item: &mut Item) {
        match self.peek() {
            Some('*') => (item.is_optional, item.is_endless) = (true, true),
            Some('+') => item.is_endless = true,
            Some('?') => item.is_optional = true,
            Some('{') => {
                let text: String = self
                    .rest
                    .iter()
                    .skip(self.at + 1)
                    .take_while(|c| **c != '}')
                    .collect();
                item.is_endless = text.ends_with(',');
                item.is_optional = text.starts_with("0,") || text == "0";
                self.at += text.chars().count() + 1;
            }
            _ => return,
        }
        self.at += 1;
        // Lazy repeats try as many ways; possessive ones try one.
        if !self.eat('?') && self.eat('+') {
            item.is_endless = false;
        }
    }

    fn class(&mut self) -> u128 {
        let is_inverted = self.eat('^');
        let mut set = 0;
        let mut is_first = true;
        while let Some(character) = self.next() {
            if character == ']' && !is_first {
                break;
            }
            is_first = false;
            if character == '\\' {
                set |= self.next().map_or(0, escaped);
            } else if self.peek() == Some('-')
                && self.rest.get(self.at + 1).is_some_and(|next| *next != ']')
            {
                self.at += 1;
                let last = self.next().unwrap_or(character);
                set |= (character..=last)
                    .take(128)
                    .fold(0, |set, one| set | bit(one));
            } else {
                set |= bit(character);
            }
        }
        if is_inverted { !set } else { set }
    }
}

fn bit(character: char) -> u128 {
    1_u128.checked_shl(u32::from(character)).unwrap_or(0)
}

/// The characters behind `\d` and the like; none for a place such as `\b`.
fn escaped(character: char) -> u128 {
    let of = |test: fn(char) -> bool| {
        ('\0'..='\u{7f}')
            .filter(|one| test(*one))
            .fold(0, |set, one| set | bit(one))
    };
    match character {
        'd' => of(|one| one.is_ascii_digit()),
        'D' => !of(|one| one.is_ascii_digit()),
        'w' => of(|one| one.is_ascii_alphanumeric() || one == '_'),
        'W' => !of(|one| one.is_ascii_alphanumeric() || one == '_'),
        's' => of(|one| one.is_ascii_whitespace()),
        'S' => !of(|one| one.is_ascii_whitespace()),
        'b' | 'B' | 'A' | 'Z' | 'z' => 0,
        'n' => bit('\n'),
        't' => bit('\t'),
        'r' => bit('\r'),
        other => bit(other),
    }
}
