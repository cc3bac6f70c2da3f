//! Days of the calendar, for the age of what we know.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Date {
    /// The year.
    pub year: u16,
    /// The month, from 1.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
}

/// Text that is no day.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a day; write it like 2026-07-23")]
pub struct NotADate(String);

impl Date {
    /// The day that lies so many seconds after the beginning of 1970.
    pub fn from_unix(seconds: u64) -> Self {
        // Days are counted from the first of March of the year 0, so that a leap day ends its year.
        let days = seconds / 86_400 + 719_468;
        let era = days / 146_097;
        let day_of_era = days % 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        Self {
            year: u16::try_from(year).unwrap_or(u16::MAX),
            month: u8::try_from(month).unwrap_or(1),
            day: u8::try_from(day_of_year - (153 * shifted + 2) / 5 + 1).unwrap_or(1),
        }
    }

    /// Days since the first of March of the year 0.
    fn number(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let month = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        year * 365 + year / 4 - year / 100 + year / 400 + day_of_year
    }

    /// How many days lie between an earlier day and this one; negative if it is later.
    pub fn days_since(self, earlier: Self) -> i64 {
        self.number() - earlier.number()
    }
}

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NotADate(text.to_owned());
        let mut parts = text.get(..10).ok_or_else(wrong)?.split('-');
        let mut next = || parts.next().and_then(|part| part.parse::<u16>().ok());
        match (next(), next(), next()) {
            (Some(year), Some(month @ 1..=12), Some(day @ 1..=31)) => Ok(Self {
                year,
                month: u8::try_from(month).unwrap_or(1),
                day: u8::try_from(day).unwrap_or(1),
            }),
            _ => Err(wrong()),
        }
    }
}

impl TryFrom<String> for Date {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{:04}-{:02}-{:02}",
            self.year, self.month, self.day
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_leap_years() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(date("2024-03-01").days_since(date("2024-02-28")), 2);
        assert_eq!(date("2026-01-01").days_since(date("2025-01-01")), 365);
        assert_eq!(Date::from_unix(0).to_string(), "1970-01-01");
        assert_eq!(Date::from_unix(1_709_164_800).to_string(), "2024-02-29");
        assert!("2024-13-01".parse::<Date>().is_err());
        assert!("é024-1-011".parse::<Date>().is_err());
    }
}
