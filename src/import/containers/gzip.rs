//! Files compressed by gzip: each holds one file.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use super::error::ContainerError;

/// A reader of what is inside. Several streams one after the other, as programs append them, are one.
pub(super) fn open(path: &Path) -> Result<impl Read + use<>, ContainerError> {
    Ok(MultiGzDecoder::new(BufReader::new(File::open(path)?)))
}

/// The name of what is inside: without `.gz`, with `.tar` left on, so that it is told.
pub(super) fn inner_name(name: &str) -> String {
    let end = name.len().saturating_sub(3);
    match name.get(end..) {
        Some(ending) if ending.eq_ignore_ascii_case(".gz") && end > 0 => name[..end].to_owned(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_ending() {
        assert_eq!(inner_name("orders.csv.gz"), "orders.csv");
        assert_eq!(inner_name("orders.GZ"), "orders");
        assert_eq!(inner_name("orders.csv"), "orders.csv");
        assert_eq!(inner_name(".gz"), ".gz");
        assert_eq!(inner_name("é"), "é");
    }
}
