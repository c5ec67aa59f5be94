//! The space in which two editions are compared.

use crate::condition::Condition;
use crate::condition::region::Space;
use crate::condition::region::build::SpaceBuilder;
use crate::dispatch::matrix::Matrix;
use crate::model::unit::Validity;
use crate::verify::dates::Dates;
use crate::verify::table::build::gather;

/// The space of two editions, the old its first source, on the dates on which both decide; with a condition and
/// a validity of somebody else's that it has to know.
pub(super) fn space(
    old: &Matrix,
    new: &Matrix,
    dates: &Dates,
    only: Option<(&Condition, Validity)>,
) -> Space {
    let mut builder = SpaceBuilder::default();
    let spans = dates.spans().iter().map(|(from, until)| Validity { from: Some(*from), until: Some(*until) });
    builder.decides(spans);
    for matrix in [old, new] {
        builder.source(&matrix.clock, &matrix.matters);
        gather(&mut builder, matrix);
        for rules in &matrix.limits {
            builder.rules(rules);
        }
    }
    if let Some((condition, validity)) = only {
        builder.condition(condition).validity(validity);
    }
    builder.build()
}
