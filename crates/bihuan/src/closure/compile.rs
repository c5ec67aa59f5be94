//! Compiles a policy as written; options that do not go together are findings (C-4, C-6, C-13).

use super::obligation::{DueRule, FieldCell, FieldTest, Obligation, Owner, Policy, Predicate, Template};
use super::stream::Each;
use crate::condition::parse::{self, Names};
use crate::dispatch::compile::{condition, limit};
use crate::dispatch::directory::twice;
use crate::dispatch::matrix::{Matrix, Named};
use crate::message::{Code, Finding, Findings, Place};
use crate::model::event::kind_name;
use crate::model::text::fold;
use crate::model::words::{Loop, Word};
use crate::rulebook::Edition;
use crate::rulebook::columns;
use crate::rulebook::policy::{BUILTIN, ObligationFile, PolicyFile, PredicateFile};
use crate::time::limit::Limit;

/// The policy of an edition: its own, its own on top of the built-in one, or the built-in one.
pub(crate) fn policy(edition: &Edition, matrix: &Matrix, findings: &mut Findings) -> Policy {
    let (when, files) = match &edition.policy {
        None => (BUILTIN.when.as_ref(), BUILTIN.obligations.clone()),
        Some(own) => {
            (own.when.as_ref().or(own.extends.as_ref().and(BUILTIN.when.as_ref())), merged(own, findings))
        }
    };
    let mut compiler = Compiler { matrix, findings };
    let names = compiler.names();
    let when =
        when.map(|cells| condition(cells, columns::WHEN, names, compiler.findings)).unwrap_or_default();
    let obligations: Vec<Obligation> = files.iter().filter_map(|file| compiler.obligation(file)).collect();
    compiler.unused_limits(&obligations, edition);
    Policy { when, obligations }
}

/// The obligations of a policy file, on top of the built-in ones where it extends them (C-1).
fn merged(own: &PolicyFile, findings: &mut Findings) -> Vec<ObligationFile> {
    let mut base = Vec::new();
    match &own.extends {
        None => {}
        Some((word, _)) if fold(word) == "builtin" => base.clone_from(&BUILTIN.obligations),
        Some((word, place)) => {
            let finding = Finding::new(Code::UnknownWord).at(place).value(word);
            findings.push(finding.arg("column", "extends").arg("expected", "builtin"));
        }
    }
    let id = |file: &ObligationFile| file.id.as_ref().map(|(id, _)| fold(id));
    for (off, place) in &own.off {
        if base.iter().any(|file| id(file) == Some(fold(off))) {
            base.retain(|file| id(file) != Some(fold(off)));
        } else {
            let known: Vec<_> = base.iter().filter_map(id).collect();
            let known = if known.is_empty() { "extends = \"builtin\"".to_owned() } else { known.join(", ") };
            findings.push(Finding::new(Code::UnknownObligation).at(place).value(off).arg("expected", known));
        }
    }
    for (at, file) in own.obligations.iter().enumerate() {
        let Some((name, place)) = &file.id else { continue };
        let earlier = own.obligations.iter().take(at).find(|other| id(other) == id(file));
        if let Some(first) = earlier {
            findings.push(twice(place, name, &first.place));
            continue;
        }
        if fold(name) == "order" {
            // `order` is what cannot be, and belongs to every policy (C-12)
            findings.push(Finding::new(Code::NameTwice).at(place).value(name).arg("first", "C-12"));
            continue;
        }
        match base.iter_mut().find(|other| id(other) == id(file)) {
            Some(builtin) => *builtin = builtin.overridden(file),
            None => base.push(file.clone()),
        }
    }
    base
}

struct Compiler<'a, 'f> {
    matrix: &'a Matrix,
    findings: &'f mut Findings,
}

impl<'a> Compiler<'a, '_> {
    fn names(&self) -> Names<'a> {
        Names { units: &self.matrix.units, matters: &self.matrix.matters }
    }

    fn object(&mut self, code: Code, place: &Place, args: &[(&'static str, &str)], value: &str) {
        let mut finding = Finding::new(code).at(place).value(value);
        for (name, text) in args {
            finding = finding.arg(name, text);
        }
        self.findings.push(finding);
    }

    /// A limit whose name nobody asks for is a slip of the pen.
    fn unused_limits(&mut self, obligations: &[Obligation], edition: &Edition) {
        let mut asked: Vec<&str> = vec!["due", "first_contact"];
        asked.extend(obligations.iter().filter_map(|obligation| match &obligation.due {
            DueRule::Named(name) => Some(name.as_str()),
            _ => None,
        }));
        asked.sort_unstable();
        asked.dedup();
        let own = edition.policy.iter().flat_map(|policy| &policy.limits);
        for record in edition.settings.limits.iter().chain(own) {
            if let Some(name) = record.get("name")
                && !asked.contains(&fold(&name.text).as_str())
            {
                self.object(
                    Code::LimitUnused,
                    &name.place,
                    &[("expected", &asked.join(", "))],
                    name.text.trim(),
                );
            }
        }
    }

    fn obligation(&mut self, file: &ObligationFile) -> Option<Obligation> {
        let id = file.id.as_ref()?.0.trim().to_owned();
        let lane = self.lane(file);
        let template = self.template(file);
        let each = self.each(file);
        let when = file.when.as_ref();
        let names = self.names();
        let when =
            when.map(|cells| condition(cells, columns::WHEN, names, self.findings)).unwrap_or_default();
        let mut predicates = |list: &Option<(Vec<PredicateFile>, Place)>| match list {
            Some((list, _)) => list.iter().map(|file| self.predicate(file)).collect(),
            None => Vec::new(),
        };
        let (on, expect) = (predicates(&file.on), predicates(&file.expect));
        let (before, unless) = (predicates(&file.before), predicates(&file.unless));
        let due = self.due(file);
        let alarm = file.alarm.as_ref().is_some_and(|(alarm, _)| *alarm);
        let names_overdue = [&on, &expect, &before, &unless]
            .into_iter()
            .flatten()
            .any(|predicate| predicate.kinds.iter().any(|kind| kind == "overdue"));
        if alarm && names_overdue {
            self.object(Code::AlarmOnAlarm, &file.place.at_column("alarm"), &[], &id);
        }
        let owner = match &file.owner {
            Some(owners) => owners.iter().map(|(text, _)| self.owner(text)).collect(),
            None => vec![Owner::Lead],
        };
        let title = |title: &Option<(String, Place)>| {
            title.as_ref().map_or_else(|| id.clone(), |(text, _)| text.clone())
        };
        Some(Obligation {
            lane: lane?,
            title_zh: title(&file.title_zh),
            title_en: title(&file.title_en),
            template: template?,
            when,
            on,
            expect,
            before,
            unless,
            due,
            each,
            same: file.same.as_ref().map(|(fields, _)| fields.clone()).unwrap_or_default(),
            differs: file.differs.as_ref().map(|(fields, _)| fields.clone()).unwrap_or_default(),
            owner,
            alarm,
            id,
        })
    }

    fn lane(&mut self, file: &ObligationFile) -> Option<Loop> {
        let Some((text, place)) = &file.lane else {
            self.object(Code::ValueMissing, &file.place.at_column("loop"), &[("column", "loop")], "");
            return None;
        };
        let lane = Loop::parse(text);
        if lane.is_none() {
            self.object(Code::UnknownWord, place, &[("column", "loop"), ("expected", &Loop::list())], text);
        }
        lane
    }

    fn each(&mut self, file: &ObligationFile) -> Each {
        match file.each.as_ref().map(|(text, place)| (fold(text), text, place)) {
            None => Each::Ticket,
            Some((word, _, _)) if word == "ticket" => Each::Ticket,
            Some((word, _, _)) if word == "part" => Each::Part,
            Some((word, _, _)) if word == "assist" => Each::Assist,
            Some((_, text, place)) => {
                let args = [("column", "each"), ("expected", "ticket, part, assist")];
                self.object(Code::UnknownWord, place, &args, text);
                Each::Ticket
            }
        }
    }

    /// The template, and what it takes and needs (C-4, C-5, C-6).
    fn template(&mut self, file: &ObligationFile) -> Option<Template> {
        let Some((text, place)) = &file.template else {
            self.object(Code::ValueMissing, &file.place.at_column("template"), &[("column", "template")], "");
            return None;
        };
        let n = file.n.as_ref().map_or(1, |(n, _)| *n as usize);
        let alternate = file.alternate.as_ref().is_some_and(|(alternate, _)| *alternate);
        let template = match fold(text).as_str() {
            "existence" => Template::Existence { n },
            "at_most" => Template::AtMost { n },
            "response" => Template::Response { alternate },
            "precedence" => Template::Precedence { alternate },
            "not_response" => Template::NotResponse,
            _ => {
                let expected = "existence, at_most, response, precedence, not_response";
                self.object(
                    Code::UnknownWord,
                    place,
                    &[("column", "template"), ("expected", expected)],
                    text,
                );
                return None;
            }
        };
        let counted = matches!(template, Template::Existence { .. } | Template::AtMost { .. });
        let timed = matches!(template, Template::Existence { .. } | Template::Response { .. });
        let alternates = matches!(template, Template::Response { .. } | Template::Precedence { .. });
        let place_of = |setting: &Option<(String, Place)>| setting.as_ref().map(|(_, place)| place.clone());
        fn at<T>(setting: &Option<(T, Place)>) -> Option<Place> {
            setting.as_ref().map(|(_, place)| place.clone())
        }
        let options = [
            ("n", at(&file.n), counted, "existence and at_most count"),
            ("alternate", at(&file.alternate), alternates, "response and precedence alternate"),
            ("on", at(&file.on), !counted, "existence and at_most have no activation"),
            ("within", place_of(&file.within), timed, "existence and response have a due"),
            ("by", place_of(&file.by), timed, "existence and response have a due"),
            ("before", at(&file.before), timed, "existence and response wait for something"),
            ("unless", at(&file.unless), timed, "existence and response wait for something"),
            ("alarm", at(&file.alarm), timed, "existence and response have a due"),
            ("same", at(&file.same), !counted, "response, precedence and not_response correlate two events"),
            (
                "differs",
                at(&file.differs),
                !counted,
                "response, precedence and not_response correlate two events",
            ),
        ];
        for (name, place, belongs, why) in options {
            if let Some(place) = place
                && !belongs
            {
                self.object(
                    Code::OptionNotHere,
                    &place,
                    &[("template", template.word()), ("why", why)],
                    name,
                );
            }
        }
        if let (Template::Existence { n: 0 }, Some((_, place))) = (template, &file.n) {
            self.object(Code::BadNumber, place, &[("least", "1")], "0");
        }
        let lacks = |list: &Option<(Vec<PredicateFile>, Place)>| {
            list.as_ref().is_none_or(|(list, _)| list.is_empty())
        };
        if lacks(&file.on) && !counted {
            self.object(
                Code::OptionMissing,
                &file.place.at_column("on"),
                &[("template", template.word())],
                "on",
            );
        }
        if lacks(&file.expect) {
            self.object(
                Code::OptionMissing,
                &file.place.at_column("expect"),
                &[("template", template.word())],
                "expect",
            );
        }
        if let (Some(_), Some((_, place))) = (&file.within, &file.by) {
            self.object(Code::WithinAndBy, place, &[], "by");
        }
        Some(template)
    }

    fn due(&mut self, file: &ObligationFile) -> DueRule {
        if let Some((field, _)) = &file.by {
            return DueRule::By(crate::model::columns::event_column(field));
        }
        let Some((text, place)) = &file.within else { return DueRule::None };
        if Limit::parse(text).is_some() {
            return limit(text, place, &self.matrix.clock, self.findings)
                .map_or(DueRule::None, DueRule::Within);
        }
        let name = fold(text);
        let rules: Vec<_> =
            self.matrix.limits.iter().flatten().filter(|rule| rule.outcome.name == name).collect();
        if rules.is_empty() {
            self.object(Code::UnknownLimit, place, &[], text);
        } else if !rules.iter().any(|rule| rule.is_unconditional()) {
            self.object(Code::LimitWithoutDefault, place, &[], text);
        }
        DueRule::Named(name)
    }

    fn predicate(&mut self, file: &PredicateFile) -> Predicate {
        let mut kinds = Vec::new();
        if let Some(place) = file.no_kinds.as_ref() {
            // an empty list would accept every kind, the opposite of what it says
            self.object(Code::ValueMissing, place, &[("column", "kind")], "");
        }
        for (text, place) in &file.kinds {
            let kind = kind_name(text);
            if !self.matrix.knows_kind(&kind) {
                self.object(Code::UnknownKind, place, &[], text);
            }
            kinds.push(kind);
        }
        let mut cells = Vec::new();
        for cell in &file.cells {
            if crate::condition::cell::is_empty(&cell.text) {
                continue;
            }
            let test = if cell.column == "unit" {
                FieldTest::Units(parse::units(&cell.text, self.names(), &cell.place, self.findings))
            } else {
                FieldTest::Values(parse::values(&cell.text, self.names(), &cell.place, self.findings))
            };
            cells.push(FieldCell { field: cell.column.clone(), test });
        }
        Predicate { kinds, cells }
    }

    /// `lead`, `assist`, a unit, a role, or a post of one of them; what is unknown never resolves (C-15).
    fn owner(&self, text: &str) -> Owner {
        let units = &self.matrix.units;
        let folded = fold(text);
        match folded.as_str() {
            "lead" | "主办" => Owner::Lead,
            "assist" | "协办" => Owner::Assist,
            _ => match units.find(&folded) {
                Some(id) => Owner::Named(Named::Unit(id)),
                None if units.has_role(&folded) => Owner::Named(Named::Role(folded)),
                None => match folded.split_once('.') {
                    Some((of, post)) => Owner::Post(Box::new(self.owner(of)), post.to_owned()),
                    None => Owner::Unknown,
                },
            },
        }
    }
}
