//! The figures as a table in markdown.

use crate::measure::Figure;
use crate::workload::Size;

/// What each table came to, in the order of the sizes.
pub(crate) type Results = Vec<(Size, Vec<Figure>)>;

/// The tables: one by one, and batch; the middle column of each size is the time of a ticket, with the ratio to ours.
pub(crate) fn markdown(results: &Results) -> String {
    let mut text = String::new();
    for (batch, title) in [(false, "one ticket at a time"), (true, "a batch of 100,000 tickets, one thread")]
    {
        let titles: Vec<&str> = results.iter().map(|(size, _)| size.title()).collect();
        text.push_str(&format!(
            "| {title} | {} |\n|---|{}\n",
            titles.join(" | "),
            "---|".repeat(titles.len())
        ));
        let names = results.first().map(|(_, figures)| figures.as_slice()).unwrap_or_default();
        for name in names.iter().filter(|figure| figure.batch == batch).map(|figure| figure.name) {
            let cells = results.iter().map(|(_, figures)| {
                figures.iter().find(|figure| figure.name == name).map_or_else(String::new, cell)
            });
            text.push_str(&format!("| {name} | {} |\n", cells.collect::<Vec<_>>().join(" | ")));
        }
        text.push('\n');
    }
    text
}

/// The versions of the peers that were built in, as the lock file names them.
pub(crate) fn versions() -> String {
    let versions = ["bihuan", "zen-engine", "regorus"].map(|name| {
        let entry = format!("name = \"{name}\"\nversion = \"");
        let version =
            include_str!("../Cargo.lock").split_once(&entry).and_then(|(_, rest)| rest.split_once('"'));
        format!("{name} {}", version.map_or("?", |(version, _)| version))
    });
    versions.join(", ")
}

/// What the table leaves out: answers compared, sizes of blocks, cost of the input.
pub(crate) fn notes(size: Size, figures: &[Figure]) -> String {
    let mut text = format!("{}:\n", size.title());
    for figure in figures {
        let input = figure.input_cost.map_or_else(String::new, |cost| {
            format!(", bringing a ticket into its form (not counted) {}", time(cost.as_nanos() as f64))
        });
        text.push_str(&format!(
            "  {}: {} answers compared, all right; {} blocks of {} tickets{input}\n",
            figure.name, figure.checked, figure.rounds, figure.block
        ));
    }
    text
}

fn cell(figure: &Figure) -> String {
    let ratio = figure.ratio;
    let ratio = match ratio {
        // what the others are compared with
        1.0 => return time(figure.each),
        below if below < 1.0 => format!("{below:.2}"),
        below if below < 10.0 => format!("{below:.1}"),
        more => grouped(more),
    };
    format!("{} ({ratio}×)", time(figure.each))
}

/// Nanoseconds as a person reads them.
fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        below if below < 1e3 => format!("{below:.0} ns"),
        below if below < 1e4 => format!("{:.2} µs", below / 1e3),
        below if below < 1e5 => format!("{:.1} µs", below / 1e3),
        more => format!("{} µs", grouped(more / 1e3)),
    }
}

/// A number with its thousands apart.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn times_have_three_digits() {
        let times = [61.4, 1_234.0, 23_456.0, 15_700_000.0].map(time);
        assert_eq!(times, ["61 ns", "1.23 µs", "23.5 µs", "15,700 µs"]);
    }
}
