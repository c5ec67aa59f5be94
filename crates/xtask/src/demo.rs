//! `cargo xtask demo`: the example goes the whole way through check, dispatch, explain, audit, todo.

use crate::shell::{cargo, command, root, say};

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
    Step { says: "Is the rulebook fit for use?", args: &["check", RULEBOOK, "--format", "table"], lines: 20 },
    Step {
        says: "Who gets each ticket, and by when?",
        args: &["dispatch", RULEBOOK, TICKETS, "--format", "csv"],
        lines: 9,
    },
    Step {
        says: "Why? The winning row cell by cell, and the rows that came close.",
        args: &["explain", RULEBOOK, TICKETS, "--id", "YF001", "--lang", "zh"],
        lines: 40,
    },
    Step {
        says: "Is it really closed? The verdict of the three loops.",
        args: &["audit", RULEBOOK, TICKETS, EVENTS, "--now", NOW, "--format", "csv"],
        lines: 13,
    },
    Step {
        says: "One ticket's story: unsatisfied, instructed, handled a second time.",
        args: &[
            "audit", RULEBOOK, TICKETS, EVENTS, "--now", NOW, "--id", "YF005", "--format", "table", "--lang",
            "zh",
        ],
        lines: 60,
    },
    Step {
        says: "What is to be done, by unit, soonest due first?",
        args: &["todo", RULEBOOK, TICKETS, EVENTS, "--now", NOW, "--format", "table"],
        lines: 24,
    },
];

/// Builds the command and runs the steps.
pub(crate) fn run() -> Result<bool, String> {
    cargo(&["build", "--quiet", "-p", "bihuan-cli"])?;
    let bihuan = root().join("target/debug/bihuan").to_string_lossy().into_owned();
    for step in STEPS {
        say(&format!("\n# {}\n$ bihuan {}", step.says, step.args.join(" ")));
        let output = command(&bihuan).args(step.args).env("LANG", "en").output();
        let output = output.map_err(|cause| format!("bihuan: {cause}"))?;
        if !output.status.success() {
            return Err(format!(
                "bihuan {}: {}",
                step.args.join(" "),
                String::from_utf8_lossy(&output.stderr)
            ));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let lines: Vec<&str> = text.lines().collect();
        for line in lines.iter().take(step.lines) {
            say(line);
        }
        if lines.len() > step.lines {
            say(&format!("… {} more lines", lines.len() - step.lines));
        }
    }
    Ok(true)
}
