//! Names that are like a written one: suggestions for a slip of the pen.

use super::text::fold;

/// The names most like a written one: that hold it, or share most of its characters.
pub(crate) fn near<'a>(names: impl Iterator<Item = &'a str>, written: &str) -> String {
    let folded = fold(written);
    let like = |name: &&str| {
        let name = fold(name);
        let holds = name.contains(&folded) || (folded.contains(&name) && !name.is_empty());
        let shared = folded.chars().filter(|c| name.contains(*c)).count();
        holds || shared * 2 > folded.chars().count().max(name.chars().count())
    };
    let mut near: Vec<&str> = names.filter(like).collect();
    near.sort_unstable();
    near.dedup();
    near.truncate(3);
    near.join(", ")
}
