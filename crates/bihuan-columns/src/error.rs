//! What can go wrong with a table: its columns, or the stream that brings it.

use arrow::error::ArrowError;

/// Why a table could not be read or made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A column is missing, stands there twice, or has a type that cannot be read.
    #[error(transparent)]
    Input(#[from] bihuan::Error),
    /// The stream of record batches failed.
    #[error("the stream of record batches failed: {0}")]
    Stream(#[from] ArrowError),
}
