//! `cargo xtask demo`: the example goes the whole way through check, dispatch, explain, contest, audit, todo.

use crate::shell::{cargo, command, root, say, target};

const RULEBOOK: &str = "examples/rulebooks/songjiang";
const TICKETS: &str = "examples/tickets/tickets.csv";
const EVENTS: &str = "examples/tickets/events.csv";
const NOW: &str = "2025-03-03T09:00:00";

/// A step: what is said before it, what is run, and how many lines of the answer are shown.
struct Step {
    says: &'static str,
    args: &'static [&'static str],
    lines: usize,
}

const STEPS: &[Step] = &[
    Step { says: "Is the rulebook fit for use?", args: &["check", RULEBOOK, "--format", "csv"], lines: 20 },
    Step {
        says: "Who gets each ticket, and by when?",
        args: &["dispatch", RULEBOOK, TICKETS, "--format", "csv"],
        lines: 8,
    },
    Step {
        says: "Why? The winning row cell by cell, and the rows that came close.",
        args: &["explain", RULEBOOK, TICKETS, "--id", "YF004", "--lang", "zh"],
        lines: 40,
    },
    Step {
        says: "Not ours! A return, tried before it is made.",
        args: &["contest", RULEBOOK, TICKETS, "--id", "YF001", "--unit", "城管中队", "--lang", "zh"],
        lines: 30,
    },
    Step {
        says: "Is it really closed? The verdict of the three loops.",
        args: &["audit", RULEBOOK, TICKETS, EVENTS, "--now", NOW, "--format", "csv"],
        lines: 12,
    },
    Step {
        says: "One ticket's story: renovation noise, through all three loops.",
        args: &[
            "audit", RULEBOOK, TICKETS, EVENTS, "--now", NOW, "--id", "YF001", "--format", "table", "--lang",
            "zh",
        ],
        lines: 60,
    },
    Step {
        says: "What is to be done, by unit, soonest due first?",
        args: &["todo", RULEBOOK, TICKETS, EVENTS, "--now", NOW, "--format", "table"],
        lines: 16,
    },
];

/// The readme files that show the demo's output as it really is, between these marks.
const READMES: &[&str] = &["README.md", "README.zh.md"];
const BEGIN: &str = "<!-- demo -->\n```text\n";
const END: &str = "```\n<!-- /demo -->";

/// Builds the command, runs the steps and prints them; with `--accept` the readmes take the output over.
pub(crate) fn run(accept: bool) -> Result<bool, String> {
    cargo(&["build", "--quiet", "-p", "bihuan-cli"])?;
    let text = output()?;
    say(&text);
    if accept {
        for name in READMES {
            let path = root().join(name);
            let readme = std::fs::read_to_string(&path).map_err(|cause| format!("{name}: {cause}"))?;
            let (before, _, after) =
                parts(&readme).ok_or_else(|| format!("{name}: no place for the demo"))?;
            let renewed = format!("{before}{BEGIN}{text}{END}{after}");
            std::fs::write(&path, renewed).map_err(|cause| format!("{name}: {cause}"))?;
        }
    }
    Ok(true)
}

/// The readmes that do not show what the demo prints; the command must have been built.
pub(crate) fn stale_readmes() -> Result<Vec<&'static str>, String> {
    let text = output()?;
    let stale = |name: &&&str| {
        let readme = std::fs::read_to_string(root().join(name)).unwrap_or_default();
        parts(&readme).is_none_or(|(_, shown, _)| shown != text)
    };
    Ok(READMES.iter().filter(stale).copied().collect())
}

fn parts(readme: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = readme.split_once(BEGIN)?;
    let (shown, after) = rest.split_once(END)?;
    Some((before, shown, after))
}

fn output() -> Result<String, String> {
    let bihuan = target().join("debug/bihuan").to_string_lossy().into_owned();
    let mut text = String::new();
    for step in STEPS {
        let args = step.args.join(" ");
        text.push_str(&format!("# {}\n$ bihuan {args}\n", step.says));
        let output = command(&bihuan).args(step.args).env("LANG", "en").env_remove("LC_ALL").output();
        let output = output.map_err(|cause| format!("bihuan: {cause}"))?;
        if !output.status.success() {
            return Err(format!("bihuan {args}: {}", String::from_utf8_lossy(&output.stderr)));
        }
        let answer = String::from_utf8_lossy(&output.stdout);
        let lines: Vec<&str> = answer.lines().collect();
        for line in lines.iter().take(step.lines) {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        if lines.len() > step.lines {
            text.push_str(&format!("… {} more lines\n", lines.len() - step.lines));
        }
        text.push('\n');
    }
    Ok(text)
}
