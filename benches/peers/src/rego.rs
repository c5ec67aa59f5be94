//! regorus: a Rego policy over the table as data, on its virtual machine and in its interpreter.

use crate::peer::Decider;
use crate::workload::{Answer, Result, Row, Ticket, Workload};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Value};
use serde_json::{Map, json};

const DECISION: &str = "data.dispatch.decision";

/// How the policy finds its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// By category, in an index made by hand.
    Indexed,
    /// One after the other.
    Scan,
}

/// What runs the policy.
enum Runner {
    Machine(Box<RegoVM>),
    Interpreter(Box<Engine>),
}

/// The engine with the policy and the table in it.
pub(crate) struct Rego {
    name: &'static str,
    runner: Runner,
}

impl Rego {
    /// On the virtual machine.
    pub(crate) fn compiled(workload: &Workload, style: Style) -> Result<Rego> {
        let (mut engine, data) = engine(workload, style)?;
        let policy = engine.compile_with_entrypoint(&DECISION.into())?;
        let program = Compiler::compile_from_policy(&policy, &[DECISION])?;
        let mut machine = RegoVM::new_with_policy(policy);
        machine.load_program(program);
        machine.set_data(data)?;
        machine.set_max_instructions(usize::MAX);
        let name = match style {
            Style::Indexed => "regorus, indexed by hand, its VM",
            Style::Scan => "regorus, plain scan, its VM",
        };
        Ok(Rego { name, runner: Runner::Machine(Box::new(machine)) })
    }

    /// In the interpreter.
    pub(crate) fn interpreted(workload: &Workload) -> Result<Rego> {
        let (mut engine, data) = engine(workload, Style::Indexed)?;
        engine.add_data(data)?;
        let name = "regorus, indexed by hand, interpreter";
        Ok(Rego { name, runner: Runner::Interpreter(Box::new(engine)) })
    }
}

impl Decider for Rego {
    type Input = Value;
    type Output<'a> = Value;

    fn name(&self) -> &'static str {
        self.name
    }

    fn input(&self, ticket: &Ticket) -> Result<Value> {
        Ok(Value::from(json!({
            "cat": ticket.cat, "cat1": ticket.cat_to(1), "cat2": ticket.cat_to(2),
            "area": ticket.area, "urgency": ticket.urgency, "hour": ticket.hour, "text": ticket.text,
        })))
    }

    fn decide(&mut self, input: &Value) -> Result<Value> {
        match &mut self.runner {
            Runner::Machine(machine) => {
                machine.set_input(input.clone());
                Ok(machine.execute()?)
            }
            Runner::Interpreter(engine) => {
                engine.set_input(input.clone());
                Ok(engine.eval_rule(DECISION.to_owned())?)
            }
        }
    }

    fn answer(output: &Value) -> Result<Answer> {
        let row = output.as_object()?;
        let field = |name: &str| row.get(&name.into()).ok_or_else(|| format!("no `{name}` in {output}"));
        let texts = |value: &Value| -> Result<String> { Ok(value.as_string()?.to_string()) };
        Ok(Answer {
            row: field("id")?.as_u32()?,
            lead: texts(field("lead")?)?,
            assist: field("assist")?.as_array()?.iter().map(texts).collect::<Result<_>>()?,
        })
    }
}

/// An engine with the policy, and the data that go with it.
fn engine(workload: &Workload, style: Style) -> Result<(Engine, Value)> {
    let mut engine = Engine::new();
    let (policy, data) = match style {
        Style::Indexed => (include_str!("dispatch.rego"), indexed(&workload.rows)),
        Style::Scan => {
            (include_str!("scan.rego"), json!({ "rows": workload.rows.iter().map(row).collect::<Vec<_>>() }))
        }
    };
    engine.add_policy("dispatch.rego".to_owned(), policy.to_owned())?;
    Ok((engine, Value::from(data)))
}

/// Rows by category, in the table's order, and the catch-all apart.
fn indexed(rows: &[Row]) -> serde_json::Value {
    let mut by_category = Map::new();
    let mut otherwise = json!(null);
    for written in rows {
        if written.cat.is_empty() {
            otherwise = row(written);
        } else if let serde_json::Value::Array(list) =
            by_category.entry(&written.cat).or_insert_with(|| json!([]))
        {
            list.push(row(written));
        }
    }
    json!({ "rows": by_category, "otherwise": otherwise })
}

/// A row, what it doesn't ask for left out; lists as sets, hours as a list of 24.
fn row(row: &Row) -> serde_json::Value {
    let set =
        |values: &[String]| values.iter().map(|value| (value.clone(), json!(true))).collect::<Map<_, _>>();
    let mut data = json!({ "id": row.id, "cat": row.cat, "lead": row.lead, "assist": row.assist });
    let mut put = |name: &str, value: serde_json::Value| {
        data.as_object_mut().and_then(|object| object.insert(name.to_owned(), value));
    };
    for (name, values) in [("areas", &row.areas), ("urgency", &row.urgency)] {
        if let Some(values) = values {
            put(name, set(values).into());
        }
    }
    if let Some(hours) = row.hour_list() {
        put("hours", (0..24).map(|hour| hours.contains(&hour)).collect());
    }
    if let Some(keyword) = &row.keyword {
        put("keyword", json!(keyword));
    }
    data
}
