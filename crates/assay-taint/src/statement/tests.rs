//! Statements and what they say of columns.

use super::{selected, written};

fn reads(statement: &str) -> String {
    let Some(rows) = selected(statement) else {
        return "nothing".to_owned();
    };
    let Some(columns) = rows.columns else {
        return format!("all of {}", rows.tables.join(" "));
    };
    let one = |column: &crate::place::Column| {
        let name = column.name.as_deref().unwrap_or("-");
        match &column.of {
            Some((tables, column)) => format!("{name}={}.{column}", tables.join("|")),
            None => format!("{name}=?"),
        }
    };
    columns.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn writes(statement: &str) -> String {
    let one = |written: &super::Written| {
        let column = written.column.as_deref().unwrap_or("*");
        format!("{}.{column}={:?}", written.table, written.given)
            .replace("Some(", "")
            .replace("))", ")")
    };
    written(statement)
        .iter()
        .map(one)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn columns_of_one_table_are_named() {
    let read = reads("SELECT name, story AS text FROM tea WHERE id = ?");
    assert_eq!(read, "name=tea.name text=tea.story");
}

#[test]
fn a_star_leaves_the_columns_open() {
    assert_eq!(reads("select * from shop.tea t"), "all of tea");
}

#[test]
fn joined_tables_are_told_apart_by_their_names() {
    let read = reads(
        "SELECT r.text, u.name author, count(*) FROM review r JOIN users AS u ON u.id = r.by",
    );
    assert_eq!(read, "text=review.text author=users.name -=?");
}

#[test]
fn the_end_of_a_statement_may_be_missing() {
    assert_eq!(
        reads("SELECT story FROM tea WHERE name = '"),
        "story=tea.story"
    );
}

#[test]
fn bound_values_are_matched_to_columns() {
    assert_eq!(
        writes("INSERT INTO tea (name, story, sold) VALUES (?, ?, 0)"),
        "tea.name=Position(0) tea.story=Position(1) tea.sold=None"
    );
    assert_eq!(
        writes("INSERT OR REPLACE INTO \"tea\" (name) VALUES (:name)"),
        "tea.name=Name(\"name\")"
    );
    assert_eq!(
        writes("UPDATE tea SET story = %s, sold = sold + 1 WHERE id = %s"),
        "tea.story=Position(0) tea.sold=None"
    );
    assert_eq!(
        writes("INSERT INTO tea VALUES (NULL, ?)"),
        "tea.*=None tea.*=Position(0)"
    );
}

#[test]
fn what_is_no_statement_says_nothing() {
    for text in [
        "",
        "(",
        "select",
        "insert into",
        "update set",
        "SELECT (((",
        "\"",
        "%(",
    ] {
        assert_eq!(
            (reads(text).as_str(), writes(text).as_str()),
            ("nothing", ""),
            "{text}"
        );
    }
}
