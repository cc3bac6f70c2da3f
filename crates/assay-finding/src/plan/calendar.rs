//! When a repair is due: so many days for each risk, counted in days of the calendar or in working days.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

use crate::Risk;

/// How long a finding of each risk may stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Days for critical, high, medium, low and info; `None` is never due.
    pub days: [Option<u32>; 5],
    /// True to count working days only.
    pub working_days: bool,
    /// Days on which nobody works.
    pub holidays: BTreeSet<Date>,
}

/// No calendar of an organisation leaves out more days in a row than this.
const LONGEST_BREAK: u32 = 366;

impl Default for Calendar {
    fn default() -> Self {
        Self {
            days: [Some(7), Some(30), Some(90), Some(180), None],
            working_days: false,
            holidays: BTreeSet::new(),
        }
    }
}

impl Calendar {
    /// How many days a finding of this risk may stay; `None` for ever.
    pub fn days(&self, risk: Risk) -> Option<u32> {
        let at = Risk::ALL.iter().position(|known| *known == risk)?;
        self.days.get(at).copied().flatten()
    }

    /// The day by which a finding of this risk must be repaired if it is known since `start`.
    ///
    /// A day on which nobody works moves to the next on which somebody does.
    pub fn due(&self, risk: Risk, start: Date) -> Option<Date> {
        let days = self.days(risk)?;
        if !self.working_days {
            let due = start
                .checked_add(jiff::Span::new().try_days(days).ok()?)
                .ok()?;
            return self.next_working(due);
        }
        let mut day = start;
        for _ in 0..days {
            day = self.next_working(day.tomorrow().ok()?)?;
        }
        Some(day)
    }

    /// This day, or the next that is no holiday and, if only working days count, no weekend.
    fn next_working(&self, day: Date) -> Option<Date> {
        let mut day = day;
        for _ in 0..LONGEST_BREAK {
            let is_weekend =
                self.working_days && matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            if !is_weekend && !self.holidays.contains(&day) {
                return Some(day);
            }
            day = day.tomorrow().ok()?;
        }
        Some(day)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// A Friday.
    const START: Date = date(2026, 11, 20);

    #[test]
    fn the_worse_the_sooner() {
        let calendar = Calendar::default();
        assert_eq!(
            calendar.due(Risk::Critical, START),
            Some(date(2026, 11, 27))
        );
        assert_eq!(calendar.due(Risk::High, START), Some(date(2026, 12, 20)));
        assert_eq!(calendar.due(Risk::Info, START), None);
        let dates: Vec<_> = Risk::ALL
            .iter()
            .filter_map(|risk| calendar.due(*risk, START))
            .collect();
        assert!(dates.is_sorted() && dates.len() == 4);
    }

    #[test]
    fn weekends_and_holidays_do_not_count_among_working_days() {
        let mut calendar = Calendar {
            days: [Some(2), None, None, None, None],
            working_days: true,
            holidays: BTreeSet::new(),
        };
        assert_eq!(
            calendar.due(Risk::Critical, START),
            Some(date(2026, 11, 24))
        );
        calendar.holidays.insert(date(2026, 11, 23));
        assert_eq!(
            calendar.due(Risk::Critical, START),
            Some(date(2026, 11, 25))
        );
    }

    #[test]
    fn a_day_that_falls_on_a_holiday_moves_to_the_next() {
        let calendar = Calendar {
            holidays: BTreeSet::from([date(2026, 11, 27)]),
            ..Calendar::default()
        };
        assert_eq!(
            calendar.due(Risk::Critical, START),
            Some(date(2026, 11, 28))
        );
    }

    #[test]
    fn the_end_of_time_is_no_panic() {
        let calendar = Calendar {
            days: [Some(u32::MAX), None, None, None, None],
            ..Calendar::default()
        };
        assert_eq!(calendar.due(Risk::Critical, START), None);
        assert_eq!(Calendar::default().due(Risk::Critical, Date::MAX), None);
    }
}
