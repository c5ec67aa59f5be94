//! Paths (G-5): matters and areas, levels joined by `/`, from the general to the particular.

use super::text::{fold_into, half_width};
use crate::message::{Code, Finding};
use serde::{Deserialize, Serialize};

/// Levels that a path of a rulebook may have.
const MOST_LEVELS: usize = 100;

/// A matter or an area: levels from the general to the particular, folded (G-5).
///
/// `Display` and serde join the levels by `/`, a `/` inside one escaped; reading drops empty levels.
///
/// ```
/// use bihuan::MatterPath;
/// let noise: MatterPath = "噪声".parse()?;
/// assert!(noise.covers(&"噪声/装修噪声".parse()?));
/// # Ok::<(), std::convert::Infallible>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Path {
    levels: Vec<String>,
}

impl Path {
    /// Reads a path as a ticket writes it: an empty level is dropped, a backslash takes the special
    /// meaning from the next character (G-7).
    pub(crate) fn read(text: &str) -> Path {
        let mut levels = split(text);
        levels.retain(|level| !level.is_empty());
        Path { levels }
    }

    /// Reads a path as a rulebook writes it: an empty level is an error, as is a path too deep for any list,
    /// since each of its parents is a path as well.
    ///
    /// # Errors
    /// What is wrong with it, without its place and, where it is short enough to be shown, its value.
    pub(crate) fn strict(text: &str) -> Result<Path, Finding> {
        let levels = split(text);
        if levels.len() > MOST_LEVELS {
            let finding = Finding::new(Code::PathTooDeep).arg("levels", levels.len());
            return Err(finding.arg("most", MOST_LEVELS));
        }
        if levels.iter().any(String::is_empty) {
            return Err(Finding::new(Code::EmptyLevel).value(text));
        }
        Ok(Path { levels })
    }

    /// Levels as one text, a `/` inside one escaped: for hosts that hold a path as a list (G-5, G-7).
    ///
    /// ```
    /// use bihuan::MatterPath;
    /// assert_eq!(MatterPath::join(["HEAT/HOT WATER", "x"]), r"HEAT\/HOT WATER/x");
    /// ```
    pub fn join<S: AsRef<str>>(levels: impl IntoIterator<Item = S>) -> String {
        let levels: Vec<_> = levels.into_iter().map(|level| escape(level.as_ref())).collect();
        levels.join("/")
    }

    /// How many levels it has.
    pub fn depth(&self) -> usize {
        self.levels.len()
    }

    /// Its levels, folded.
    pub(crate) fn levels(&self) -> &[String] {
        &self.levels
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.levels.is_empty()
    }

    /// Whether this path's levels are the first levels of the other.
    pub fn covers(&self, other: &Path) -> bool {
        other.levels.starts_with(&self.levels)
    }

    /// The last level; none of the empty path.
    pub(crate) fn last(&self) -> Option<&str> {
        self.levels.last().map(String::as_str)
    }

    /// The path without its last level; `None` of a path without levels.
    pub(crate) fn parent(&self) -> Option<Path> {
        let (_, above) = self.levels.split_last()?;
        Some(Path { levels: above.to_vec() })
    }

    /// The path one level down, the level folded.
    pub(crate) fn child(&self, level: &str) -> Path {
        let mut levels = self.levels.clone();
        levels.push(level.to_owned());
        Path { levels }
    }

    /// The levels joined by `/`, a `/` or `\` inside one escaped: the form that reads back.
    pub(crate) fn joined(&self) -> String {
        Path::join(&self.levels)
    }
}

impl From<String> for Path {
    fn from(text: String) -> Path {
        Path::read(&text)
    }
}

impl From<Path> for String {
    fn from(path: Path) -> String {
        path.joined()
    }
}

impl std::str::FromStr for Path {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Path, Self::Err> {
        Ok(Path::read(text))
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.joined())
    }
}

/// A level as it must be written inside a path (G-7).
pub(crate) fn escape(level: &str) -> String {
    let mut out = String::with_capacity(level.len());
    for c in level.chars() {
        if matches!(half_width(c), '\\' | '/') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The folded levels of a written path, empty ones kept: the loader objects to those.
fn split(text: &str) -> Vec<String> {
    let mut levels = Vec::new();
    each_level(text, &mut String::new(), |level| levels.push(level.to_owned()));
    levels
}

/// Calls for each folded level of a written path, empty ones too; `buffer` is room to work in.
pub(crate) fn each_level(text: &str, buffer: &mut String, mut level: impl FnMut(&str)) {
    let mut chars = text.chars();
    let mut more = true;
    while more {
        more = false;
        buffer.clear();
        let of_level = std::iter::from_fn(|| match chars.next()? {
            c if half_width(c) == '\\' => Some(chars.next().unwrap_or('\\')),
            c if half_width(c) == '/' => {
                more = true;
                None
            }
            c => Some(c),
        });
        fold_into(of_level, buffer);
        level(buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_levels_folded_and_drops_empty_ones() {
        let path = Path::read("噪 声／／装修噪声/");
        assert_eq!(path.joined(), "噪声/装修噪声");
        assert_eq!(path.depth(), 2);
        assert!(Path::read(" / ").is_empty());
    }

    #[test]
    fn a_backslash_keeps_a_slash_inside_a_level() {
        let path = Path::read("HEAT\\/HOT WATER/ENTIRE BUILDING");
        assert_eq!(path.joined(), "heat\\/hot water/entire building");
        assert_eq!(Path::read(&path.joined()), path);
        assert_eq!(Path::read("a\\\\/b").depth(), 2);
    }

    #[test]
    fn covers_what_begins_with_it() {
        let noise = Path::read("噪声");
        assert!(noise.covers(&Path::read("噪声/装修噪声")));
        assert!(noise.covers(&noise));
        assert!(!noise.covers(&Path::read("噪声扰民")));
        assert!(!Path::read("噪声/装修噪声").covers(&noise));
    }
}
