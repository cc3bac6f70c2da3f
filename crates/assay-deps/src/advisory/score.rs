//! How bad an advisory is, computed from its CVSS vector.

use std::str::FromStr;

use cvss::Cvss;
use serde::Serialize;

use super::record::Threat;

/// A rating.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rating {
    /// The level.
    pub level: Threat,
    /// The score, 0 to 10; `None` if only a level is known.
    pub score: Option<f64>,
    /// The vector that the score was computed from.
    pub vector: Option<String>,
    /// The version of CVSS: `2.0`, `3.0`, `3.1` or `4.0`.
    pub version: Option<&'static str>,
}

/// The rating of the newest vector that can be read, else of the level.
pub fn rating(vectors: &[String], level: Option<Threat>) -> Option<Rating> {
    let mut best: Option<(&'static str, f64, &String)> = None;
    for vector in vectors {
        let Ok(cvss) = Cvss::from_str(vector) else {
            continue;
        };
        let version = version(&cvss);
        if best.is_none_or(|(known, ..)| known < version) {
            best = Some((version, cvss.score(), vector));
        }
    }
    let Some((version, score, vector)) = best else {
        return level.map(|level| Rating {
            level,
            score: None,
            vector: None,
            version: None,
        });
    };
    // The scales of CVSS 3 and 4; CVSS 2 calls everything from 7 high.
    let level = match score {
        score if score >= 9.0 && version != "2.0" => Threat::Critical,
        score if score >= 7.0 => Threat::High,
        score if score >= 4.0 => Threat::Medium,
        score if score > 0.0 => Threat::Low,
        _ => Threat::None,
    };
    Some(Rating {
        level,
        score: Some((score * 10.0).round() / 10.0),
        vector: Some(vector.clone()),
        version: Some(version),
    })
}

fn version(cvss: &Cvss) -> &'static str {
    match cvss {
        Cvss::CvssV20(_) => "2.0",
        Cvss::CvssV30(_) => "3.0",
        Cvss::CvssV31(_) => "3.1",
        Cvss::CvssV40(_) => "4.0",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_those_that_the_standard_publishes() {
        for (vector, score) in [
            // The examples of the specifications and user guides of FIRST.
            ("AV:N/AC:L/Au:N/C:N/I:N/A:C", 7.8),
            ("AV:N/AC:L/Au:N/C:C/I:C/A:C", 10.0),
            ("AV:L/AC:H/Au:N/C:C/I:C/A:C", 6.2),
            ("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
            ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
            ("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 3.1),
            (
                "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
                9.3,
            ),
            (
                "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H",
                10.0,
            ),
        ] {
            let rating = rating(&[vector.to_owned()], None).unwrap();
            assert_eq!(rating.score, Some(score), "{vector}");
        }
    }

    #[test]
    fn a_level_stands_in_for_a_vector_that_nobody_gives() {
        assert_eq!(rating(&[], Some(Threat::High)).unwrap().score, None);
        assert_eq!(rating(&["CVSS:9".to_owned()], None), None);
    }
}
