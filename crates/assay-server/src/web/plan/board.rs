//! The board: a column for each stage; what has to be done first stands on top.

use serde_json::{Value, json};

use super::super::asked::Asked;
use super::{Card, Repaired, card, repaired};
use crate::state::Look;
use crate::work::{Stage, Work, effort};

/// So many cards stand in a column; its own page has all of them.
const CARDS: usize = 12;

/// The columns, or one of them as a list.
pub(super) fn view(look: &Look, works: &[Work<'_>], asked: &Asked) -> Value {
    let one = [
        Stage::Judge,
        Stage::Repair,
        Stage::Accepted,
        Stage::Dismissed,
        Stage::Repaired,
    ]
    .into_iter()
    .find(|stage| stage.name() == asked.text("column"));
    if let Some(stage) = one {
        let list = (stage != Stage::Repaired).then(|| asked.page(cards(works, stage)));
        let done = (stage == Stage::Repaired).then(|| asked.page(done(look, asked)));
        return json!({ "one": stage.title(), "all": asked.with("column", ""), "list": list, "done": done });
    }
    let column = |stage: Stage| {
        let own: Vec<&Work<'_>> = works.iter().filter(|work| work.stage == stage).collect();
        let mut cards = cards(works, stage);
        let many = cards.len();
        cards.truncate(CARDS);
        json!({
            "name": stage.name(),
            "title": stage.title(),
            "many": many,
            "overdue": own.iter().filter(|work| work.overdue).count(),
            "effort": (stage.is_active() && many > 0).then(|| effort(own).to_string()),
            "cards": cards,
            "more": (many > CARDS).then(|| asked.with("column", stage.name())),
        })
    };
    let mut done = done(look, asked);
    let said = works.iter().filter(|work| work.stage == Stage::Repaired);
    let said: Vec<Card<'_>> = said.take(CARDS).map(card).collect();
    let many = done.len();
    done.truncate(CARDS);
    let dismissed = works
        .iter()
        .filter(|work| work.stage == Stage::Dismissed)
        .count();
    let columns = [Stage::Judge, Stage::Repair, Stage::Accepted].map(column);
    json!({
        "columns": columns,
        "said": said,
        "done": done,
        "done_many": many,
        "done_more": (many > CARDS).then(|| asked.with("column", Stage::Repaired.name())),
        "dismissed": dismissed,
        "to_dismissed": asked.with("column", Stage::Dismissed.name()),
    })
}

/// What is overdue, then what comes first in the plan.
fn cards<'a>(works: &'a [Work<'_>], stage: Stage) -> Vec<Card<'a>> {
    let (late, other): (Vec<&Work<'_>>, Vec<&Work<'_>>) = works
        .iter()
        .filter(|work| work.stage == stage)
        .partition(|work| work.overdue);
    late.into_iter().chain(other).map(card).collect()
}

/// What is repaired, of what is asked for.
fn done<'a>(look: &'a Look, asked: &Asked) -> Vec<Repaired<'a>> {
    let (owner, risk, words) = (asked.text("owner"), asked.text("risk"), asked.words());
    let wanted = |one: &Repaired<'_>| {
        (owner.is_empty() || one.owner == owner || (owner == super::NOBODY && one.owner.is_empty()))
            && (risk.is_empty() || one.risk == risk)
            && !asked.has("overdue")
            && super::has_words(&words, &[one.title, one.path, one.owner])
    };
    repaired(look).into_iter().filter(wanted).collect()
}
