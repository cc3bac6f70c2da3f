//! What the spelling of a text says: beginnings that fix a host or a scheme, names of its methods.

/// True if a text that begins so leads to a host that is fixed, whatever follows.
pub(crate) fn pins_host(prefix: &str) -> bool {
    if let Some((scheme, rest)) = prefix.split_once("://") {
        return !scheme.is_empty() && rest.find(['/', '?', '#']).is_some_and(|at| at > 0);
    }
    let mut chars = prefix.chars();
    match chars.next() {
        Some('/') => chars.next().is_some_and(|c| c != '/' && c != '\\'),
        Some('?' | '#') => true,
        Some(c) if c.is_alphanumeric() => prefix.contains(['/', '?', '#']),
        _ => false,
    }
}

/// True if a client that chooses what stands between these texts chooses no more than a name below a fixed host:
/// `https://` and `.example.com/`.
pub(super) fn surrounds_subdomain(before: &str, behind: &str, is_last: bool) -> bool {
    let Some((scheme, host)) = before.split_once("://") else {
        return false;
    };
    let end = behind.find(['/', '?', '#', ':']);
    let domain = behind
        .get(..end.unwrap_or(behind.len()))
        .unwrap_or_default();
    !scheme.is_empty()
        && !host.contains(['/', '?', '#', '@'])
        && (end.is_some() || is_last)
        && domain.starts_with('.')
        && domain.split('.').filter(|label| !label.is_empty()).count() > 1
}

/// True if a text that begins so is no address that runs as a script, whatever follows.
pub(super) fn pins_scheme(prefix: &str) -> bool {
    let start: String = prefix.trim_start().to_ascii_lowercase();
    if let Some((scheme, _)) = start.split_once(':') {
        return !matches!(scheme, "javascript" | "data" | "vbscript");
    }
    start.contains(['/', '?', '#'])
}

/// What `str.strip` is called where nobody has called it yet.
pub(super) const TEXT_METHOD: &str = "builtins.str.";

/// The methods of `str` and `bytes`, but for those that only containers share a name with.
pub(super) fn is_text_method(name: &str) -> bool {
    matches!(
        name,
        "capitalize"
            | "casefold"
            | "center"
            | "count"
            | "decode"
            | "encode"
            | "endswith"
            | "expandtabs"
            | "find"
            | "format"
            | "format_map"
            | "index"
            | "isalnum"
            | "isalpha"
            | "isascii"
            | "isdecimal"
            | "isdigit"
            | "isidentifier"
            | "islower"
            | "isnumeric"
            | "isprintable"
            | "isspace"
            | "istitle"
            | "isupper"
            | "join"
            | "ljust"
            | "lower"
            | "lstrip"
            | "partition"
            | "removeprefix"
            | "removesuffix"
            | "replace"
            | "rfind"
            | "rindex"
            | "rjust"
            | "rpartition"
            | "rsplit"
            | "rstrip"
            | "split"
            | "splitlines"
            | "startswith"
            | "strip"
            | "swapcase"
            | "title"
            | "translate"
            | "upper"
            | "zfill"
            | "hex"
    )
}
