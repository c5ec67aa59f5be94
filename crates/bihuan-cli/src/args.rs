//! What the command line says.

use bihuan::Lang;
use clap::{ArgGroup, Args as ClapArgs, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// 12345 hotline tickets: who gets it, by when, and is it really closed
#[derive(Debug, Parser)]
#[command(name = "bihuan", version, about, long_about = None)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// language of messages; the default is what LANG says
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<LangArg>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// a rulebook to start from, every column explained: a folder, or one workbook
    New {
        /// the folder to write, or with --xlsx the workbook: DIR.xlsx
        dir: PathBuf,
        /// one Excel workbook in place of a folder
        #[arg(long)]
        xlsx: bool,
    },
    /// findings of a rulebook, its own cases included; exit 1 if any is an error
    Check {
        /// the rulebook's folder or workbook
        rulebook: PathBuf,
        #[command(flatten)]
        how: CheckArgs,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// decisions, a line a part; with events: redispatch
    Dispatch {
        /// the rulebook's folder or workbook
        rulebook: PathBuf,
        /// tickets: csv, jsonl or xlsx
        tickets: PathBuf,
        /// what happened so far: the same call is a redispatch
        #[arg(long)]
        events: Option<PathBuf>,
        #[command(flatten)]
        input: InputArgs,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// one decision, the winning row cell by cell, and the rows that came close
    Explain {
        /// the rulebook's folder or workbook
        rulebook: PathBuf,
        /// tickets: csv, jsonl or xlsx
        tickets: PathBuf,
        /// what happened so far
        #[arg(long)]
        events: Option<PathBuf>,
        /// the ticket's number
        #[arg(long)]
        id: String,
        /// why this unit does not lead: the nearest row, and the least change by which it would
        #[arg(long, value_name = "UNIT")]
        why_not: Option<String>,
        #[command(flatten)]
        input: InputArgs,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// a return, tried before it is made: who would get it, or why it stays
    Contest {
        /// the rulebook's folder or workbook
        rulebook: PathBuf,
        /// tickets: csv, jsonl or xlsx
        tickets: Option<PathBuf>,
        /// what happened so far
        #[arg(long)]
        events: Option<PathBuf>,
        /// the ticket's number
        #[arg(long)]
        id: Option<String>,
        /// the unit that would return it
        #[arg(long)]
        unit: Option<String>,
        /// the facts it disputes, such as "area=永丰街道/玉树居委; demand="; none: not its duty
        #[arg(long, default_value = "", hide_default_value = true)]
        claim: String,
        /// the time of the contest: past the window to return it is refused
        #[arg(long)]
        now: Option<String>,
        /// ask a recorded contest (--format jsonl) again; exit 1 if the rulebook or the answer is another
        #[arg(long, value_name = "FILE", conflicts_with_all = ["tickets", "events", "id", "unit", "now"])]
        replay: Option<PathBuf>,
        #[command(flatten)]
        input: InputArgs,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// what changes from one rulebook to another: rows, settings, and every kind of ticket, proven
    Diff {
        /// the old rulebook's folder or workbook
        old: PathBuf,
        /// the new rulebook's folder or workbook
        new: PathBuf,
        /// where the change is meant to be, such as "matter=噪声; hours=22:00-06:00"; exit 1 if it goes beyond
        #[arg(long, value_name = "CONDITION")]
        only: Option<String>,
        /// past tickets (csv, jsonl or xlsx), replayed: what each unit would have gained and lost
        #[arg(long)]
        tickets: Option<PathBuf>,
        /// what happened on them: the replay then redispatches
        #[arg(long, requires = "tickets")]
        events: Option<PathBuf>,
        /// every region and every changed ticket, not the first few
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        input: InputArgs,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// the verdict of the three loops on every ticket
    Audit {
        /// the rulebook's folder or workbook
        rulebook: PathBuf,
        /// tickets: csv, jsonl or xlsx
        tickets: PathBuf,
        /// events: csv, jsonl or xlsx
        events: PathBuf,
        /// the time to judge at, such as 2025-03-03T09:00:00
        #[arg(long)]
        now: String,
        /// every instance of every obligation instead
        #[arg(long)]
        obligations: bool,
        /// one ticket's story
        #[arg(long)]
        id: Option<String>,
        #[command(flatten)]
        input: InputArgs,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// what is open, by unit, soonest due first
    Todo {
        /// the rulebook's folder or workbook
        rulebook: PathBuf,
        /// tickets: csv, jsonl or xlsx
        tickets: PathBuf,
        /// events: csv, jsonl or xlsx
        events: PathBuf,
        /// the time to judge at, such as 2025-03-03T09:00:00
        #[arg(long)]
        now: String,
        #[command(flatten)]
        input: InputArgs,
        #[command(flatten)]
        output: OutputArgs,
    },
}

/// What a check looks at, and what it writes besides its rows.
#[derive(Debug, ClapArgs)]
#[command(group(ArgGroup::new("writes").args(["annotate", "fix"]).multiple(true)))]
pub(crate) struct CheckArgs {
    /// list the rows of the matrix that no case reaches, too
    #[arg(long)]
    pub(crate) unreached: bool,
    /// every finding, not the first few of each code
    #[arg(long)]
    pub(crate) all: bool,
    /// another version of the rulebook: only what is new against it, and what is gone
    #[arg(long, value_name = "OLD")]
    pub(crate) against: Option<PathBuf>,
    /// real tickets (csv, jsonl or xlsx): how many of them each finding touches
    #[arg(long)]
    pub(crate) tickets: Option<PathBuf>,
    /// a city's own headers of the tickets: a toml file with [tickets], each `ours = "theirs"`
    #[arg(long, requires = "tickets")]
    pub(crate) columns: Option<PathBuf>,
    /// mend the tables: written beside the old ones, dispatch.mended.csv; of a workbook list.mended.xlsx
    #[arg(long)]
    pub(crate) fix: bool,
    /// write the workbook (or the folder's tables as one) with what was found marked in its cells
    #[arg(long, value_name = "OUT.xlsx")]
    pub(crate) annotate: Option<PathBuf>,
    /// overwrite the annotated workbook or the mended tables of an earlier run
    #[arg(long, requires = "writes")]
    pub(crate) force: bool,
}

/// How tickets and events are read.
#[derive(Debug, ClapArgs)]
pub(crate) struct InputArgs {
    /// a city's own headers: a toml file with [tickets] and [events], each `ours = "theirs"`
    #[arg(long)]
    pub(crate) columns: Option<PathBuf>,
    /// write the rejected lines to a file: csv, or a workbook where it ends in .xlsx
    #[arg(long)]
    pub(crate) rejects: Option<PathBuf>,
    /// stop at rejected lines instead of going on without them
    #[arg(long)]
    pub(crate) strict: bool,
}

/// How rows are written.
#[derive(Debug, ClapArgs)]
pub(crate) struct OutputArgs {
    /// table on a terminal, csv otherwise
    #[arg(long, value_enum)]
    pub(crate) format: Option<FormatArg>,
    /// write to a file; one that ends in .xlsx becomes a workbook
    #[arg(short, long)]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArg {
    Table,
    Csv,
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LangArg {
    Zh,
    En,
}

impl Args {
    /// The language asked for, else what the environment says (G-1: the shell hands it in).
    pub(crate) fn lang(&self) -> Lang {
        self.lang_or(Lang::En)
    }

    /// The language of the command's own messages: `new` speaks Chinese unless told otherwise.
    pub(crate) fn said_in(&self) -> Lang {
        match self.command {
            Command::New { .. } => self.lang_or(Lang::Zh),
            _ => self.lang(),
        }
    }

    /// The language asked for, with a default of its own where neither says.
    pub(crate) fn lang_or(&self, default: Lang) -> Lang {
        match self.lang {
            Some(LangArg::Zh) => Lang::Zh,
            Some(LangArg::En) => Lang::En,
            None => {
                let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
                let lang = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG"));
                match lang {
                    Some(lang) if lang.starts_with("zh") => Lang::Zh,
                    Some(lang) if lang.starts_with("en") => Lang::En,
                    _ => default,
                }
            }
        }
    }
}
