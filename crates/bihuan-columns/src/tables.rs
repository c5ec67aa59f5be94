//! Answers as record batches: the columns of the contract, times with the rulebook's zone, absent null.

use crate::error::Error;
use arrow::array::{
    ArrayRef, Int32Builder, Int64Builder, RecordBatch, StringBuilder, TimestampSecondBuilder,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use bihuan::{Decision, DecisionColumns, Finding, Lang, LocalTime, Rejected, Verdict, Word};
use std::fmt::Write as _;
use std::sync::Arc;

fn text(name: &str, nullable: bool) -> Field {
    Field::new(name, DataType::Utf8, nullable)
}

fn count(name: &str, nullable: bool) -> Field {
    Field::new(name, DataType::Int32, nullable)
}

fn time(name: &str, zone: &str, nullable: bool) -> Field {
    Field::new(name, DataType::Timestamp(TimeUnit::Second, Some(zone.into())), nullable)
}

/// The columns of decisions, a row a part; times in the zone of that IANA name.
pub fn decisions_schema(zone: &str) -> SchemaRef {
    Arc::new(Schema::new(vec![
        text("ticket", false),
        count("part", false),
        text("lead", false),
        text("assist", true),
        text("channel", false),
        text("row", true),
        time("first_contact_due", zone, true),
        time("due", zone, true),
        text("signoff", true),
        text("reason", false),
        text("call", true),
        text("version", false),
    ]))
}

/// The columns of verdicts, a row a ticket.
pub fn verdicts_schema(zone: &str) -> SchemaRef {
    Arc::new(Schema::new(vec![
        text("ticket", false),
        text("intake", false),
        text("process", false),
        text("supervision", false),
        text("overall", false),
        count("breaches", false),
        text("next", true),
        text("next_unit", true),
        time("next_due", zone, true),
        text("notes", true),
    ]))
}

/// The columns of obligations, a row an instance.
pub fn obligations_schema(zone: &str) -> SchemaRef {
    Arc::new(Schema::new(vec![
        text("ticket", false),
        count("part", true),
        text("loop", false),
        text("obligation", false),
        text("state", false),
        time("since", zone, false),
        time("due", zone, true),
        text("owner", true),
        time("met_at", zone, true),
        text("evidence", true),
    ]))
}

/// The columns of findings.
pub fn findings_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        text("code", false),
        text("severity", false),
        text("file", true),
        text("sheet", true),
        Field::new("row", DataType::Int64, true),
        text("column", true),
        text("value", true),
        text("message", false),
        text("help", true),
    ]))
}

/// The columns of rejected rows.
pub fn rejected_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        text("file", true),
        Field::new("row", DataType::Int64, true),
        text("column", true),
        text("code", false),
        text("value", true),
        text("message", false),
        text("line", true),
    ]))
}

/// What is empty is absent.
fn joined<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> Option<String> {
    let items: Vec<S> = items.into_iter().collect();
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    Some(items.join("、")).filter(|text| !text.is_empty())
}

fn int32<N: TryInto<i32>>(number: N) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}

fn int64(number: Option<u64>) -> Option<i64> {
    number.map(|number| i64::try_from(number).unwrap_or(i64::MAX))
}

/// A column of times on its way.
#[derive(Debug)]
struct Times(TimestampSecondBuilder);

impl Times {
    fn new(zone: &str) -> Times {
        Times(TimestampSecondBuilder::new().with_timezone(zone))
    }

    fn push(&mut self, time: Option<LocalTime>) {
        self.0.append_option(time.map(|time| time.instant.0));
    }
}

fn array<B: arrow::array::ArrayBuilder>(mut builder: B) -> ArrayRef {
    builder.finish()
}

/// Decisions on their way into a record batch.
#[derive(Debug)]
pub struct Decisions {
    schema: SchemaRef,
    ticket: StringBuilder,
    part: Int32Builder,
    lead: StringBuilder,
    assist: StringBuilder,
    channel: StringBuilder,
    row: StringBuilder,
    first_contact_due: Times,
    due: Times,
    signoff: StringBuilder,
    reason: StringBuilder,
    call: StringBuilder,
    version: StringBuilder,
}

impl Decisions {
    /// None yet; times in the zone of that IANA name.
    pub fn new(zone: &str) -> Decisions {
        Decisions {
            schema: decisions_schema(zone),
            ticket: StringBuilder::new(),
            part: Int32Builder::new(),
            lead: StringBuilder::new(),
            assist: StringBuilder::new(),
            channel: StringBuilder::new(),
            row: StringBuilder::new(),
            first_contact_due: Times::new(zone),
            due: Times::new(zone),
            signoff: StringBuilder::new(),
            reason: StringBuilder::new(),
            call: StringBuilder::new(),
            version: StringBuilder::new(),
        }
    }

    /// Adds a decision, a row a part.
    pub fn push(&mut self, decision: &Decision) {
        for part in &decision.parts {
            self.ticket.append_value(&decision.ticket);
            self.part.append_value(int32(part.part));
            self.lead.append_value(&part.lead);
            self.assist.append_option(joined(&part.assist));
            self.channel.append_value(decision.channel.en());
            self.row.append_option(part.row.as_ref());
            self.first_contact_due.push(part.first_contact_due);
            self.due.push(part.due);
            self.signoff.append_option(part.signoff.as_ref());
            self.reason.append_value(part.reason.en());
            self.call.append_option(decision.call.as_ref());
            self.version.append_value(&decision.version);
        }
    }

    /// Adds a line of decisions that were made by column, with the number of its ticket.
    pub(crate) fn push_line(&mut self, ticket: &str, decided: &DecisionColumns, at: usize) {
        let (Some(line), Some(channel), Some(reason)) =
            (decided.line(at), decided.channels().get(at), decided.reasons().get(at))
        else {
            return;
        };
        self.ticket.append_value(ticket);
        self.part.append_value(int32(decided.parts().get(at).copied().unwrap_or_default()));
        self.lead.append_value(line.lead());
        let mut assists = line.assists().peekable();
        let any = assists.peek().is_some();
        for (place, assist) in assists.enumerate() {
            // a builder is a writer that never fails
            let _ = write!(self.assist, "{}{assist}", if place > 0 { "、" } else { "" });
        }
        if any {
            self.assist.append_value("");
        } else {
            self.assist.append_null();
        }
        self.channel.append_value(channel.en());
        self.row.append_option(line.row());
        self.first_contact_due.0.append_option(line.first_contact_due().map(|due| due.0));
        self.due.0.append_option(line.due().map(|due| due.0));
        self.signoff.append_option(line.signoff());
        self.reason.append_value(reason.en());
        self.call.append_option(line.call());
        self.version.append_value(line.version());
    }

    /// The record batch.
    ///
    /// # Errors
    /// When Arrow refuses the columns.
    pub fn finish(self) -> Result<RecordBatch, Error> {
        let columns = vec![
            array(self.ticket),
            array(self.part),
            array(self.lead),
            array(self.assist),
            array(self.channel),
            array(self.row),
            array(self.first_contact_due.0),
            array(self.due.0),
            array(self.signoff),
            array(self.reason),
            array(self.call),
            array(self.version),
        ];
        Ok(RecordBatch::try_new(self.schema, columns)?)
    }
}

/// Verdicts on their way into a record batch.
#[derive(Debug)]
pub struct Verdicts {
    schema: SchemaRef,
    ticket: StringBuilder,
    /// Intake, process, supervision and the whole.
    loops: [StringBuilder; 4],
    breaches: Int32Builder,
    next: StringBuilder,
    next_unit: StringBuilder,
    next_due: Times,
    notes: StringBuilder,
}

impl Verdicts {
    /// None yet; times in the zone of that IANA name.
    pub fn new(zone: &str) -> Verdicts {
        Verdicts {
            schema: verdicts_schema(zone),
            ticket: StringBuilder::new(),
            loops: Default::default(),
            breaches: Int32Builder::new(),
            next: StringBuilder::new(),
            next_unit: StringBuilder::new(),
            next_due: Times::new(zone),
            notes: StringBuilder::new(),
        }
    }

    /// Adds a verdict.
    pub fn push(&mut self, verdict: &Verdict) {
        self.ticket.append_value(&verdict.ticket);
        let states = [verdict.intake, verdict.process, verdict.supervision, verdict.overall];
        for (column, state) in self.loops.iter_mut().zip(states) {
            column.append_value(state.en());
        }
        self.breaches.append_value(int32(verdict.breaches));
        let next = verdict.next.as_ref();
        self.next.append_option(next.map(|next| &next.obligation));
        self.next_unit.append_option(next.and_then(|next| next.unit.as_ref()));
        self.next_due.push(next.and_then(|next| next.due));
        self.notes.append_option(joined(verdict.note_codes().iter().map(|code| code.word())));
    }

    /// The record batch.
    ///
    /// # Errors
    /// When Arrow refuses the columns.
    pub fn finish(self) -> Result<RecordBatch, Error> {
        let mut columns = vec![array(self.ticket)];
        columns.extend(self.loops.map(array));
        columns.extend([
            array(self.breaches),
            array(self.next),
            array(self.next_unit),
            array(self.next_due.0),
            array(self.notes),
        ]);
        Ok(RecordBatch::try_new(self.schema, columns)?)
    }
}

/// Instances of obligations on their way into a record batch.
#[derive(Debug)]
pub struct Obligations {
    schema: SchemaRef,
    ticket: StringBuilder,
    part: Int32Builder,
    lane: StringBuilder,
    obligation: StringBuilder,
    state: StringBuilder,
    since: Times,
    due: Times,
    owner: StringBuilder,
    met_at: Times,
    evidence: StringBuilder,
}

impl Obligations {
    /// None yet; times in the zone of that IANA name.
    pub fn new(zone: &str) -> Obligations {
        Obligations {
            schema: obligations_schema(zone),
            ticket: StringBuilder::new(),
            part: Int32Builder::new(),
            lane: StringBuilder::new(),
            obligation: StringBuilder::new(),
            state: StringBuilder::new(),
            since: Times::new(zone),
            due: Times::new(zone),
            owner: StringBuilder::new(),
            met_at: Times::new(zone),
            evidence: StringBuilder::new(),
        }
    }

    /// Adds every instance of a verdict.
    pub fn push(&mut self, verdict: &Verdict) {
        for instance in &verdict.obligations {
            self.ticket.append_value(&verdict.ticket);
            self.part.append_option(instance.part.map(int32));
            self.lane.append_value(instance.lane.en());
            self.obligation.append_value(&instance.obligation);
            self.state.append_value(instance.state.en());
            self.since.push(Some(instance.since));
            self.due.push(instance.due);
            self.owner.append_option(instance.owner.as_ref());
            self.met_at.push(instance.met_at);
            self.evidence.append_option(joined(instance.evidence.iter().map(usize::to_string)));
        }
    }

    /// The record batch.
    ///
    /// # Errors
    /// When Arrow refuses the columns.
    pub fn finish(self) -> Result<RecordBatch, Error> {
        let columns = vec![
            array(self.ticket),
            array(self.part),
            array(self.lane),
            array(self.obligation),
            array(self.state),
            array(self.since.0),
            array(self.due.0),
            array(self.owner),
            array(self.met_at.0),
            array(self.evidence),
        ];
        Ok(RecordBatch::try_new(self.schema, columns)?)
    }
}

fn texts<S: AsRef<str>>(cells: impl IntoIterator<Item = Option<S>>) -> ArrayRef {
    let mut builder = StringBuilder::new();
    cells.into_iter().for_each(|cell| builder.append_option(cell));
    array(builder)
}

fn numbers(cells: impl IntoIterator<Item = Option<u64>>) -> ArrayRef {
    let mut builder = Int64Builder::new();
    cells.into_iter().for_each(|cell| builder.append_option(int64(cell)));
    array(builder)
}

/// Findings as a record batch, messages in a language.
///
/// # Errors
/// When Arrow refuses the columns.
pub fn findings<'a>(
    findings: impl IntoIterator<Item = &'a Finding>,
    lang: Lang,
) -> Result<RecordBatch, Error> {
    let findings: Vec<&Finding> = findings.into_iter().collect();
    let each = || findings.iter().copied();
    let columns = vec![
        texts(each().map(|finding| Some(finding.code().to_string()))),
        texts(each().map(|finding| Some(finding.severity().word(Lang::En)))),
        texts(each().map(|finding| finding.place().file.as_deref())),
        texts(each().map(|finding| finding.place().sheet.as_deref())),
        numbers(each().map(|finding| finding.place().row)),
        texts(each().map(|finding| finding.place().column.as_deref())),
        texts(each().map(Finding::cell)),
        texts(each().map(|finding| Some(finding.message(lang)))),
        texts(each().map(|finding| Some(finding.help(lang)).filter(|help| !help.is_empty()))),
    ];
    Ok(RecordBatch::try_new(findings_schema(), columns)?)
}

/// Rejected rows as a record batch, messages in a language.
///
/// # Errors
/// When Arrow refuses the columns.
pub fn rejected<'a>(
    rejected: impl IntoIterator<Item = &'a Rejected>,
    lang: Lang,
) -> Result<RecordBatch, Error> {
    let rejected: Vec<&Rejected> = rejected.into_iter().collect();
    let each = || rejected.iter().map(|line| &line.finding);
    let columns = vec![
        texts(each().map(|finding| finding.place().file.as_deref())),
        numbers(each().map(|finding| finding.place().row)),
        texts(each().map(|finding| finding.place().column.as_deref())),
        texts(each().map(|finding| Some(finding.code().to_string()))),
        texts(each().map(Finding::cell)),
        texts(each().map(|finding| Some(finding.message(lang)))),
        texts(rejected.iter().map(|line| Some(&line.line))),
    ];
    Ok(RecordBatch::try_new(rejected_schema(), columns)?)
}
