//! The calendar: who has what to do in which week, and each one's tasks by their day.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

use super::super::asked::Asked;
use super::{Card, NOBODY, card};
use crate::work::{Work, effort};

/// So many weeks have a column of their own.
const WEEKS: usize = 8;
/// So many tasks stand in a field; the others are counted.
const CHIPS: usize = 4;

#[derive(Serialize)]
struct Row<'a> {
    owner: &'a str,
    tasks: usize,
    overdue: usize,
    effort: String,
    only: String,
    fields: Vec<Field<'a>>,
}

#[derive(Default, Serialize)]
struct Field<'a> {
    chips: Vec<Chip<'a>>,
    more: usize,
}

#[derive(Serialize)]
struct Chip<'a> {
    id: &'a str,
    title: &'a str,
    risk: &'static str,
    due: Option<String>,
}

/// The weeks by owner, and the tasks of the page.
pub(super) fn view(works: &[Work<'_>], asked: &Asked, today: Date) -> Value {
    let mut active: Vec<&Work<'_>> = works.iter().filter(|work| work.stage.is_active()).collect();
    // The order of the plan stays among those of one day.
    active.sort_by_key(|work| (work.due.is_none(), work.due));
    let mut by_owner: BTreeMap<(bool, &str), Vec<&Work<'_>>> = BTreeMap::new();
    for work in &active {
        by_owner
            .entry((work.owner.is_empty(), &work.owner))
            .or_default()
            .push(work);
    }
    let rows = by_owner.into_iter().map(|((_, owner), works)| Row {
        owner,
        tasks: works.len(),
        overdue: works.iter().filter(|work| work.overdue).count(),
        effort: effort(works.iter().copied()).to_string(),
        only: asked.with("owner", if owner.is_empty() { NOBODY } else { owner }),
        fields: fields(&works, today),
    });
    let rows: Vec<Row<'_>> = rows.collect();
    let cards: Vec<Card<'_>> = active.into_iter().map(card).collect();
    json!({ "weeks": weeks(today), "rows": rows, "list": asked.page(cards) })
}

/// The Monday of the week of a day.
fn monday(day: Date) -> Date {
    let since = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(since.days()).unwrap_or(day)
}

/// The Mondays of the weeks that are shown.
fn weeks(today: Date) -> Vec<String> {
    let weeks = std::iter::successors(Some(monday(today)), |day| day.checked_add(7.days()).ok());
    weeks
        .take(WEEKS)
        .map(|day| day.strftime("%-d %b").to_string())
        .collect()
}

/// Overdue, each week, later, and those without a day.
fn fields<'a>(works: &[&'a Work<'_>], today: Date) -> Vec<Field<'a>> {
    let mut fields: Vec<Field<'_>> = std::iter::repeat_with(Field::default)
        .take(WEEKS + 3)
        .collect();
    for work in works {
        let at = work.due.map_or(WEEKS + 2, |due| column(due, today));
        let Some(field) = fields.get_mut(at) else {
            continue;
        };
        if field.chips.len() < CHIPS {
            field.chips.push(Chip {
                id: &work.task.id,
                title: &work.task.title,
                risk: work.risk.name(),
                due: work.due.map(|due| due.to_string()),
            });
        } else {
            field.more += 1;
        }
    }
    fields
}

/// The column of a day: 0 is overdue, then the weeks, then later.
fn column(due: Date, today: Date) -> usize {
    if due < today {
        return 0;
    }
    let days = monday(today)
        .until(due)
        .map_or(i32::MAX, |span| span.get_days());
    let week = usize::try_from(days / 7).unwrap_or(WEEKS);
    week.min(WEEKS) + 1
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_fall_into_weeks() {
        // A Wednesday.
        let today = date(2026, 11, 25);
        assert_eq!(monday(today), date(2026, 11, 23));
        assert_eq!(column(date(2026, 11, 24), today), 0);
        assert_eq!(column(today, today), 1);
        assert_eq!(column(date(2026, 11, 29), today), 1);
        assert_eq!(column(date(2026, 11, 30), today), 2);
        assert_eq!(column(date(2027, 1, 17), today), WEEKS);
        assert_eq!(column(date(2027, 1, 18), today), WEEKS + 1);
        assert_eq!(column(Date::MAX, today), WEEKS + 1);
        assert_eq!(weeks(today).first().map(String::as_str), Some("23 Nov"));
    }
}
