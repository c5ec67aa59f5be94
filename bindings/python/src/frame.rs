//! Tables in and out, by the Arrow C stream.

use crate::error::{exception, input, of_table};
use crate::finding::{Finding, Rejected};
use crate::time::Zone;
use arrow::array::{
    Array, ArrayRef, AsArray, Int64Array, RecordBatch, RecordBatchReader, StringBuilder, StructArray,
};
use arrow::datatypes::{DataType, Field, Int32Type, Int64Type, Schema, SchemaRef, TimestampSecondType};
use bihuan::{ColumnMap, Columns, Engine, Lang, Tickets};
use bihuan_columns::{Answers, Ask, Rows, Step};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList, PyString};
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};
use pyo3_arrow::input::AnyRecordBatch;
use std::sync::Arc;

/// A table of answers for whatever library takes the Arrow C stream.
#[pyclass(frozen, module = "bihuan")]
pub(crate) struct Frame {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

#[pymethods]
impl Frame {
    /// The names of the columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __bool__(&self) -> bool {
        true
    }

    fn __repr__(&self) -> String {
        format!("<Frame of {} rows: {}>", self.__len__(), self.columns().join(", "))
    }

    /// The columns by name, each a list.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let table = PyDict::new(py);
        for (at, field) in self.schema.fields().iter().enumerate() {
            let column = PyList::empty(py);
            for batch in &self.batches {
                values(py, batch.column(at), |value| column.append(value))?;
            }
            table.set_item(field.name(), column)?;
        }
        Ok(table)
    }

    /// The rows, each a dict.
    fn to_dicts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let rows: Vec<Bound<'py, PyDict>> = (0..self.__len__()).map(|_| PyDict::new(py)).collect();
        for (at, field) in self.schema.fields().iter().enumerate() {
            let name = PyString::intern(py, field.name());
            let mut row = rows.iter();
            for batch in &self.batches {
                values(py, batch.column(at), |value| match row.next() {
                    Some(row) => row.set_item(&name, value),
                    None => Ok(()),
                })?;
            }
        }
        PyList::new(py, rows)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.schema.as_ref())?)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let batches = self.batches.clone().into_iter();
        let arrays = batches.map(|batch| Ok(Arc::new(StructArray::from(batch)) as ArrayRef));
        let field = Field::new_struct("", self.schema.fields().clone(), false);
        let stream = Box::new(ArrayIterator::new(arrays, field.into()));
        Ok(to_stream_pycapsule(py, stream, requested_schema)?)
    }
}

/// The values of a column of answers: text, numbers and times are all there are.
fn values<'py>(
    py: Python<'py>,
    column: &ArrayRef,
    mut each: impl FnMut(Bound<'py, PyAny>) -> PyResult<()>,
) -> PyResult<()> {
    let zone = match column.data_type() {
        DataType::Timestamp(_, Some(zone)) => Zone::new(zone),
        _ => Zone::new("UTC"),
    };
    let local = zone.local();
    for row in 0..column.len() {
        let value = match column.data_type() {
            _ if column.is_null(row) => py.None().into_bound(py),
            DataType::Int32 => column.as_primitive::<Int32Type>().value(row).into_pyobject(py)?.into_any(),
            DataType::Int64 => column.as_primitive::<Int64Type>().value(row).into_pyobject(py)?.into_any(),
            DataType::Timestamp(..) => {
                let seconds = column.as_primitive::<TimestampSecondType>().value(row);
                zone.datetime(py, local(seconds))?.into_any()
            }
            _ => PyString::new(py, column.as_string::<i32>().value(row)).into_any(),
        };
        each(value)?;
    }
    Ok(())
}

/// What makes the caller's kind of table of a frame, in Python.
pub(crate) type Maker = Py<PyAny>;

/// A column of texts, what is empty absent.
pub(crate) fn of_texts<S: AsRef<str>>(cells: impl Iterator<Item = Option<S>>) -> ArrayRef {
    let mut builder = StringBuilder::new();
    cells.for_each(|cell| builder.append_option(cell));
    Arc::new(builder.finish())
}

/// A column of counts.
pub(crate) fn of_numbers(cells: impl Iterator<Item = u64>) -> ArrayRef {
    let cells = cells.map(|cell| i64::try_from(cell).unwrap_or(i64::MAX));
    Arc::new(Int64Array::from_iter_values(cells))
}

impl Frame {
    /// A table of columns of equal length.
    pub(crate) fn of_columns(
        py: Python<'_>,
        columns: impl IntoIterator<Item = (&'static str, ArrayRef)>,
    ) -> PyResult<Frame> {
        let columns = columns.into_iter().map(|(name, column)| (name, column, true));
        let batch = RecordBatch::try_from_iter_with_nullable(columns);
        let batch = batch.map_err(|error| input(py, &error.to_string()))?;
        Ok(Frame { schema: batch.schema(), batches: vec![batch] })
    }

    /// The caller's kind of table, or the frame itself.
    pub(crate) fn into_asked<'py>(
        self,
        py: Python<'py>,
        maker: Option<&Maker>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let frame = Bound::new(py, self)?.into_any();
        match maker {
            Some(maker) => maker.bind(py).call1((frame,)),
            None => Ok(frame),
        }
    }
}

/// A table as a stream of record batches.
pub(crate) type Stream = Box<dyn RecordBatchReader + Send>;

/// Opens a table by the Arrow C stream; what it answers may be no table.
pub(crate) fn opened(table: &Bound<'_, PyAny>, name: &str) -> PyResult<Stream> {
    let py = table.py();
    let opened = table.extract::<AnyRecordBatch>().and_then(AnyRecordBatch::into_reader);
    opened.map_err(|error| input(py, &format!("{name} cannot be read as a table: {}", error.value(py))))
}

/// The whole of a table, for libraries that cannot have two streams open at a time.
#[pyfunction(name = "_held")]
pub(crate) fn held(table: &Bound<'_, PyAny>, name: &str) -> PyResult<Frame> {
    let (py, stream) = (table.py(), opened(table, name)?);
    let schema = stream.schema();
    let batches: Result<Vec<_>, _> = py.detach(|| stream.collect());
    let batches = batches.map_err(|error| of_table(py, &error.into(), Lang::En))?;
    Ok(Frame { schema, batches })
}

/// A column map as pairs, our name and theirs.
pub(crate) type Map = Vec<(String, String)>;

/// What is asked of a table.
pub(crate) struct Asked {
    pub(crate) ask: Ask,
    pub(crate) tickets: Stream,
    pub(crate) events: Option<Stream>,
    /// Of the tickets and of the events.
    pub(crate) maps: (Map, Map),
}

/// Reads all of a table of tickets with their events, other threads running meanwhile; between two chunks Ctrl-C is
/// heard.
pub(crate) fn filed(
    py: Python<'_>,
    tickets: Stream,
    events: Option<Stream>,
    maps: &(Map, Map),
    lang: Lang,
) -> PyResult<Tickets> {
    let refused = |error: bihuan_columns::Error| of_table(py, &error, lang);
    let tickets = Rows::of_tickets("tickets", tickets, &map(py, &maps.0, lang)?).map_err(refused)?;
    let events = match events {
        Some(events) => Some(Rows::of_events("events", events, &map(py, &maps.1, lang)?).map_err(refused)?),
        None => None,
    };
    let mut read = Tickets::default();
    for mut rows in std::iter::once(tickets).chain(events) {
        while py.detach(|| rows.read_into(&mut read)).map_err(refused)? {
            py.check_signals()?;
        }
    }
    Ok(read)
}

fn map(py: Python<'_>, pairs: &[(String, String)], lang: Lang) -> PyResult<ColumnMap> {
    let map = ColumnMap::new(pairs.iter().map(|(ours, theirs)| (ours, theirs)));
    map.map_err(|error| exception(py, &error, lang))
}

/// The answers, the rows rejected, the tickets received after now, the years without a calendar, and the
/// first of the doubts with their number.
pub(crate) type Answered<'py> =
    (Frame, Bound<'py, PyList>, Vec<String>, Vec<String>, (Vec<Bound<'py, Finding>>, usize));

/// Answers a table, other threads running meanwhile; between two chunks Ctrl-C is heard.
pub(crate) fn answered<'py>(
    py: Python<'py>,
    engine: &Engine,
    asked: Asked,
    lang: Lang,
) -> PyResult<Answered<'py>> {
    let refused = |error: bihuan_columns::Error| of_table(py, &error, lang);
    let tickets =
        Rows::of_tickets("tickets", asked.tickets, &map(py, &asked.maps.0, lang)?).map_err(refused)?;
    let events = match asked.events {
        Some(events) => {
            Some(Rows::of_events("events", events, &map(py, &asked.maps.1, lang)?).map_err(refused)?)
        }
        None => None,
    };
    let mut answers = Answers::new(engine, asked.ask, tickets, events);
    let mut batches = Vec::new();
    loop {
        match py.detach(|| answers.step()).map_err(refused)? {
            Step::Answer(batch) if batch.num_rows() > 0 => batches.push(batch),
            Step::Done => break,
            _ => {}
        }
        py.check_signals()?;
    }
    let frame = Frame { schema: answers.schema(), batches };
    let not_covered = answers.not_covered().map(str::to_owned).collect();
    let later = answers.later().to_vec();
    let doubts = answers.doubts();
    let first = doubts.first.iter().map(|finding| Finding::of(py, finding, lang)).collect::<PyResult<_>>()?;
    let doubts = (first, doubts.count);
    Ok((frame, Rejected::all(py, answers.into_rejected(), lang)?, later, not_covered, doubts))
}

/// A table of text from columns of Python values, for frames that no Arrow stream can carry.
#[pyfunction(name = "_text_frame")]
#[pyo3(signature = (table, columns, map, lang))]
#[expect(clippy::needless_pass_by_value, reason = "pyo3 hands over what it made of the arguments")]
pub(crate) fn text_frame(
    py: Python<'_>,
    table: &str,
    columns: Vec<(String, Bound<'_, PyAny>)>,
    map: Map,
    lang: &str,
) -> PyResult<Frame> {
    let lang = crate::value::lang(lang)?;
    let refused = |error: bihuan::Error| exception(py, &error, lang);
    let map = ColumnMap::new(map.iter().map(|(ours, theirs)| (ours, theirs))).map_err(refused)?;
    let headers = columns.iter().map(|(header, _)| header);
    let meant = if table == "tickets" {
        Columns::of_tickets(table, headers, &map)
    } else {
        Columns::of_events(table, headers, &map)
    };
    let meant = meant.map_err(refused)?;
    let mut fields = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for (at, (header, values)) in columns.iter().enumerate() {
        let mut builder = StringBuilder::new();
        for (value, row) in values.try_iter()?.zip(1..) {
            let text = crate::value::cell(&value?, meant.holds_paths(at));
            let text = text.map_err(|found| {
                let place = format!("{table}:{row}: {header}");
                input(
                    py,
                    &format!("{place}: {found}, expected text, a number, a time, a list of text or None"),
                )
            })?;
            builder.append_option((!text.is_empty()).then_some(text));
            if row % 65_536 == 0 {
                py.check_signals()?;
            }
        }
        fields.push(Field::new(header, DataType::Utf8, true));
        arrays.push(Arc::new(builder.finish()));
    }
    let schema = Arc::new(Schema::new(fields));
    let batch =
        RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(|error| input(py, &error.to_string()))?;
    Ok(Frame { schema, batches: vec![batch] })
}
