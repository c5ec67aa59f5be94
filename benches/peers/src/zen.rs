//! GoRules ZEN: the table as a decision table of a JDM graph, compiled, hit policy `first`.

use crate::peer::Decider;
use crate::workload::{Answer, CatMode, Result, Row, Ticket, Workload};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use zen_engine::model::GraphContent;
use zen_engine::{Decision, DecisionGraphResponse, Variable};

/// How the table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// A column a condition, as the table reads: a category is a value or a prefix, hours are a range.
    Natural,
    /// The levels of the category in columns of their own and hours as lists, so that all cells but keywords are
    /// values, which the engine keeps an index of.
    Split,
    /// The same, and a table for each top category, which the host chooses.
    Apart,
}

/// The engine with the table in it.
pub(crate) struct Zen {
    style: Style,
    /// By top category; under no name where the table is one.
    decisions: HashMap<String, Decision>,
}

impl Zen {
    pub(crate) fn new(workload: &Workload, style: Style) -> Result<Zen> {
        let mut tables: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        if style == Style::Apart {
            // every ticket's category has a table, if only with the catch-all
            tables.extend(workload.tickets.iter().map(|ticket| (ticket.cat_to(1), Vec::new())));
        } else {
            tables.insert("", Vec::new());
        }
        for (top, rows) in &mut tables {
            rows.extend(workload.rows.iter().filter(|row| row.cat.is_empty() || row.cat.starts_with(top)));
        }
        let compiled = tables.into_iter().map(|(top, rows)| {
            let graph: GraphContent = serde_json::from_value(graph(&rows, style))?;
            let mut decision = Decision::from(graph);
            decision.compile();
            decision.validate()?;
            Ok((top.to_owned(), decision))
        });
        Ok(Zen { style, decisions: compiled.collect::<Result<_>>()? })
    }
}

impl Decider for Zen {
    type Input = (String, Variable);
    type Output<'a> = DecisionGraphResponse;

    fn name(&self) -> &'static str {
        match self.style {
            Style::Natural => "GoRules ZEN, one natural table",
            Style::Split => "GoRules ZEN, levels split by hand",
            Style::Apart => "GoRules ZEN, and a table for each top category",
        }
    }

    fn input(&self, ticket: &Ticket) -> Result<(String, Variable)> {
        let mut input = json!({
            "area": ticket.area, "urgency": ticket.urgency, "hour": ticket.hour, "text": ticket.text,
        });
        match self.style {
            Style::Natural => set(&mut input, "cat", &ticket.cat),
            Style::Split | Style::Apart => {
                (1..=3).for_each(|level| set(&mut input, column(level), ticket.cat_to(level)));
            }
        }
        let table = if self.style == Style::Apart { ticket.cat_to(1) } else { "" };
        Ok((table.to_owned(), input.into()))
    }

    fn decide(&mut self, (table, input): &(String, Variable)) -> Result<DecisionGraphResponse> {
        let decision = self.decisions.get(table).ok_or("no table for this category")?;
        // nothing in the graph waits, so any executor will do
        Ok(pollster::block_on(decision.evaluate(input.clone()))?)
    }

    fn answer(output: &DecisionGraphResponse) -> Result<Answer> {
        let result = output.result.to_value();
        let field = |name: &str| result.get(name).cloned().ok_or_else(|| format!("no `{name}` in {result}"));
        Ok(Answer {
            row: serde_json::from_value(field("row")?)?,
            lead: serde_json::from_value(field("lead")?)?,
            assist: serde_json::from_value(field("assist")?)?,
        })
    }
}

fn set(input: &mut Value, name: &str, value: &str) {
    if let Some(object) = input.as_object_mut() {
        object.insert(name.to_owned(), value.into());
    }
}

/// The column of a level of the category.
fn column(level: usize) -> &'static str {
    match level {
        1 => "cat1",
        2 => "cat2",
        _ => "cat3",
    }
}

/// Input, table, output.
fn graph(rows: &[&Row], style: Style) -> Value {
    let categories: &[&str] = match style {
        Style::Natural => &["cat"],
        Style::Split | Style::Apart => &["cat1", "cat2", "cat3"],
    };
    let inputs: Vec<Value> = categories
        .iter()
        .chain(&["area", "urgency", "hour", "text"])
        .map(|name| json!({ "id": name, "name": name, "field": name }))
        .collect();
    let outputs: Vec<Value> = ["row", "lead", "assist"]
        .iter()
        .map(|name| json!({ "id": name, "name": name, "field": name }))
        .collect();
    let rules: Vec<Value> = rows.iter().map(|row| Value::Object(rule(row, style))).collect();
    json!({
        "nodes": [
            { "id": "in", "name": "ticket", "type": "inputNode", "content": {} },
            { "id": "table", "name": "dispatch", "type": "decisionTableNode", "content": {
                "hitPolicy": "first", "inputs": inputs, "outputs": outputs, "rules": rules,
            } },
            { "id": "out", "name": "decision", "type": "outputNode", "content": {} },
        ],
        "edges": [
            { "id": "1", "sourceId": "in", "targetId": "table" },
            { "id": "2", "sourceId": "table", "targetId": "out" },
        ],
    })
}

/// A row: a cell a column, empty ones left out.
fn rule(row: &Row, style: Style) -> Map<String, Value> {
    let mut rule = Map::new();
    let mut cell = |name: &str, text: String| rule.insert(name.to_owned(), Value::String(text));
    cell("_id", row.id.to_string());
    match (style, row.cat_mode) {
        _ if row.cat.is_empty() => None,
        (Style::Natural, CatMode::Exact) => cell("cat", quoted(&row.cat)),
        (Style::Natural, CatMode::Prefix) => cell("cat", format!("startsWith($, {})", quoted(&row.cat))),
        (Style::Split | Style::Apart, _) => cell(column(row.cat.len() / 2), quoted(&row.cat)),
    };
    for (name, values) in [("area", &row.areas), ("urgency", &row.urgency)] {
        if let Some(values) = values {
            cell(name, list(values));
        }
    }
    if let Some((from, until)) = row.hours {
        let range =
            if from < until { format!("[{from}..{until})") } else { format!(">= {from} or < {until}") };
        let hours = row.hour_list().unwrap_or_default().iter().map(u32::to_string).collect::<Vec<_>>();
        cell("hour", if style == Style::Natural { range } else { hours.join(", ") });
    }
    if let Some(keyword) = &row.keyword {
        cell("text", format!("contains($, {})", quoted(keyword)));
    }
    cell("row", row.id.to_string());
    cell("lead", quoted(&row.lead));
    cell("assist", format!("[{}]", list(&row.assist)));
    rule
}

fn list(values: &[String]) -> String {
    values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(", ")
}

/// A text of the expression language; nothing in the workload needs an escape.
fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
