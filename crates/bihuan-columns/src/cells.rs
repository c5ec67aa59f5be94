//! Columns of a record batch as cells of text, the way a csv would write them.

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float32Array, Float64Array, Int64Array, LargeListArray,
    LargeStringArray, StringArray, StringViewArray, UInt64Array,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int32Type, TimeUnit, UInt32Type};
use arrow::error::ArrowError;
use bihuan::{Instant, MatterPath, Moment};
use std::borrow::Cow;

/// The number of no cell of a dictionary.
pub(crate) const NO_CODE: u32 = u32::MAX;

/// A column that can be read.
#[derive(Debug)]
pub(crate) enum Cells {
    Absent,
    Text(StringArray),
    LargeText(LargeStringArray),
    TextView(StringViewArray),
    Bool(BooleanArray),
    Signed(Int64Array),
    Unsigned(UInt64Array),
    Single(Float32Array),
    Double(Float64Array),
    /// Days since 1970.
    Date(arrow::array::Int32Array),
    /// Ticks since 1970, how many of them make a second, and whether they count from 1970 in UTC.
    Time(Int64Array, i64, bool),
    /// The number of each row's cell among those of a dictionary, [`NO_CODE`] where it is absent.
    Coded(Vec<u32>, Box<Cells>),
    /// Texts of a path, or of any other list.
    List(LargeListArray, Box<Cells>),
}

impl Cells {
    /// The cells of a column; an error of the inner kind names the type that cannot be read.
    pub(crate) fn of(array: &ArrayRef) -> Result<Result<Cells, String>, ArrowError> {
        let kind = array.data_type();
        let cells = match kind {
            DataType::Null => Cells::Absent,
            DataType::Utf8 => Cells::Text(array.as_string().clone()),
            DataType::LargeUtf8 => Cells::LargeText(array.as_string().clone()),
            DataType::Utf8View => Cells::TextView(array.as_string_view().clone()),
            DataType::Boolean => Cells::Bool(array.as_boolean().clone()),
            DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => {
                Cells::Signed(ticks(array)?)
            }
            DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => {
                Cells::Unsigned(cast(array, &DataType::UInt64)?.as_primitive().clone())
            }
            DataType::Float16 | DataType::Float32 => {
                Cells::Single(cast(array, &DataType::Float32)?.as_primitive().clone())
            }
            DataType::Float64 => Cells::Double(array.as_primitive().clone()),
            // a decimal keeps every digit (K-10)
            DataType::Decimal32(..)
            | DataType::Decimal64(..)
            | DataType::Decimal128(..)
            | DataType::Decimal256(..)
            | DataType::Time32(_)
            | DataType::Time64(_) => Cells::Text(cast(array, &DataType::Utf8)?.as_string().clone()),
            DataType::Date32 => Cells::Date(days(array)?),
            DataType::Date64 => Cells::Date(days(&cast(array, &DataType::Date32)?)?),
            DataType::Timestamp(unit, zone) => Cells::Time(ticks(array)?, per_second(*unit), zone.is_some()),
            DataType::Dictionary(..) => {
                let dictionary = array.as_any_dictionary();
                let keys = cast(dictionary.keys(), &DataType::UInt32)?;
                let codes = keys.as_primitive::<UInt32Type>().iter().map(|code| code.unwrap_or(NO_CODE));
                match Cells::of(dictionary.values())? {
                    Ok(values) => Cells::Coded(codes.collect(), Box::new(values)),
                    Err(kind) => return Ok(Err(kind)),
                }
            }
            DataType::RunEndEncoded(_, values) => return Cells::of(&cast(array, values.data_type())?),
            DataType::List(item)
            | DataType::LargeList(item)
            | DataType::FixedSizeList(item, _)
            | DataType::ListView(item)
            | DataType::LargeListView(item)
                if !item.data_type().is_nested() =>
            {
                let lists = cast(array, &DataType::LargeList(item.clone()))?;
                let lists: LargeListArray = lists.as_list().clone();
                match Cells::of(lists.values())? {
                    Ok(items) => Cells::List(lists, Box::new(items)),
                    Err(kind) => return Ok(Err(format!("lists of {kind}"))),
                }
            }
            _ => return Ok(Err(name(kind))),
        };
        Ok(Ok(cells))
    }

    /// How many cells there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Cells::Absent => 0,
            Cells::Text(array) => array.len(),
            Cells::LargeText(array) => array.len(),
            Cells::TextView(array) => array.len(),
            Cells::Bool(array) => array.len(),
            Cells::Signed(array) | Cells::Time(array, ..) => array.len(),
            Cells::Unsigned(array) => array.len(),
            Cells::Single(array) => array.len(),
            Cells::Double(array) => array.len(),
            Cells::Date(array) => array.len(),
            Cells::Coded(codes, _) => codes.len(),
            Cells::List(array, _) => array.len(),
        }
    }

    /// The cell of a row, empty where it is absent; a list is a path in a column that holds paths (G-5).
    pub(crate) fn text(&self, row: usize, of_paths: bool) -> Cow<'_, str> {
        match self {
            Cells::Text(array) if array.is_valid(row) => Cow::Borrowed(array.value(row)),
            Cells::LargeText(array) if array.is_valid(row) => Cow::Borrowed(array.value(row)),
            Cells::TextView(array) if array.is_valid(row) => Cow::Borrowed(array.value(row)),
            Cells::Bool(array) if array.is_valid(row) => {
                Cow::Borrowed(if array.value(row) { "true" } else { "false" })
            }
            Cells::Signed(array) if array.is_valid(row) => Cow::Owned(array.value(row).to_string()),
            Cells::Unsigned(array) if array.is_valid(row) => Cow::Owned(array.value(row).to_string()),
            Cells::Single(array) if array.is_valid(row) => number(array.value(row), f32::is_nan),
            Cells::Double(array) if array.is_valid(row) => number(array.value(row), f64::is_nan),
            Cells::Date(array) if array.is_valid(row) => Cow::Owned(date(array.value(row))),
            Cells::Time(array, per_second, zoned) if array.is_valid(row) => {
                Cow::Owned(time(array.value(row), *per_second, *zoned))
            }
            Cells::Coded(codes, values) => match codes.get(row) {
                Some(code) if *code != NO_CODE => values.text(*code as usize, of_paths),
                _ => Cow::Borrowed(""),
            },
            Cells::List(lists, items) if lists.is_valid(row) => {
                let offsets = lists.value_offsets();
                let bound = |at: usize| offsets.get(at).and_then(|offset| usize::try_from(*offset).ok());
                let range = bound(row).unwrap_or(0)..bound(row + 1).unwrap_or(0);
                let texts = range.map(|at| items.text(at, false)).filter(|text| !text.is_empty());
                if of_paths {
                    Cow::Owned(MatterPath::join(texts))
                } else {
                    Cow::Owned(texts.collect::<Vec<_>>().join("、"))
                }
            }
            _ => Cow::Borrowed(""),
        }
    }
}

/// NaN is how some libraries write what is absent.
fn number<F: Copy + ToString>(number: F, is_nan: fn(F) -> bool) -> Cow<'static, str> {
    if is_nan(number) { Cow::Borrowed("") } else { Cow::Owned(number.to_string()) }
}

fn ticks(array: &ArrayRef) -> Result<Int64Array, ArrowError> {
    Ok(cast(array, &DataType::Int64)?.as_primitive().clone())
}

fn days(array: &ArrayRef) -> Result<arrow::array::Int32Array, ArrowError> {
    Ok(cast(array, &DataType::Int32)?.as_primitive::<Int32Type>().clone())
}

fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

const EPOCH: jiff::civil::DateTime = jiff::civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

/// `2025-01-17`; what no calendar holds stays a number, which is no time.
fn date(days: i32) -> String {
    let seconds = i64::from(days) * 86_400;
    match EPOCH.checked_add(jiff::SignedDuration::from_secs(seconds)) {
        Ok(civil) => civil.date().to_string(),
        Err(_) => days.to_string(),
    }
}

/// `2025-01-17 22:40:00`, or with a zone the instant; what is finer than a second is cut off (G-2).
fn time(ticks: i64, per_second: i64, zoned: bool) -> String {
    let seconds = ticks.div_euclid(per_second);
    match EPOCH.checked_add(jiff::SignedDuration::from_secs(seconds)) {
        Ok(_) if zoned => Moment::Instant(Instant(seconds)).to_string(),
        Ok(civil) => Moment::Civil(civil).to_string(),
        Err(_) => ticks.to_string(),
    }
}

/// A type as a person calls it.
fn name(kind: &DataType) -> String {
    let name = match kind {
        DataType::Struct(_) => "a struct",
        DataType::Map(..) => "a map",
        DataType::Union(..) => "a union",
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
            "binary data"
        }
        DataType::Duration(_) => "a duration",
        DataType::Interval(_) => "an interval",
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::FixedSizeList(item, _)
        | DataType::ListView(item)
        | DataType::LargeListView(item) => return format!("lists of {}", name(item.data_type())),
        other => return other.to_string().to_lowercase(),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{
        BinaryArray, Date32Array, Date64Array, Decimal128Array, DictionaryArray, Float64Array, Int8Array,
        ListArray, NullArray, StructArray, TimestampMicrosecondArray, TimestampMillisecondArray,
        TimestampNanosecondArray, TimestampSecondArray, UInt32Array,
    };
    use arrow::datatypes::{Field, Int8Type};
    use std::sync::Arc;

    fn texts(array: impl Array + 'static) -> Vec<String> {
        let rows = array.len();
        let array: ArrayRef = Arc::new(array);
        let cells = Cells::of(&array).unwrap().unwrap();
        (0..rows).map(|row| cells.text(row, true).into_owned()).collect()
    }

    #[test]
    fn text_of_every_encoding() {
        let cells = vec![Some("装修噪声"), None, Some("")];
        let expected = ["装修噪声", "", ""];
        assert_eq!(texts(StringArray::from(cells.clone())), expected);
        assert_eq!(texts(LargeStringArray::from(cells.clone())), expected);
        assert_eq!(texts(StringViewArray::from(cells.clone())), expected);
        assert_eq!(texts(cells.into_iter().collect::<DictionaryArray<Int8Type>>()), expected);
        assert_eq!(texts(NullArray::new(2)), ["", ""]);
    }

    #[test]
    fn numbers_as_a_cell_writes_them() {
        assert_eq!(texts(Int8Array::from(vec![Some(-5), None])), ["-5", ""]);
        assert_eq!(texts(UInt32Array::from(vec![7])), ["7"]);
        assert_eq!(
            texts(Float64Array::from(vec![5.0, 0.1, f64::NAN, 1e20])),
            ["5", "0.1", "", "100000000000000000000"]
        );
        assert_eq!(texts(Float32Array::from(vec![0.1])), ["0.1"]);
        assert_eq!(texts(BooleanArray::from(vec![Some(true), Some(false), None])), ["true", "false", ""]);
        let decimals = Decimal128Array::from(vec![12_345, -5]).with_precision_and_scale(10, 2).unwrap();
        assert_eq!(texts(decimals), ["123.45", "-0.05"]);
    }

    #[test]
    fn times_of_every_unit_with_and_without_zone() {
        let seconds = 1_737_124_800;
        let (civil, instant) = ("2025-01-17 14:40:00", "2025-01-17T14:40:00Z");
        assert_eq!(texts(TimestampSecondArray::from(vec![seconds])), [civil]);
        assert_eq!(texts(TimestampMillisecondArray::from(vec![seconds * 1_000 + 999])), [civil]);
        assert_eq!(texts(TimestampMicrosecondArray::from(vec![seconds * 1_000_000])), [civil]);
        assert_eq!(
            texts(TimestampNanosecondArray::from(vec![Some(seconds * 1_000_000_000), None])),
            [civil, ""]
        );
        let zoned = TimestampMillisecondArray::from(vec![seconds * 1_000]).with_timezone("America/New_York");
        assert_eq!(texts(zoned), [instant]);
        assert_eq!(texts(TimestampMillisecondArray::from(vec![-1])), ["1969-12-31 23:59:59"]);
        assert_eq!(texts(TimestampSecondArray::from(vec![i64::MAX])), [i64::MAX.to_string()]);
        assert_eq!(texts(Date32Array::from(vec![20_105, i32::MIN])), ["2025-01-17", "-2147483648"]);
        assert_eq!(texts(Date64Array::from(vec![20_105 * 86_400_000])), ["2025-01-17"]);
    }

    #[test]
    fn a_list_is_a_path_where_paths_stand() {
        let lists = || {
            let mut builder = arrow::array::ListBuilder::new(arrow::array::StringBuilder::new());
            builder.append_value([Some("HEAT/HOT WATER"), None, Some("x")]);
            builder.append_null();
            builder.finish()
        };
        assert_eq!(texts(lists()), ["HEAT\\/HOT WATER/x", ""]);
        assert_eq!(texts(lists().slice(1, 1)), [""]);
        let array: ArrayRef = Arc::new(lists());
        assert_eq!(Cells::of(&array).unwrap().unwrap().text(0, false), "HEAT/HOT WATER、x");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let refused = |array: ArrayRef| Cells::of(&array).unwrap().unwrap_err();
        assert_eq!(refused(Arc::new(BinaryArray::from(vec![b"x".as_slice()]))), "binary data");
        let field = Arc::new(Field::new("x", DataType::Int8, true));
        let inner: ArrayRef = Arc::new(Int8Array::from(vec![1]));
        let structs = StructArray::from(vec![(field, inner)]);
        assert_eq!(refused(Arc::new(structs.clone())), "a struct");
        let item = Arc::new(Field::new("item", structs.data_type().clone(), true));
        let offsets = arrow::buffer::OffsetBuffer::from_lengths([1]);
        assert_eq!(
            refused(Arc::new(ListArray::new(item, offsets, Arc::new(structs), None))),
            "lists of a struct"
        );
    }
}
